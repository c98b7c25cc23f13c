"""Stories that come into being."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.graph.statements import writes
from app.graph.transaction import Transaction

_STATEMENTS = writes("stories")


async def create_stories(
    transaction: Transaction, rows: Sequence[Mapping[str, object]], *, rev: int = 1
) -> None:
    """Creates stories from their properties; those of an import begin at revision 0."""
    if rows:
        await transaction.run(_STATEMENTS["create"], rows=rows, rev=rev)
