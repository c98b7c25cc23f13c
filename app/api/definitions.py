"""What graphql-core's definitions say of a field or of an argument.

Its wrapping types are generic, and it never says of what; so definitions come in here as Any, and
what is asked of them goes out with a type.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypedDict

from graphql import GraphQLList, GraphQLNonNull

from app.graph.fields import Field


class Source(TypedDict):
    """Where a value comes from: the properties that are read, and what works it out."""

    columns: tuple[str, ...]
    compute: Callable[..., object] | None


def source_of(field: Any) -> Source:
    """Where the value of a field that is no crossing comes from."""
    return field.metadata["source"]


def crossing_field(field: Any) -> Field | None:
    """The file of a field of the schema, when it crosses the graph."""
    return field.metadata.get("crossing")


def strawberry_of(definition: Any) -> Any:
    """What a type, field or argument was made from."""
    return definition.extensions["strawberry-definition"]


def is_required(definition: Any) -> bool:
    """Whether a field is never null."""
    return isinstance(definition.type, GraphQLNonNull)


def is_list(definition: Any) -> bool:
    """Whether a field is a list."""
    return isinstance(nullable(definition.type), GraphQLList)


def named_type(definition: Any) -> Any:
    """The type of a field or of an argument, without what wraps it."""
    of = definition.type
    while isinstance(of, GraphQLList | GraphQLNonNull):
        of = unwrapped(of)
    return of


def unwrapped(of: Any) -> Any:
    """The type inside a list or a non-null type."""
    return of.of_type


def nullable(of: Any) -> Any:
    """The type, without the promise that it is never null."""
    return unwrapped(of) if isinstance(of, GraphQLNonNull) else of
