"""Runs the statements of a write."""

from __future__ import annotations

from typing import Any

import neo4j

from app.graph.faults import in_memory
from app.graph.statements import Statement
from app.traces import statement_span


class Transaction:
    """A write under way; whatever is raised inside it undoes all of it."""

    def __init__(self, transaction: neo4j.AsyncManagedTransaction) -> None:
        self._transaction = transaction

    async def rows(self, statement: Statement, **parameters: object) -> list[dict[str, Any]]:
        """The rows of a statement, which is given exactly its parameters."""
        statement.check(parameters)
        query: Any = statement.text
        with statement_span(statement.name, statement.text), in_memory():
            result = await self._transaction.run(query, parameters)
            return [record.data() async for record in result]

    async def one(self, statement: Statement, **parameters: object) -> dict[str, Any] | None:
        """The only row of a statement, or None when it has none."""
        rows = await self.rows(statement, **parameters)
        if len(rows) > 1:
            raise RuntimeError(f"{statement.name}: {len(rows)} rows where one was expected")
        return rows[0] if rows else None
