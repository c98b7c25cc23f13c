"""What makes two records the same thing, and in what they differ."""

from __future__ import annotations

from app.domain.forms import RecordType, Row

_KEY = {
    RecordType.RELATION: ("relation_type", "from_artifact_id", "to_artifact_id"),
    RecordType.STORY_LINK: ("story_id", "role", "artifact_id"),
    RecordType.RUN_LINK: ("run_id", "direction", "stage", "artifact_id"),
}

_APART = frozenset({"current_run_id", "retry_of_id", "last_seen_at"})
"""What is written after its record, in a transaction of its own, and compared by itself; and when
something was last seen, which changes while it is at work."""


def key_of(record_type: RecordType, row: Row) -> tuple[object, ...]:
    """What no other relation, or link, has."""
    return tuple(row[name] for name in _KEY[record_type])


def differing(row: Row, there: Row) -> list[str]:
    """What a line says otherwise than the graph."""
    return [name for name, value in there.items() if _differs(name, row[name], value)]


def _differs(name: str, said: object, there: object) -> bool:
    """What a line leaves out agrees with whatever is there."""
    return said is not None and said != there and name not in _APART
