"""Compiles what a query asks of the graph into one statement, and the shape of its answer.

Each crossing becomes a `CALL` that nests the text of its file. The row of crossing 3 is the
variable n3 (the node in it m3, where the row is a map), its rows together c3, its total t3, its
parameters the map $p3. Rows are lists: their keys need not travel, and aliases stay out of the
text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.errors import TooComplex
from app.graph.bodies import after_text, body_parameters, body_text, order_text, page_parameters
from app.graph.fields import Key
from app.graph.pages import Ends, NodeList, PageOf
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
from app.graph.shape import ByType, CursorOf, Each, Fixed, Nested, Object, Shape, Value, Worked

MAX_BLOCKS = 40
"""Subqueries in a statement; each costs about 5 ms when it is planned for the first time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A statement with its parameters, and the shape of the one row that it returns.

    The text is empty when the answer needs nothing of the graph.
    """

    text: str
    parameters: Mapping[str, Mapping[str, Any]]
    arguments: tuple[Mapping[str, Any], ...]
    shape: Shape


@dataclass(slots=True)
class _Scope:
    """What one row of a subquery is made of: the subqueries below it, and the cells it returns."""

    blocks: list[str] = field(default_factory=list[str])
    cells: list[str] = field(default_factory=list[str])

    def cell(self, expression: str) -> int:
        """The index of the cell with that expression, which is added when it is not there yet."""
        if expression not in self.cells:
            self.cells.append(expression)
        return self.cells.index(expression)

    def column(self, variable: str, column: Column) -> int:
        """The index of the cell with that property."""
        path = f"{variable}.{column.name}"
        return self.cell(f"toString({path})" if column.time else path)

    @property
    def row(self) -> str:
        """The row, as a list of its cells."""
        return f"[{', '.join(self.cells)}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    """A crossing on its way into a statement."""

    crossing: Crossing
    number: int
    parent: str | None

    @property
    def variable(self) -> str:
        """The row: what the file bound as `child`."""
        return f"n{self.number}"

    @property
    def node(self) -> str:
        """The node in the row: the row itself, unless that is a map."""
        return f"m{self.number}" if self.crossing.field.node else self.variable

    def head(self) -> list[str]:
        """The lines that open the subquery and bind `child`."""
        body = body_text(self.crossing.field, self.crossing.arguments, self.number)
        if self.parent is None:
            return ["CALL () {", body]
        return [f"CALL ({self.parent}) {{", f"WITH {self.parent} AS parent", body]

    def to_node(self) -> list[str]:
        """The line that gives the node of a map a variable of its own."""
        path = self.crossing.field.node
        return [f"WITH *, {self.variable}{path[5:]} AS {self.node}"] if path else []


def compile_crossing(crossing: Crossing) -> Plan:
    """Compiles a crossing that starts at the root, with all that is selected below it.

    Raises TooComplex when it would need more than MAX_BLOCKS subqueries, BadInput or CursorInvalid
    when the arguments of a page are wrong.
    """
    compiler, scope = _Compiler(), _Scope()
    shape = compiler.crossing(crossing, None, scope)
    lines = [*scope.blocks, f"RETURN {', '.join(scope.cells)}"] if scope.cells else []
    return Plan(
        text="\n".join(lines),
        parameters=compiler.parameters,
        arguments=tuple(compiler.arguments),
        shape=shape,
    )


class _Compiler:
    """The state of one compilation: the crossings so far, which are numbered from 1."""

    def __init__(self) -> None:
        self.arguments: list[Mapping[str, Any]] = [{}]
        self.parameters: dict[str, dict[str, Any]] = {}
        self._blocks = 0

    def crossing(self, crossing: Crossing, parent: str | None, scope: _Scope) -> Shape:
        """Adds the subqueries of a crossing to the scope of its parent, and returns its shape."""
        call = _Call(crossing=crossing, number=len(self.arguments), parent=parent)
        self.arguments.append(crossing.arguments)
        parameters = body_parameters(crossing.field, crossing.arguments)
        if parameters:
            self.parameters[f"p{call.number}"] = parameters
        match crossing.result:
            case Page():
                return self._page(crossing.result, call, scope)
            case Leaf():
                return self._leaf(crossing.result, call, scope)
            case Rows() | OneOf() if crossing.field.each:
                return self._each(crossing.result, crossing.field.each, call, scope)
            case Rows() | OneOf():
                return self._one(crossing.result, call, scope)

    def _close(self, scope: _Scope, lines: list[str], returns: str, variable: str) -> int:
        """Ends a subquery with an aggregate, without which the row of its parent would be lost."""
        self._blocks += 1
        if self._blocks > MAX_BLOCKS:
            raise TooComplex(f"a query may cross the graph in at most {MAX_BLOCKS} places")
        scope.blocks.append("\n".join([*lines, f"RETURN {returns} AS {variable}", "}"]))
        return scope.cell(variable)

    def _leaf(self, leaf: Leaf, call: _Call, scope: _Scope) -> Shape:
        lines = [*call.head(), f"WITH child AS {call.variable}", "LIMIT 1"]
        returns = f"head(collect({call.variable}))"
        return Value(index=self._close(scope, lines, returns, f"c{call.number}"), leaf=leaf)

    def _one(self, result: Rows | OneOf, call: _Call, scope: _Scope) -> Shape:
        inner = _Scope()
        of = self._rows(result, call.node, inner)
        lines = [*call.head(), f"WITH child AS {call.variable}", "LIMIT 1"]
        lines += [*call.to_node(), *inner.blocks]
        index = self._close(scope, lines, f"head(collect({inner.row}))", f"c{call.number}")
        return Nested(index=index, of=of, required=call.crossing.required)

    def _each(
        self, result: Rows | OneOf, each: tuple[str, str], call: _Call, scope: _Scope
    ) -> Shape:
        inner = _Scope()
        of = self._rows(result, call.node, inner)
        parameter, key = each
        key_index = inner.column(call.variable, Column(name=key))
        lines = [*call.head(), f"WITH child AS {call.variable}", *call.to_node(), *inner.blocks]
        index = self._close(scope, lines, f"collect({inner.row})", f"c{call.number}")
        return Each(index=index, key=key_index, parameter=parameter, number=call.number, of=of)

    def _rows(self, selection: Rows | OneOf, variable: str, scope: _Scope) -> Shape:
        if isinstance(selection, OneOf):
            return self._one_of(selection, variable, scope)
        parts: dict[str, Shape] = {}
        for key, part in selection.parts.items():
            parts[key] = self._part(part, variable, scope)
        return Object(type_name=selection.type_name, parts=parts)

    def _part(
        self, part: Leaf | Computed | Typename | Crossing, variable: str, scope: _Scope
    ) -> Shape:
        match part:
            case Leaf():
                return Value(index=scope.column(variable, part.column), leaf=part)
            case Computed():
                indexes = tuple(scope.column(variable, column) for column in part.columns)
                return Worked(indexes=indexes, computed=part)
            case Typename():
                return Fixed(value=part.name)
            case Crossing():
                return self.crossing(part, variable, scope)

    def _one_of(self, selection: OneOf, variable: str, scope: _Scope) -> Shape:
        """One branch a type, each with a subquery of its own, of which one gives the row."""
        union = f"o{variable[1:]}_{len(scope.blocks)}"
        branches: list[str] = []
        types: dict[str, Shape] = {}
        for name, rows in selection.types.items():
            inner = _Scope(cells=[f"'{name}'"])
            types[name] = self._rows(rows, variable, inner)
            lines = [f"WITH {variable}", f"WHERE {variable}:{name}", *inner.blocks]
            branches.append("\n".join([*lines, f"RETURN {inner.row} AS {union}"]))
        inside = f"CALL ({variable}) {{\n" + "\nUNION ALL\n".join(branches) + "\n}"
        scope.blocks.append(
            f"CALL ({variable}) {{\n{inside}\nRETURN head(collect({union})) AS {union}\n}}"
        )
        return Nested(index=scope.cell(union), of=ByType(types=types), required=True)

    def _page(self, page: Page, call: _Call, scope: _Scope) -> Shape:
        keys = call.crossing.field.pages[call.crossing.arguments.get("order")]
        parameters = page_parameters(
            keys, page.columns, call.crossing.field, call.crossing.arguments
        )
        inner = _Scope()
        parts: dict[str, NodeList | Ends | Shape] = {}
        for key, part in page.parts.items():
            match part:
                case Total():
                    parts[key] = self._total(call, scope)
                case Crossing():
                    parts[key] = self.crossing(part, call.parent, scope)
                case Typename():
                    parts[key] = Fixed(value=part.name)
                case _:
                    parts[key] = self._page_part(part, keys, page, call, inner)
        index = None
        if any(isinstance(part, NodeList | Ends) for part in parts.values()):
            self.parameters.setdefault(f"p{call.number}", {}).update(parameters)
            index = self._page_rows(page, keys, call, inner, scope)
        return PageOf(type_name=page.type_name, index=index, number=call.number, parts=parts)

    def _page_part(
        self,
        part: Rows | OneOf | Edges | PageInfo,
        keys: tuple[Key, ...],
        page: Page,
        call: _Call,
        inner: _Scope,
    ) -> NodeList | Ends:
        match part:
            case Rows() | OneOf():
                return NodeList(of=self._rows(part, call.node, inner))
            case Edges():
                shapes: dict[str, Shape] = {}
                for key, cell in part.parts.items():
                    match cell:
                        case Cursor():
                            shapes[key] = self._cursor(keys, page, call, inner)
                        case Rows() | OneOf():
                            shapes[key] = self._rows(cell, call.node, inner)
                        case Leaf() | Typename():
                            shapes[key] = self._part(cell, call.variable, inner)
                return NodeList(of=Object(type_name=part.type_name, parts=shapes))
            case PageInfo():
                return Ends(parts=part.parts, cursor=self._cursor(keys, page, call, inner))

    def _cursor(self, keys: tuple[Key, ...], page: Page, call: _Call, inner: _Scope) -> CursorOf:
        indexes: list[int] = []
        for key in keys:
            holder = key.path.removeprefix("child").rpartition(".")[0]
            indexes.append(inner.column(f"{call.variable}{holder}", page.columns[key.property]))
        return CursorOf(indexes=tuple(indexes), field=call.crossing.field, number=call.number)

    def _page_rows(
        self, page: Page, keys: tuple[Key, ...], call: _Call, inner: _Scope, scope: _Scope
    ) -> int:
        lines = call.head()
        if call.crossing.arguments.get("after") is not None:
            test = after_text(keys, page.columns, call.number)
            lines.append(f"AND {test}" if call.parent is None else f"WITH child\nWHERE {test}")
        elif call.parent is None:
            lines.append(f"AND {keys[0].path} IS NOT NULL")
        lines += [
            f"WITH child AS {call.variable}",
            order_text(keys, "child"),
            f"LIMIT $p{call.number}.first + 1",
            *call.to_node(),
            *inner.blocks,
            "WITH *",
            order_text(keys, call.variable),
        ]
        return self._close(scope, lines, f"collect({inner.row})", f"c{call.number}")

    def _total(self, call: _Call, scope: _Scope) -> Shape:
        leaf = Leaf(column=Column(name=""), serialize=int, exact=int, required=True)
        variable = f"t{call.number}"
        if variable not in scope.cells:
            self._close(scope, call.head(), "count(child)", variable)
        return Value(index=scope.cell(variable), leaf=leaf)
