"""The history of the graph: one event for each revision of a story, a run or an artifact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.events import EventKind, event
from app.domain.values import checked_text
from app.graph.statements import mutation
from app.graph.transaction import Transaction

REASON_LENGTH = 1_024

_ANY = mutation("any")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What happened to one subject, whose `rev` this change has raised already."""

    subject_id: str
    rev: int
    kind: EventKind
    before: Mapping[str, object] | None = None
    after: Mapping[str, object]
    reason: str | None = None

    def event(self, actor: str) -> dict[str, object]:
        """The event of this change, with the subject that it is about."""
        fields = event(
            self.kind, actor=actor, before=self.before, after=self.after, reason=self.reason
        )
        return {**fields, "subject_id": self.subject_id, "rev": self.rev}


async def record(transaction: Transaction, actor: str, changes: Sequence[Change]) -> None:
    """Leaves the event of each change, all in one statement, so that they have the same time.

    Call it last, when every lock is held: then the times of a subject's events rise with its rev.
    """
    await transaction.run(_ANY["record_events"], events=[one.event(actor) for one in changes])


def checked_reason(value: str | None, field: str = "reason") -> str | None:
    """Why somebody changed something, in their words: at most 1,024 characters."""
    return None if value is None else checked_text(value, field, limit=REASON_LENGTH)
