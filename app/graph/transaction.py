"""Runs the statements of a write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import neo4j

from app.graph.faults import in_memory
from app.graph.statements import Statement, joined
from app.traces import statement_span

_Given = tuple[Statement, Mapping[str, object]]


class Transaction:
    """A write under way; whatever is raised inside it undoes all of it."""

    def __init__(self, transaction: neo4j.AsyncManagedTransaction) -> None:
        self._transaction = transaction
        self._waiting: list[_Given] = []

    async def rows(self, statement: Statement, **parameters: object) -> list[dict[str, Any]]:
        """The rows of a statement, after those that wait; it is given exactly its parameters."""
        statement.check(parameters)
        return await self._run([*self._waiting, (statement, parameters)])

    async def one(self, statement: Statement, **parameters: object) -> dict[str, Any] | None:
        """The only row of a statement, or None when it has none."""
        rows = await self.rows(statement, **parameters)
        if len(rows) > 1:
            raise RuntimeError(f"{statement.name}: {len(rows)} rows where one was expected")
        return rows[0] if rows else None

    async def write(self, statement: Statement, **parameters: object) -> None:
        """Runs a statement that returns nothing: together with the next one, or before the commit.

        A round trip for each would take longer than most of them do. What it raises is raised then.
        """
        statement.check(parameters)
        if statement.returns:
            raise TypeError(f"{statement.name}: its rows would be lost")
        self._waiting.append((statement, parameters))

    async def flush(self) -> None:
        """Runs the statements that wait."""
        if self._waiting:
            await self._run(self._waiting)

    async def _run(self, given: list[_Given]) -> list[dict[str, Any]]:
        """Runs statements as one, and returns the rows of the last."""
        self._waiting = []
        statements = tuple(statement for statement, _ in given)
        text, parameters = statements[0].text, given[0][1]
        if len(given) > 1:
            text = joined(statements)
            parameters = {f"s{number}": one for number, (_, one) in enumerate(given, 1)}
        query: Any = text
        name = ", ".join(statement.name for statement in statements)
        with statement_span(name, text), in_memory():
            result = await self._transaction.run(query, dict(parameters))
            return [record.data() async for record in result]
