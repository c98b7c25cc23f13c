"""How many items the lists of an answer can hold, known before anything runs.

The cost of an operation is the sum over its pages of the most items that each can hold in all: its
size, times the sizes of the lists around it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast

from graphql import DocumentNode, GraphQLError, get_operation_ast
from strawberry.extensions import SchemaExtension

from app.api.context import Context
from app.api.documents import BYTES
from app.api.kept import Kept
from app.api.sized_lists import MAX_NODES, SizedList, lists_of, too_complex

MAX_COST = 10_000
"""Items that all lists of an answer can hold."""


class Excess(NamedTuple):
    """What an operation costs that costs too much, and the list that adds most."""

    cost: int
    most: SizedList


def excess_cost(
    lists: Sequence[SizedList], variables: Mapping[str, Any], max_nodes: int
) -> Excess | None:
    """The cost of an operation of those lists, where it is over the limit.

    A lineage graph costs nothing where it comes once: `maxNodes` bounds it by itself.
    """
    multiplied, cost, worst = [1], 0, (0, -1)
    for place, one in enumerate(lists):
        size = max(size.of(variables, max_nodes) for size in one.sizes)
        items = multiplied[one.around] * size
        multiplied.append(items)
        adds = {MAX_NODES: items - size, None: 0}.get(one.sizes[0].argument, items)
        cost += adds
        worst = max(worst, (adds, place))
    return Excess(cost, lists[worst[1]]) if cost > MAX_COST else None


class Complexity(SchemaExtension):
    """Refuses what is valid and would cost too much, before it runs."""

    kept = Kept[tuple[str, str | None], list[SizedList]](most=1_000, size=10_000_000)
    """The lists of operations; the size is that of the documents that they hold on to, in bytes."""

    def on_validate(self) -> Iterator[None]:
        """Looks at what was found valid by the extension before this one."""
        context: Any = self.execution_context
        if not context.pre_execution_errors:
            try:
                self._check(context)
            except GraphQLError as error:
                context.pre_execution_errors = [error]
        yield

    def _check(self, context: Any) -> None:
        key = (context.query, context._provided_operation_name)
        lists = self.kept.get(key)
        if lists is None:
            document: DocumentNode = context.graphql_document
            operation = get_operation_ast(document, context._provided_operation_name)
            lists = lists_of(context.schema._schema, document, cast("Any", operation))
            self.kept.keep(key, lists, BYTES * len(context.query))
        asked: Context = context.context
        found = excess_cost(lists, context.variables or {}, asked.max_nodes)
        if found:
            raise too_complex(
                f"This costs {found.cost}, more than {MAX_COST}: so many items could be in the"
                f" lists of its answer, most of them in {found.most.path}",
                found.most.node,
                cost=found.cost,
                limit=MAX_COST,
            )
