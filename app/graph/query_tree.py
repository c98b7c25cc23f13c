"""What a query asks of the graph, free of GraphQL: the tree that the compiler turns into Cypher."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.graph.fields import Field

Serialize = Callable[[Any], Any]
"""Turns a cell into what stands in the answer, or raises when the cell must not be there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A property that is read; `time` when it is a moment, which Cypher turns into text."""

    name: str
    time: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A property in the answer. `exact` is the type of a cell that needs no serializing, if it lies
    `within` that range, where there is one.

    `names` are the members of an enum by what is stored of them.
    """

    column: Column
    serialize: Serialize
    exact: type | None
    required: bool
    within: range | None = None
    names: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """A value in the answer, worked out from the context and the cells of some properties."""

    columns: tuple[Column, ...]
    compute: Callable[..., Any]
    serialize: Serialize
    required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Typename:
    """The name of the type itself."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """What is asked of each row of one type, by response key, in the order of the query."""

    type_name: str
    parts: Mapping[str, Leaf | Computed | Typename | Crossing]


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOf:
    """What is asked of rows whose label is known only when they are there, by type name."""

    types: Mapping[str, Rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageInfo:
    """What is asked of a page about its ends: names of its fields by response key."""

    parts: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where a row stands in its page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edges:
    """What is asked of each edge of a page; a Leaf is a property of the link itself."""

    type_name: str
    parts: Mapping[str, Leaf | Typename | Cursor | Rows | OneOf]


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """How many rows there are, on all pages together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Complete:
    """Whether the walk that found the rows came to its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What is asked of a page."""

    type_name: str
    parts: Mapping[str, Rows | OneOf | Edges | PageInfo | Total | Complete | Typename]
    columns: Mapping[str, Column]
    """The properties that pages of these rows may be ordered by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """One field that crosses the graph, with its arguments and what is asked on the other side.

    A Leaf as result means that `child` is a value. `required` says that there must be one.
    """

    field: Field
    arguments: Mapping[str, Any]
    result: Rows | OneOf | Page | Leaf
    required: bool
