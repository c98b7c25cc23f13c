"""Plans what trusted documents ask, here and in the database, before anybody asks it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any, cast

import anyio
import graphql
import structlog
from graphql import (
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLString,
    OperationDefinitionNode,
    OperationType,
    VariableDefinitionNode,
    is_enum_type,
    is_required_input_field,
    parse,
)

from app.api.context import Context
from app.api.definitions import nullable
from app.api.schema import core_schema, schema
from app.api.trusted import Trusted
from app.errors import Unavailable
from app.graph.session import Graph

AT_ONCE = 4
"""How many documents are planned at once."""

SAMPLES: Mapping[str, object] = {
    "ID": "5d3e8b9a-0c1f-4a57-9d51-6c1c2f6f7a10",
    "Int": 1,
    "String": "a",
    "DateTime": "2026-01-01T00:00:00Z",
    "Sha256": "0" * 64,
    "JSON": {},
    "BigInt": "1",
}

_type_of = cast("Any", graphql).type_from_ast

_log = structlog.stdlib.get_logger()


async def plan_documents(trusted: Trusted, context: Context) -> None:
    """Plans the queries among the documents, for what their variables may be given.

    A plan depends on whether a variable is given, not on its value; nullable texts, which are
    cursors, are left out, as on first pages. Mutations and subscriptions are not begun for it.
    """
    limiter, planner = anyio.CapacityLimiter(AT_ONCE), _Planner(context.graph)
    planning = replace(context, graph=cast("Graph", planner))

    async def plan(text: str) -> None:
        async with limiter:
            for name, variables in _asked(text):
                await schema.execute(text, variables, operation_name=name, context_value=planning)

    async with anyio.create_task_group() as tasks:
        for text in trusted.documents.values():
            tasks.start_soon(plan, text)
    _log.info("documents are planned", documents=len(trusted.documents), plans=planner.planned)


class _Planner:
    """Stands in the place of a graph, and has statements planned instead of run."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._known = set[str]()

    @property
    def planned(self) -> int:
        """How many statements were planned."""
        return len(self._known)

    async def read(self, text: str, parameters: Mapping[str, Any]) -> None:
        """Has a statement planned that was not planned yet, and gives no rows."""
        if text not in self._known:
            self._known.add(text)
            await self._graph.plan(text, parameters)
        raise Unavailable("it was to be planned")


def _asked(text: str) -> Iterator[tuple[str | None, dict[str, Any]]]:
    """The queries of a document, each with variables of every form that is planned."""
    for one in parse(text).definitions:
        if isinstance(one, OperationDefinitionNode) and one.operation is OperationType.QUERY:
            name = one.name.value if one.name else None
            for given in _forms(one.variable_definitions or ()):
                yield name, given


def _forms(definitions: Sequence[VariableDefinitionNode]) -> list[dict[str, Any]]:
    """Values of the variables: all or only those that are required, and both of each Boolean."""
    forms = list[dict[str, Any]]()
    for every, decided in product((True, False), repeat=2):
        given = dict(_given(definitions, every=every, decided=decided))
        if given not in forms:
            forms.append(given)
    return forms


def _given(
    definitions: Sequence[VariableDefinitionNode], *, every: bool, decided: bool
) -> Iterator[tuple[str, object]]:
    for one in definitions:
        of: Any = _type_of(core_schema(), one.type)
        if isinstance(of, GraphQLNonNull) or (every and of is not GraphQLString):
            yield one.variable.name.value, _sample(of, decided)


def _sample(of: Any, decided: bool) -> object:
    """A value of the type that is allowed everywhere."""
    bare: Any = nullable(of)
    if isinstance(bare, GraphQLList):
        return [_sample(cast("Any", bare).of_type, decided)]
    if isinstance(bare, GraphQLInputObjectType):
        fields = cast("Mapping[str, Any]", bare.fields)
        return {
            name: _sample(field.type, decided)
            for name, field in fields.items()
            if is_required_input_field(field)
        }
    if is_enum_type(bare):
        return next(iter(bare.values))
    return decided if bare.name == "Boolean" else SAMPLES[bare.name]
