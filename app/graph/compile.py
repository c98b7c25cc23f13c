"""Compiles what a query asks of the graph into one statement, and the shape of its answer.

Each crossing becomes a `CALL` that nests the text of its file. The row of crossing 3 is the
variable n3 (the node in it m3, where the row is a map), its rows together c3, its total t3, its
parameters the map $p3; of a walk, w3 are the rows of the page, and k3 says whether it is
complete. Rows are lists: their keys need not travel, and aliases stay out of the text.

Neo4j reads what is committed, also within a statement. Around a walk that is to be of one moment, a
statement reads the counter of the lineage's lock, which every change of relations between artifacts
that are there moves on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.errors import TooComplex
from app.graph.bodies import Takes
from app.graph.compile_page import page_shape
from app.graph.finished import Bound
from app.graph.query_tree import (
    Column,
    Computed,
    Crossing,
    Leaf,
    OneOf,
    Page,
    Rows,
    Typename,
)
from app.graph.scopes import Call, Scope
from app.graph.shape import (
    Argument,
    ByType,
    ComputedValue,
    Each,
    Fixed,
    Listed,
    Nested,
    Object,
    Shape,
    Value,
)

_COUNTED = "OPTIONAL MATCH (lock:Lock {name: 'lineage'})"
_BEFORE = f"{_COUNTED}\nWITH coalesce(lock.n, 0) AS before"
_UNCHANGED = "coalesce(lock.n, 0) = before"

MAX_BLOCKS = 40
"""Subqueries in a statement; each costs about 5 ms when it is planned for the first time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A statement, what its crossings take, and the shape of the one row that it returns.

    The text is empty when the answer needs nothing of the graph. A plan holds nothing of a request
    but the form of its arguments. Where it is `repeated`, the last cell says whether the relations
    of the lineage were the same before and after all others.
    """

    text: str
    takes: tuple[Takes, ...]
    shape: Bound
    repeated: bool

    def parameters(self, arguments: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
        """The parameters of the statement, from the arguments of each crossing, in their order.

        Raises BadInput or CursorInvalid when the arguments of a page are wrong.
        """
        made = (takes.parameters(given) for takes, given in zip(self.takes, arguments, strict=True))
        return {f"p{number}": one for number, one in enumerate(made, 1) if one}


def compile_crossing(crossing: Crossing) -> Plan:
    """Compiles a crossing that starts at the root, with all that is selected below it.

    Raises TooComplex when it would need more than MAX_BLOCKS subqueries.
    """
    compiler, scope = _Compiler(), Scope()
    shape = compiler.crossing(crossing, None, scope)
    cells, lines = scope.cells, scope.blocks
    repeated = bool(cells) and any(takes.field.repeated for takes in compiler.takes)
    if repeated:
        # What takes the first count as an argument comes after it, whatever the planner likes.
        lines = [line.replace("CALL () {", "CALL (before) {", 1) for line in lines]
        cells, lines = [*cells, _UNCHANGED], [_BEFORE, *lines, _COUNTED]
    return Plan(
        text="\n".join([*lines, f"RETURN {', '.join(cells)}"]) if cells else "",
        takes=tuple(compiler.takes),
        shape=Bound(shape),
        repeated=repeated,
    )


class _Compiler:
    """The state of one compilation: the crossings so far, which are numbered from 1."""

    def __init__(self) -> None:
        self.takes: list[Takes] = []
        self._blocks = 0

    def crossing(self, crossing: Crossing, parent: str | None, scope: Scope) -> Shape:
        """Adds the subqueries of a crossing to the scope of its parent, and returns its shape."""
        self.takes.append(Takes(field=crossing.field))
        call = Call(crossing=crossing, number=len(self.takes), parent=parent)
        match crossing.result:
            case Page():
                return page_shape(self, crossing.result, call, scope)
            case Leaf():
                return self._leaf(crossing.result, call, scope)
            case Rows() | OneOf() if crossing.field.each:
                return self._each(crossing.result, crossing.field.each, call, scope)
            case Rows() | OneOf() if crossing.field.order:
                return self._list(crossing.result, call, scope)
            case Rows() | OneOf() if call.part:
                return self._part_of(crossing.result, call.part, call, scope)
            case Rows() | OneOf():
                return self._one(crossing.result, call, scope)

    def close(self, scope: Scope, lines: list[str], returns: str, variable: str) -> int:
        """Ends a subquery with an aggregate, without which the row of its parent would be lost."""
        self.block(scope, [*lines, f"RETURN {returns} AS {variable}"])
        return scope.cell(variable)

    def block(self, scope: Scope, lines: list[str]) -> None:
        """Adds a subquery to the scope of its parent, and the brace that ends it."""
        self._blocks += 1
        if self._blocks > MAX_BLOCKS:
            raise TooComplex(f"this needs more than {MAX_BLOCKS} subqueries: select fewer fields")
        scope.blocks.append("\n".join([*lines, "}"]))

    def _leaf(self, leaf: Leaf, call: Call, scope: Scope) -> Shape:
        if call.part:
            return Value(index=scope.cell(call.part), leaf=leaf)
        lines = [*call.head(), f"WITH child AS {call.variable}", "LIMIT 1"]
        returns = f"head(collect({call.variable}))"
        return Value(index=self.close(scope, lines, returns, f"c{call.number}"), leaf=leaf)

    def _one(self, result: Rows | OneOf, call: Call, scope: Scope) -> Shape:
        id_source = call.crossing.field.id_source
        if id_source and call.crossing.required and isinstance(result, Rows) and _only_id(result):
            id_of = Argument(number=call.number, name=id_source)
            parts = {
                key: Fixed(value=part.name) if isinstance(part, Typename) else id_of
                for key, part in result.parts.items()
            }
            return Object(type_name=result.type_name, parts=parts)
        inner = Scope()
        of = self.rows(result, call.node, inner)
        lines = [*call.head(), f"WITH child AS {call.variable}", "LIMIT 1"]
        lines += [*call.to_node(), *inner.blocks]
        index = self.close(scope, lines, f"head(collect({inner.row}))", f"c{call.number}")
        return Nested(index=index, of=of, required=call.crossing.required)

    def _part_of(self, result: Rows | OneOf, part: str, call: Call, scope: Scope) -> Shape:
        scope.blocks.append(f"WITH *, {part} AS {call.variable}")
        inner = Scope(blocks=scope.blocks)
        of = self.rows(result, call.variable, inner)
        row = f"CASE WHEN {call.variable} IS NULL THEN null ELSE {inner.row} END"
        return Nested(index=scope.cell(row), of=of, required=call.crossing.required)

    def _list(self, result: Rows | OneOf, call: Call, scope: Scope) -> Shape:
        inner = Scope()
        of = self.rows(result, call.node, inner)
        lines = [*call.head(), f"WITH child AS {call.variable}", *call.to_node()]
        lines += [*inner.blocks, *call.order()]
        index = self.close(scope, lines, f"collect({inner.row})", f"c{call.number}")
        return Listed(index=index, of=of)

    def _each(self, result: Rows | OneOf, each: tuple[str, str], call: Call, scope: Scope) -> Shape:
        inner = Scope()
        of = self.rows(result, call.node, inner)
        parameter, key = each
        key_index = inner.column(call.variable, Column(name=key))
        lines = [*call.head(), f"WITH child AS {call.variable}", *call.to_node(), *inner.blocks]
        index = self.close(scope, lines, f"collect({inner.row})", f"c{call.number}")
        return Each(index=index, key=key_index, parameter=parameter, number=call.number, of=of)

    def rows(self, selection: Rows | OneOf, variable: str, scope: Scope) -> Shape:
        """The shape of an object, whose cells are added to the scope of its row."""
        if isinstance(selection, OneOf):
            return self._one_of(selection, variable, scope)
        parts: dict[str, Shape] = {}
        for key, part in selection.parts.items():
            parts[key] = self.part(part, variable, scope)
        return Object(type_name=selection.type_name, parts=parts)

    def part(
        self, part: Leaf | Computed | Typename | Crossing, variable: str, scope: Scope
    ) -> Shape:
        """The shape of one part of an object."""
        match part:
            case Leaf():
                return Value(index=scope.column(variable, part.column), leaf=part)
            case Computed():
                indexes = tuple(scope.column(variable, column) for column in part.columns)
                return ComputedValue(indexes=indexes, computed=part)
            case Typename():
                return Fixed(value=part.name)
            case Crossing():
                return self.crossing(part, variable, scope)

    def _one_of(self, selection: OneOf, variable: str, scope: Scope) -> Shape:
        """One branch a type, each with a subquery of its own, of which one gives the row."""
        union = f"o{variable[1:]}_{len(scope.blocks)}"
        branches: list[str] = []
        types: dict[str, Shape] = {}
        for name, rows in selection.types.items():
            inner = Scope(cells=[f"'{name}'"])
            types[name] = self.rows(rows, variable, inner)
            lines = [f"WITH {variable}", f"WHERE {variable}:{name}", *inner.blocks]
            branches.append("\n".join([*lines, f"RETURN {inner.row} AS {union}"]))
        inside = f"CALL ({variable}) {{\n" + "\nUNION ALL\n".join(branches) + "\n}"
        scope.blocks.append(
            f"CALL ({variable}) {{\n{inside}\nRETURN head(collect({union})) AS {union}\n}}"
        )
        return Nested(index=scope.cell(union), of=ByType(types=types), required=True)


def _only_id(rows: Rows) -> bool:
    return all(
        isinstance(part, Typename) or (isinstance(part, Leaf) and part.column.name == "id")
        for part in rows.parts.values()
    )
