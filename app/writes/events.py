"""The history of the graph: one event for each revision of a story, a run or an artifact."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.events import Change
from app.graph.statements import writes
from app.graph.transaction import Transaction

_STATEMENTS = writes("events")


async def record(transaction: Transaction, actor: str, changes: Sequence[Change]) -> None:
    """Leaves the event of each change, all in one statement, so that they have the same time.

    Call it last, when the statements that take locks were sent: then the times of the events of a
    subject rise with its rev.
    """
    await transaction.write(_STATEMENTS["create"], rows=[one.event(actor) for one in changes])
