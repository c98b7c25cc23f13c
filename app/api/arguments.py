"""The arguments of a field, checked and turned into what statements take as parameters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any, cast

from graphql import FieldNode, GraphQLField, GraphQLInputObjectType, GraphQLList
from graphql.execution.values import VariableValues, get_argument_values

from app.api.definitions import nullable, strawberry_of, unwrapped
from app.domain.values import checked_id, checked_sha256, checked_text, checked_time
from app.errors import BadInput

CURSOR = "after"
"""The argument that is checked by the page whose cursor it is."""
MAX_ITEMS = 100
MAX_TEXT = 1_000

_CHECKS = {"ID": checked_id, "Sha256": checked_sha256}


def field_arguments(
    field: GraphQLField, node: FieldNode, variables: VariableValues
) -> dict[str, Any]:
    """The arguments of a field by their Python names; BadInput names the one that is wrong."""
    values = get_argument_values(field, node, variables)
    args = cast("dict[str, Any]", field.args)
    arguments = {
        strawberry_of(args[name]).python_name: (
            value if name == CURSOR else _value(value, args[name].type, name)
        )
        for name, value in values.items()
    }
    depth = arguments.get("max_depth")
    if depth is not None and depth < 1:
        raise BadInput(f"maxDepth must be 1 or more, not {depth}")
    return arguments


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
    if isinstance(value, datetime):
        return checked_time(value, name)
    if isinstance(value, str):
        check = _CHECKS.get(of.name)
        return check(value, name) if check else checked_text(value, name, limit=MAX_TEXT)
    return value


def _object(value: Mapping[str, Any], of: GraphQLInputObjectType) -> dict[str, Any]:
    fields = cast("dict[str, Any]", of.fields)
    return {
        strawberry_of(field).python_name: _value(value.get(name), field.type, name)
        for name, field in fields.items()
    }
