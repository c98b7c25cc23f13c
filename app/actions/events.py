"""The history of the graph: one event for each revision of a story, a run or an artifact.

`before` and `after` hold only what changed, as JSON objects. A list in them (`links`, `relations`,
`runs`) names the members that were there before and the ones that are there after; so a subject as
it was is found from what it is by undoing its events, the latest first: take away what is in
`after`, put back what is in `before`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

from app.domain.events import EventKind
from app.domain.values import checked_text
from app.graph.session import Transaction
from app.graph.statements import mutation

REASON_LENGTH = 1_024

_ANY = mutation("any")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What happened to one subject, whose `rev` this change has raised already."""

    subject_id: str
    rev: int
    kind: EventKind
    before: Mapping[str, object] | None = None
    after: Mapping[str, object] | None = None
    reason: str | None = None


async def record(transaction: Transaction, actor: str, changes: Sequence[Change]) -> None:
    """Leaves the event of each change, all in one statement, so that they have the same time.

    Call it last, when every lock is held: then the times of a subject's events rise with its rev.
    """
    events = [
        {
            "subject_id": change.subject_id,
            "rev": change.rev,
            "kind": change.kind.value,
            "actor": actor,
            "before": _text(change.before),
            "after": _text(change.after),
            "reason": change.reason,
        }
        for change in changes
    ]
    await transaction.run(_ANY["record_events"], events=events)


def checked_reason(value: str | None) -> str | None:
    """Why somebody changed something, in their words: at most 1,024 characters."""
    return None if value is None else checked_text(value, "reason", limit=REASON_LENGTH)


def _text(value: Mapping[str, object] | None) -> str | None:
    return None if value is None else orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
