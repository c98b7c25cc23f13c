"""The shape of a page: its nodes, edges, ends and total, from one list of rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.graph.rows import typed_row
from app.graph.shape import Cells, CursorOf, Shape, ShapeContext, Shaped

Slice = tuple[Sequence[Cells], bool]
"""The rows of a page, and whether there are more after them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeList:
    """The nodes, or the edges, of a page."""

    of: Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """Facts about the ends of a page, by response key."""

    parts: Mapping[str, str]
    cursor: CursorOf


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOf:
    """A page; its rows are one cell, one more of them than were asked for if there are more."""

    type_name: str
    index: int | None
    number: int
    parts: Mapping[str, NodeList | Ends | Shape]

    def bind(self, finished: bool) -> Shaped:
        """A plain dict, or a Row, with the parts of the page."""
        parts = [(key, _bind(part, finished, self.number)) for key, part in self.parts.items()]
        index, number, name = self.index, self.number, self.type_name

        def shaped(cells: Cells, shaping: ShapeContext) -> dict[str, Any]:
            rows: Sequence[Cells] = [] if index is None else cells[index]
            first: int = shaping.arguments[number]["first"]
            page = (rows[:first], len(rows) > first)
            made = ((key, part(cells, shaping, page)) for key, part in parts)
            return dict(made) if finished else typed_row(name, made)

        return shaped


def _bind(
    part: NodeList | Ends | Shape, finished: bool, number: int
) -> Callable[[Cells, ShapeContext, Slice], Any]:
    if isinstance(part, NodeList):
        of = part.of.bind(finished)
        return lambda _, shaping, page: [of(inner, shaping) for inner in page[0]]
    if isinstance(part, Ends):
        return bound_ends(part, finished, number)
    shaped = part.bind(finished)
    return lambda cells, shaping, _: shaped(cells, shaping)


def bound_ends(
    ends: Ends, finished: bool, number: int
) -> Callable[[Cells, ShapeContext, Slice], Any]:
    """The function that makes the facts about the ends of a page."""
    cursor = ends.cursor.bind(finished)

    def fact(name: str, shaping: ShapeContext, page: Slice) -> object:
        rows, more = page
        if name == "has_next_page":
            return more
        if name == "has_previous_page":
            return shaping.arguments[number].get("after") is not None
        if name == "__typename":
            return "PageInfo"
        return cursor(rows[0 if name == "start_cursor" else -1], shaping) if rows else None

    def shaped(_: Cells, shaping: ShapeContext, page: Slice) -> dict[str, Any]:
        made = ((key, fact(name, shaping, page)) for key, name in ends.parts.items())
        return dict(made) if finished else typed_row("PageInfo", made)

    return shaped
