"""Which runs and steps try others again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.graph.statements import writes
from app.graph.transaction import Transaction

_STATEMENTS = writes("retries")


async def create_retries(transaction: Transaction, rows: Sequence[Mapping[str, object]]) -> None:
    """Ties runs, or steps, each to the one that it tries again, `{id, retry_of_id}`."""
    if rows:
        await transaction.write(_STATEMENTS["create"], rows=rows)
