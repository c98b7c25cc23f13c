"""Compiles a page: the one list of rows that its nodes, edges and ends share, and its facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from app.graph.bodies import Takes, after_text, order_text
from app.graph.fields import MAX_DEPTH, Key
from app.graph.pages import Ends, NodeList, PageOf
from app.graph.query_tree import (
    Column,
    Complete,
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
from app.graph.scopes import Call, Scope
from app.graph.shape import CursorOf, Fixed, Object, Shape, Value
from app.graph.statements import in_map


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

    def block(self, scope: Scope, lines: list[str]) -> None:
        """Adds a subquery to the scope, and the brace that ends it."""
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
        lines = call.head(beyond=False)
        tests = ["shown"] if call.crossing.field.complete else []
        if after := self._after():
            tests.append(after)
        elif call.parent is None:
            tests.append(f"{keys[0].path} IS NOT NULL")
        if tests:
            test = " AND ".join(tests)
            lines.append(f"AND {test}" if call.parent is None else f"WITH *\nWHERE {test}")
        return [
            *lines,
            f"WITH child AS {call.variable}",
            order_text(keys, "child"),
            f"LIMIT $p{call.number}.first + 1",
            *self._of_rows(),
        ]

    def walk(self, *, rows: bool, total: bool, complete: str | None) -> list[str]:
        """A subquery that finds out in one walk what is asked about all rows, and which of them
        are on the page: so that the answers agree. `complete` is the test of a row, if it is asked.

        It ends in an aggregate, so that no list of all rows stands beside the rows that follow: the
        memory of a transaction is counted for each row that is put in order.
        """
        call, number, found = self.call, self.call.number, dict[str, str]()
        lines = call.head(beyond=complete is not None)
        if total:
            found[f"t{number}"] = "count(CASE WHEN shown THEN child END)"
        if complete is not None:
            test = in_map(complete, f"p{number}")
            found[f"k{number}"] = f"count(CASE WHEN NOT ({test}) THEN child END) = 0"
        facts = [f"{text} AS {name}" for name, text in found.items()]
        if not rows:
            return [*lines, f"RETURN {', '.join(facts)}"]
        after = self._after()
        wanted = f"shown AND {after}" if after else "shown"
        of_all = f"collect(CASE WHEN {wanted} THEN child END) AS a{number}"
        on_page = f"(a{number}[..$p{number}.first + 1] + [null])"
        returns = [f"collect(child) AS w{number}", *(f"max({name}) AS {name}" for name in found)]
        return [
            *lines,
            "WITH child, shown",
            order_text(self.keys, "child"),
            f"WITH {', '.join([of_all, *facts])}",
            f"UNWIND {on_page} AS child",
            f"RETURN {', '.join(returns)}",
        ]

    def of_walk(self) -> list[str]:
        """The subquery that works out the rows that the walk has put on the page."""
        rows = f"w{self.call.number}"
        return [f"CALL ({rows}) {{", f"UNWIND {rows} AS {self.call.variable}", *self._of_rows()]

    def _of_rows(self) -> list[str]:
        ordered = ["WITH *", order_text(self.keys, self.call.variable)]
        return [*self.call.to_node(), *self.inner.blocks, *ordered]

    def _after(self) -> str | None:
        """The test that `child` comes after the cursor, when there is one."""
        if self.call.crossing.arguments.get("after") is None:
            return None
        return after_text(self.keys, self.page.columns, self.call.number)


def page_shape(compiler: Compiler, page: Page, call: Call, scope: Scope) -> Shape:
    """Adds the subqueries of a page to the scope of its parent, and returns its shape."""
    of, arguments, number = call.crossing.field, call.crossing.arguments, call.number
    listed = _Listed(page=page, call=call, keys=of.pages[arguments.get("order")])
    parts = {key: _part(compiler, part, listed, scope) for key, part in page.parts.items()}
    has_rows = any(isinstance(part, NodeList | Ends) for part in parts.values())
    has_total, has_complete = f"t{number}" in scope.cells, f"k{number}" in scope.cells
    walks = of.complete is not None and (has_total or has_complete)
    if walks:
        complete = of.complete if has_complete else None
        compiler.block(scope, listed.walk(rows=has_rows, total=has_total, complete=complete))
    elif has_total:
        compiler.close(scope, call.head(), "count(child)", f"t{number}")
    index = None
    if has_rows:
        rows = listed.of_walk() if walks else listed.lines()
        index = compiler.close(scope, rows, f"collect({listed.inner.row})", f"c{number}")
    times = tuple(page.columns[key.property].time for key in listed.keys)
    compiler.takes[number - 1] = Takes(field=of, times=times, listed=has_rows)
    return PageOf(type_name=page.type_name, index=index, number=number, parts=parts)


def _part(
    compiler: Compiler,
    part: Rows | OneOf | Edges | PageInfo | Total | Complete | Typename,
    listed: _Listed,
    scope: Scope,
) -> NodeList | Ends | Shape:
    number = listed.call.number
    match part:
        case Rows() | OneOf():
            return NodeList(of=compiler.rows(part, listed.call.node, listed.inner))
        case Edges():
            shapes = {key: _of_edge(compiler, cell, listed) for key, cell in part.parts.items()}
            return NodeList(of=Object(type_name=part.type_name, parts=shapes))
        case PageInfo():
            return Ends(parts=part.parts, cursor=listed.cursor())
        case Total():
            return Value(index=scope.cell(f"t{number}"), leaf=_leaf(int))
        case Complete() if listed.call.crossing.arguments.get(MAX_DEPTH) is None:
            return Fixed(value=True)
        case Complete():
            return Value(index=scope.cell(f"k{number}"), leaf=_leaf(bool))
        case Typename():
            return Fixed(value=part.name)


def _leaf(of: type[int | bool]) -> Leaf:
    return Leaf(column=Column(name=""), serialize=of, exact=of, required=True)


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
