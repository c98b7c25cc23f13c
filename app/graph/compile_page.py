"""Compiles a page: the one list of rows that its nodes, edges and ends share, and its total."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from app.graph.bodies import Takes, after_text, order_text
from app.graph.fields import Key
from app.graph.pages import Ends, NodeList, PageOf
from app.graph.scopes import Call, Scope
from app.graph.selection import (
    Column,
    Computed,
    Crossing,
    Cursor,
    Edges,
    Leaf,
    OneOf,
    Page,
    PageInfo,
    Rows,
    Total,
    Typename,
)
from app.graph.shape import CursorOf, Fixed, Object, Shape, Value


class Compiler(Protocol):
    """The compilation that a page is part of."""

    takes: list[Takes]

    def crossing(self, crossing: Crossing, parent: str | None, scope: Scope) -> Shape:
        """Adds the subqueries of a crossing to the scope of its parent, and returns its shape."""
        ...

    def rows(self, selection: Rows | OneOf, variable: str, scope: Scope) -> Shape:
        """The shape of an object, whose cells are added to the scope of its row."""
        ...

    def part(
        self, part: Leaf | Computed | Typename | Crossing, variable: str, scope: Scope
    ) -> Shape:
        """The shape of one part of an object."""
        ...

    def close(self, scope: Scope, lines: list[str], returns: str, variable: str) -> int:
        """Ends a subquery that returns that, and gives its place among the cells of the scope."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listed:
    """The rows of a page: what they are ordered by, and what each is made of."""

    page: Page
    call: Call
    keys: tuple[Key, ...]
    inner: Scope = field(default_factory=Scope)

    def cursor(self) -> CursorOf:
        """The cursor of a row, for which it returns what it is ordered by."""
        indexes: list[int] = []
        for key in self.keys:
            holder = f"{self.call.variable}{key.path.removeprefix('child').rpartition('.')[0]}"
            indexes.append(self.inner.column(holder, self.page.columns[key.property]))
        crossing, number = self.call.crossing, self.call.number
        return CursorOf(indexes=tuple(indexes), field=crossing.field, number=number)

    def lines(self) -> list[str]:
        """The subquery, but for its end."""
        call, keys = self.call, self.keys
        lines = call.head()
        if call.crossing.arguments.get("after") is not None:
            test = after_text(keys, self.page.columns, call.number)
            lines.append(f"AND {test}" if call.parent is None else f"WITH child\nWHERE {test}")
        elif call.parent is None:
            lines.append(f"AND {keys[0].path} IS NOT NULL")
        return [
            *lines,
            f"WITH child AS {call.variable}",
            order_text(keys, "child"),
            f"LIMIT $p{call.number}.first + 1",
            *call.to_node(),
            *self.inner.blocks,
            "WITH *",
            order_text(keys, call.variable),
        ]


def page_shape(compiler: Compiler, page: Page, call: Call, scope: Scope) -> Shape:
    """Adds the subqueries of a page to the scope of its parent, and returns its shape."""
    of, arguments = call.crossing.field, call.crossing.arguments
    listed = _Listed(page=page, call=call, keys=of.pages[arguments.get("order")])
    parts: dict[str, NodeList | Ends | Shape] = {}
    for key, part in page.parts.items():
        match part:
            case Total():
                parts[key] = _total(compiler, call, scope)
            case Crossing():
                parts[key] = compiler.crossing(part, call.parent, scope)
            case Typename():
                parts[key] = Fixed(value=part.name)
            case _:
                parts[key] = _part(compiler, part, listed)
    index = None
    if any(isinstance(part, NodeList | Ends) for part in parts.values()):
        returns = f"collect({listed.inner.row})"
        index = compiler.close(scope, listed.lines(), returns, f"c{call.number}")
    times = tuple(page.columns[key.property].time for key in listed.keys)
    compiler.takes[call.number - 1] = Takes(field=of, times=times, listed=index is not None)
    return PageOf(type_name=page.type_name, index=index, number=call.number, parts=parts)


def _part(
    compiler: Compiler, part: Rows | OneOf | Edges | PageInfo, listed: _Listed
) -> NodeList | Ends:
    match part:
        case Rows() | OneOf():
            return NodeList(of=compiler.rows(part, listed.call.node, listed.inner))
        case Edges():
            shapes = {key: _of_edge(compiler, cell, listed) for key, cell in part.parts.items()}
            return NodeList(of=Object(type_name=part.type_name, parts=shapes))
        case PageInfo():
            return Ends(parts=part.parts, cursor=listed.cursor())


def _of_edge(
    compiler: Compiler, cell: Cursor | Rows | OneOf | Leaf | Typename, listed: _Listed
) -> Shape:
    match cell:
        case Cursor():
            return listed.cursor()
        case Rows() | OneOf():
            return compiler.rows(cell, listed.call.node, listed.inner)
        case Leaf() | Typename():
            return compiler.part(cell, listed.call.variable, listed.inner)


def _total(compiler: Compiler, call: Call, scope: Scope) -> Shape:
    leaf = Leaf(column=Column(name=""), serialize=int, exact=int, required=True)
    variable = f"t{call.number}"
    if variable not in scope.cells:
        compiler.close(scope, call.head(), "count(child)", variable)
    return Value(index=scope.cell(variable), leaf=leaf)
