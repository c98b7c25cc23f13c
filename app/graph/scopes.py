"""A subquery on its way into a statement: what it is for, and what its row is made of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from app.graph.bodies import body_text
from app.graph.query_tree import Column, Crossing

_PARENT = re.compile(r"\bparent\b")
_CHILD = re.compile(r"\bchild\b")


@dataclass(slots=True)
class Scope:
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
class Call:
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

    @property
    def part(self) -> str | None:
        """What the row is of its parent, when its file only names a part of it."""
        part = self.crossing.field.part
        return part and _PARENT.sub(f"{self.parent}", part)

    def head(self, *, beyond: bool = True) -> list[str]:
        """The lines that open the subquery and bind `child`."""
        field, arguments = self.crossing.field, self.crossing.arguments
        body = body_text(field, arguments, self.number, beyond=beyond)
        if self.parent is None:
            return ["CALL () {", body]
        return [f"CALL ({self.parent}) {{", f"WITH {self.parent} AS parent", body]

    def to_node(self) -> list[str]:
        """The line that gives the node of a map a variable of its own."""
        path = self.crossing.field.node
        return [f"WITH *, {self.variable}{path[5:]} AS {self.node}"] if path else []

    def order(self) -> list[str]:
        """The lines that put the rows of a list in order, as the last thing before they are one."""
        return ["WITH *", f"ORDER BY {_CHILD.sub(self.variable, self.crossing.field.order or '')}"]
