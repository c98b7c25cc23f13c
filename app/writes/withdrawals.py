"""What a withdrawal would come to, as the graph is now."""

from __future__ import annotations

from app.domain.withdrawals import Withdrawal, withdrawal
from app.graph.session import Graph
from app.graph.statements import writes
from app.graph.transaction import Transaction

_STATEMENTS = writes("withdrawals")


async def plan_of(source: Graph | Transaction, artifact_id: str) -> Withdrawal | None:
    """All that is archived with the artifact, and what becomes of its stories; None without it."""
    rows = await source.rows(_STATEMENTS["plan"], artifact_id=artifact_id)
    return withdrawal(**rows[0]) if rows else None
