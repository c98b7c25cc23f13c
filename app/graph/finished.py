"""Finished answers, made by one function for each plan, which is written out as Python.

A shape is a tree of small functions, and calling one of them for each cell costs several times what
the cell does. So the tree is written as one expression, of dicts and list comprehensions, which is
compiled once, when the plan is made. Nothing of a request is in its text but response keys, as
literals; everything else in it is a place in a row or the name of a constant.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import structlog

from app.graph.pages import Ends, NodeList, PageOf, bound_ends
from app.graph.query_tree import Leaf
from app.graph.rows import Done
from app.graph.shape import (
    Cells,
    Listed,
    Nested,
    Object,
    Shape,
    ShapeContext,
    Shaped,
    Value,
    absent,
)

MAX_DEPTH = 10
"""Rows in rows that one expression may have; below that the functions of the shapes go on."""

_log = structlog.stdlib.get_logger()


class Bound:
    """A shape whose two ways are made once; the ordinary one when it is needed first."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self.finished = written(shape)

    @cached_property
    def ordinary(self) -> Shaped:
        """The way that hands on raw values."""
        return self._shape.bind(False)


def answer(shape: Bound, cells: Cells, shaping: ShapeContext, *, finish: bool = True) -> Any:
    """What the shape makes of the cells: Done, or raw values where a fault was met.

    With `finish` false it is always raw values, for GraphQL's own completion.
    """
    if finish:
        try:
            return Done(shape.finished(cells, shaping))
        except Exception as fault:
            _log.info("an answer is completed the ordinary way", fault=type(fault).__name__)
    return shape.ordinary(cells, shaping)


def written(shape: Shape) -> Shaped:
    """The function that finishes a part, which checks and serializes every cell of it."""
    writer = _Writer()
    made = writer.part(shape, "row", 0)
    firsts = [f" first{one} = shaping.arguments[{one}]['first']" for one in sorted(writer.pages)]
    text = "\n".join(["def shaped(row, shaping):", *firsts, f" return {made}"])
    exec(compile(text, "<a finished answer>", "exec"), writer.names)  # noqa: S102
    return writer.names["shaped"]


class _Writer:
    """The constants that an expression names, and the pages whose `first` it asks for."""

    def __init__(self) -> None:
        self.names: dict[str, Any] = {"absent": absent}
        self.pages: set[int] = set()

    def part(self, shape: Shape, row: str, depth: int) -> str:
        """The expression of a part, from the row that the expression `row` gives."""
        match shape:
            case Value():
                return self._value(shape, row)
            case Object() if depth < MAX_DEPTH:
                pairs = ((key, self.part(part, row, depth)) for key, part in shape.parts.items())
                return _dict(pairs)
            case Nested() if depth < MAX_DEPTH:
                inner = f"{row}[{shape.index}]"
                made = self.part(shape.of, inner, depth + 1)
                return f"({self._none(shape.required)} if {inner} is None else {made})"
            case Listed() if depth < MAX_DEPTH:
                return self._list(shape.of, f"{row}[{shape.index}]", depth + 1)
            case PageOf() if depth < MAX_DEPTH:
                pairs = (
                    (key, self._of_page(part, shape, row, depth + 1))
                    for key, part in shape.parts.items()
                )
                return _dict(pairs)
            case _:
                return f"{self._named(shape.bind(True))}({row}, shaping)"

    def _named(self, value: object) -> str:
        name = f"k{len(self.names)}"
        self.names[name] = value
        return name

    def _none(self, required: bool) -> str:
        return "absent(True)" if required else "None"

    def _value(self, value: Value, row: str) -> str:
        """A cell of the type that stands in the answer as it is, or that is the name of a member;
        what else there may be in it is for the function of the shape."""
        leaf, cell = value.leaf, f"{row}[{value.index}]"
        if leaf.names is not None and leaf.required:
            return f"{self._named(leaf.names)}[{cell}]"
        other = f"{self._named(value.bind(True))}({row}, shaping)"
        if leaf.column.time:
            return self._moment(leaf, cell)
        if leaf.exact is None:
            return other
        fits = f"type({cell}) is {self._named(leaf.exact)}"
        if leaf.within is not None:
            fits += f" and {cell} in {self._named(leaf.within)}"
        return f"({cell} if {fits} else {other})"

    def _moment(self, leaf: Leaf, cell: str) -> str:
        """The text of a moment: most have the form of answers already, and need no call."""
        made = f"{cell} if {cell}[29:] == 'Z' and {cell}[19] == '.'"
        made += f" else {self._named(leaf.serialize)}({cell})"
        return f"({made})" if leaf.required else f"(None if {cell} is None else {made})"

    def _list(self, of: Shape, rows: str, depth: int) -> str:
        return f"[{self.part(of, f'row{depth}', depth)} for row{depth} in {rows}]"

    def _of_page(self, part: NodeList | Ends | Shape, page: PageOf, row: str, depth: int) -> str:
        if not isinstance(part, NodeList | Ends):
            return self.part(part, row, depth)
        self.pages.add(page.number)
        rows, first = f"{row}[{page.index}]", f"first{page.number}"
        shown = f"({rows} if len({rows}) <= {first} else {rows}[:{first}])"
        if isinstance(part, NodeList):
            return self._list(part.of, shown, depth)
        ends = self._named(bound_ends(part, True, page.number))
        return f"{ends}({row}, shaping, ({shown}, len({rows}) > {first}))"


def _dict(pairs: Iterable[tuple[str, str]]) -> str:
    return "{" + ", ".join(f"{key!r}: {made}" for key, made in pairs) + "}"
