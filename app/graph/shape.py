"""Shapes turn the positional rows of a statement into the answer of a query, in one pass.

A shape is used in two ways. Finished: every cell is checked and serialized, and what comes out is
the answer. Ordinary: cells are handed on as they are, in rows that know their response keys, and
GraphQL's own completion makes the answer, or the exact error. Finished is the fast way; ordinary is
what any fault falls back to, and what tests compare with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from app.graph.cursors import encode, page_mark
from app.graph.fields import Field
from app.graph.query_tree import Computed, Leaf
from app.graph.rows import Fault, Row, typed_row

Cells = Sequence[Any]

Shaped = Callable[[Cells, "ShapeContext"], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapeContext:
    """One use of a plan: what computed values may ask of, and the arguments of each crossing."""

    context: Any
    arguments: Sequence[Mapping[str, Any]]
    marks: dict[int, str] = field(default_factory=dict[int, str])

    def mark(self, number: int, of: Field) -> str:
        """What the cursors of a crossing begin with; worked out once for all of its rows."""
        if number not in self.marks:
            self.marks[number] = page_mark(of, self.arguments[number])
        return self.marks[number]


class Shape(Protocol):
    """Part of an answer, made from the cells of a row."""

    def bind(self, finished: bool) -> Shaped:
        """The function that makes this part, in one of the two ways."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A cell."""

    index: int
    leaf: Leaf

    def bind(self, finished: bool) -> Shaped:
        """The cell as it is, or serialized."""
        index, leaf = self.index, self.leaf
        serialize, exact, required = leaf.serialize, leaf.exact, leaf.required
        within = leaf.within

        def shaped(cells: Cells, _: ShapeContext) -> Any:
            cell = cells[index]
            if type(cell) is exact and (within is None or cell in within):
                return cell
            return absent(required) if cell is None else _present(serialize(cell))

        return shaped if finished else lambda cells, _: cells[index]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputedValue:
    """A value worked out from some cells. In the ordinary way, what it raises is its value."""

    indexes: tuple[int, ...]
    computed: Computed

    def bind(self, finished: bool) -> Shaped:
        """What the computation returns, as it is, or serialized."""
        computed = self.computed

        def work(cells: Cells, shaping: ShapeContext) -> Any:
            values = [cells[index] for index in self.indexes]
            return computed.compute(shaping.context, *values)

        def shaped(cells: Cells, shaping: ShapeContext) -> Any:
            value = work(cells, shaping)
            if value is None:
                return absent(computed.required)
            return _present(computed.serialize(value))

        def ordinary(cells: Cells, shaping: ShapeContext) -> Any:
            try:
                return work(cells, shaping)
            except Exception as error:
                return error

        return shaped if finished else ordinary


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """A value that no row changes."""

    value: object

    def bind(self, finished: bool) -> Shaped:
        """The value."""
        del finished
        return lambda _, __: self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """A value that is an argument of a crossing."""

    number: int
    name: str

    def bind(self, finished: bool) -> Shaped:
        """The argument."""
        del finished
        return lambda _, shaping: shaping.arguments[self.number][self.name]


@dataclass(frozen=True, slots=True, kw_only=True)
class CursorOf:
    """The cursor of a row in the page of a crossing."""

    indexes: tuple[int, ...]
    field: Field
    number: int

    def bind(self, finished: bool) -> Shaped:
        """The cursor, from the cells that the page is ordered by; an error where one is null."""

        def shaped(cells: Cells, shaping: ShapeContext) -> str | Fault:
            keys = [cells[index] for index in self.indexes]
            if None not in keys:
                return encode(shaping.mark(self.number, self.field), keys)
            fault = Fault("null in a property that pages are ordered by")
            if finished:
                raise fault
            return fault

        return shaped


@dataclass(frozen=True, slots=True, kw_only=True)
class Object:
    """An object whose parts are made from the same cells."""

    type_name: str
    parts: Mapping[str, Shape]

    def bind(self, finished: bool) -> Shaped:
        """A plain dict, or a Row."""
        parts = [(key, part.bind(finished)) for key, part in self.parts.items()]
        name = self.type_name

        def shaped(cells: Cells, shaping: ShapeContext) -> dict[str, Any]:
            return {key: part(cells, shaping) for key, part in parts}

        def ordinary(cells: Cells, shaping: ShapeContext) -> Row:
            return typed_row(name, ((key, part(cells, shaping)) for key, part in parts))

        return shaped if finished else ordinary


@dataclass(frozen=True, slots=True, kw_only=True)
class Nested:
    """A part made from a row of its own, which is one cell of this row."""

    index: int
    of: Shape
    required: bool

    def bind(self, finished: bool) -> Shaped:
        """What the inner row makes, or null where there is none."""
        index, required, of = self.index, self.required, self.of.bind(finished)

        def shaped(cells: Cells, shaping: ShapeContext) -> Any:
            inner = cells[index]
            if inner is None:
                return absent(required and finished)
            return of(inner, shaping)

        return shaped


@dataclass(frozen=True, slots=True, kw_only=True)
class ByType:
    """An object of one of several types, whose name is the first cell."""

    types: Mapping[str, Shape]

    def bind(self, finished: bool) -> Shaped:
        """What the shape of that type makes."""
        types = {name: of.bind(finished) for name, of in self.types.items()}
        return lambda cells, shaping: types[cells[0]](cells, shaping)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A list with one item for each row there is."""

    index: int
    of: Shape

    def bind(self, finished: bool) -> Shaped:
        """The items, in the order of the rows."""
        of = self.of.bind(finished)
        return lambda cells, shaping: [of(inner, shaping) for inner in cells[self.index]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Each:
    """A list with one item for each of the ids that were asked for, in their order."""

    index: int
    key: int
    parameter: str
    number: int
    of: Shape

    def bind(self, finished: bool) -> Shaped:
        """The items, null where nothing was found."""
        of = self.of.bind(finished)

        def shaped(cells: Cells, shaping: ShapeContext) -> list[Any]:
            found = {inner[self.key]: of(inner, shaping) for inner in cells[self.index]}
            return [found.get(wanted) for wanted in shaping.arguments[self.number][self.parameter]]

        return shaped


def _present(value: Any) -> Any:
    if value is None:
        raise Fault("a value that is shown as null")
    return value


def absent(required: bool) -> None:
    """Nothing, where there may be nothing; a Fault where there must be something."""
    if required:
        raise Fault("null in a cell that is required")
