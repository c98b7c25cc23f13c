"""The arguments of a field, checked and turned into what statements take as parameters."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial
from typing import Any, cast

from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    ListValueNode,
    ObjectValueNode,
    VariableNode,
)
from graphql.execution.values import VariableValues, get_argument_values

from app.api.definitions import nullable, strawberry_of, unwrapped
from app.domain.assessments import checked_score
from app.domain.lineage import LineageHop
from app.domain.values import (
    INT_MAX,
    checked_count,
    checked_id,
    checked_media_type,
    checked_sha256,
    checked_text,
    checked_time,
    optional,
)
from app.errors import AppError, BadInput
from app.graph.fields import Field

CURSOR = "after"
"""The argument that is checked by the page whose cursor it is."""
COUNTS = {"maxDepth": INT_MAX, "maxNodes": INT_MAX, "limit": 100}
"""Arguments that count from 1, and the most of each."""
SCORE = "score"
"""The argument that is an assessment's score."""
MAX_ITEMS = 100
MAX_TEXT = 1_000

_CHECKS: Mapping[str, Callable[[Any, str], object]] = {
    "mediaTypes": checked_media_type,
    "staleAfter": checked_count,
    "ID": checked_id,
    "Sha256": checked_sha256,
}
"""What values are checked by, by the name of their argument or else by that of its type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asks:
    """One crossing of a document; `fixed` are its arguments where no variable is in them.

    `path` has the response keys on the way to it, without the indexes of lists: what is wrong with
    an argument is found before there are rows.
    """

    field: Field
    definition: GraphQLField
    node: FieldNode
    path: tuple[str, ...]
    fixed: Mapping[str, Any] | None = None

    def arguments(self, variables: VariableValues) -> Mapping[str, Any]:
        """The arguments in a request. Raises GraphQLError, with the path, when one is wrong."""
        if self.fixed is not None:
            return self.fixed
        with self.located():
            return field_arguments(self.definition, self.node, variables)

    @contextmanager
    def located(self) -> Generator[None]:
        """Gives what is raised the path and the location of the crossing."""
        try:
            yield
        except AppError as error:
            raise GraphQLError(
                error.message, self.node, path=self.path, original_error=error
            ) from error


def asks(asked: Asks, variables: VariableValues) -> tuple[Asks, Mapping[str, Any]]:
    """What a crossing asks, with what no variable changes, and its arguments in this request."""
    arguments = asked.arguments(variables)
    varies = any(_varies(one.value) for one in asked.node.arguments or ())
    return asked if varies else replace(asked, fixed=arguments), arguments


def _varies(value: Any) -> bool:
    if isinstance(value, ListValueNode):
        return any(_varies(one) for one in value.values or ())
    if isinstance(value, ObjectValueNode):
        return any(_varies(one.value) for one in value.fields or ())
    return isinstance(value, VariableNode)


def field_arguments(
    field: GraphQLField, node: FieldNode, variables: VariableValues
) -> dict[str, Any]:
    """The arguments of a field by their Python names; BadInput names the one that is wrong."""
    values = get_argument_values(field, node, variables)
    for name in COUNTS.keys() & values.keys():
        optional(partial(checked_count, least=1, most=COUNTS[name]), values[name], name)
    optional(checked_score, values.get(SCORE), SCORE)
    _refuse_past_of_runs(values)
    args = cast("dict[str, Any]", field.args)
    return {
        strawberry_of(args[name]).python_name: (
            value if name == CURSOR else _value(value, args[name].type, name)
        )
        for name, value in values.items()
    }


def _refuse_past_of_runs(values: Mapping[str, Any]) -> None:
    through: Sequence[LineageHop] = values.get("through") or ()
    if LineageHop.RUNS in through and values.get("asOf") is not None:
        raise BadInput("asOf cannot be combined with RUNS: links of runs do not have a time")


def _value(value: Any, of: Any, name: str) -> Any:
    of = nullable(of)
    if value is None:
        return None
    if isinstance(of, GraphQLList):
        items = cast("list[Any]", value)
        if len(items) > MAX_ITEMS:
            raise BadInput(f"{name} must have at most {MAX_ITEMS} items, not {len(items)}")
        return [_value(item, unwrapped(cast("Any", of)), name) for item in items]
    if isinstance(of, GraphQLInputObjectType):
        return _object(cast("Mapping[str, Any]", value), of)
    if isinstance(value, Enum):
        return value.value
    if of.name == "DateTime":
        return checked_time(value, name)
    if check := _CHECKS.get(name) or _CHECKS.get(of.name):
        return check(value, name)
    return checked_text(value, name, limit=MAX_TEXT) if isinstance(value, str) else value


def _object(value: Mapping[str, Any], of: GraphQLInputObjectType) -> dict[str, Any]:
    fields = cast("dict[str, Any]", of.fields)
    return {
        strawberry_of(field).python_name: _value(value.get(name), field.type, name)
        for name, field in fields.items()
    }
