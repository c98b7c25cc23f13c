"""Steps that come into being."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.graph.statements import writes
from app.graph.transaction import Transaction

_STATEMENTS = writes("steps")


async def create_steps(transaction: Transaction, rows: Sequence[Mapping[str, object]]) -> None:
    """Creates steps from their properties and the id of their run."""
    if rows:
        await transaction.run(_STATEMENTS["create"], rows=rows)
