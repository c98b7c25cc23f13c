"""What reviewers and models think of artifacts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.graph.statements import writes
from app.graph.transaction import Transaction

_STATEMENTS = writes("assessments")


async def create_assessments(
    transaction: Transaction, rows: Sequence[Mapping[str, object]]
) -> None:
    """Creates assessments of artifacts that are held; the newest of each kind counts."""
    await transaction.write(_STATEMENTS["create"], rows=rows)
    await transaction.write(_STATEMENTS["settle"], ids=[row["id"] for row in rows])
