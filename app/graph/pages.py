"""The shape of a page: its nodes, edges, ends and total, from one list of rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.graph.shape import Cells, CursorOf, Shape, ShapeContext, Shaped, typed_row

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

        def shaped(cells: Cells, use: ShapeContext) -> dict[str, Any]:
            rows: Sequence[Cells] = [] if index is None else cells[index]
            first: int = use.arguments[number]["first"]
            page = (rows[:first], len(rows) > first)
            made = ((key, part(cells, use, page)) for key, part in parts)
            return dict(made) if finished else typed_row(name, made)

        return shaped


def _bind(
    part: NodeList | Ends | Shape, finished: bool, number: int
) -> Callable[[Cells, ShapeContext, Slice], Any]:
    if isinstance(part, NodeList):
        of = part.of.bind(finished)
        return lambda _, use, page: [of(inner, use) for inner in page[0]]
    if isinstance(part, Ends):
        return bound_ends(part, finished, number)
    shaped = part.bind(finished)
    return lambda cells, use, _: shaped(cells, use)


def bound_ends(
    ends: Ends, finished: bool, number: int
) -> Callable[[Cells, ShapeContext, Slice], Any]:
    """The function that makes the facts about the ends of a page."""
    cursor = ends.cursor.bind(finished)

    def fact(name: str, use: ShapeContext, page: Slice) -> object:
        rows, more = page
        if name == "has_next_page":
            return more
        if name == "has_previous_page":
            return use.arguments[number].get("after") is not None
        if name == "__typename":
            return "PageInfo"
        return cursor(rows[0 if name == "start_cursor" else -1], use) if rows else None

    def shaped(_: Cells, use: ShapeContext, page: Slice) -> dict[str, Any]:
        made = ((key, fact(name, use, page)) for key, name in ends.parts.items())
        return dict(made) if finished else typed_row("PageInfo", made)

    return shaped
