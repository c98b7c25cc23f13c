"""Steps that come into being, and that start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.graph.statements import writes
from app.graph.transaction import Transaction

_STATEMENTS = writes("steps")


async def create_steps(transaction: Transaction, rows: Sequence[Mapping[str, object]]) -> None:
    """Creates steps from their properties and the id of their run."""
    if rows:
        await transaction.run(_STATEMENTS["create"], rows=rows)


async def start(transaction: Transaction, step_id: str) -> None:
    """Starts a pending step whose run is held."""
    await transaction.run(_STATEMENTS["start"], id=step_id)
