"""Runs that come into being, and that start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.graph.statements import writes
from app.graph.transaction import Transaction

_STATEMENTS = writes("runs")


async def create_runs(
    transaction: Transaction, rows: Sequence[Mapping[str, object]], *, rev: int = 1
) -> None:
    """Creates runs from their properties; those of an import begin at revision 0."""
    if rows:
        await transaction.run(_STATEMENTS["create"], rows=rows, rev=rev)


async def start(transaction: Transaction, run_id: str) -> None:
    """Starts a pending run that is held or new; its revision and its event are the caller's."""
    await transaction.run(_STATEMENTS["start"], id=run_id)
