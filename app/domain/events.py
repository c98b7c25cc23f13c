"""What can happen to a story, a run or an artifact: one event for each of its revisions.

`before` and `after` are JSON objects that hold what changed, and nothing else. A creation has an
empty `before`. Their keys, whatever the kind:

- `title`, `synopsis`, `metadata` (its JSON text) and `current_run` (an id) of a story, or null;
- `links` of a story: a list of `{artifact, role, is_primary, position}`. One that stands only in
  `after` was made, one only in `before` was removed, and no other link changed;
- `status` and `error` of a run;
- `produced` and `consumed` of a run: lists of `{artifact, stage}`, told as links are;
- `state` of an artifact;
- `versions` of an artifact: a list of the id of its new version;
- `assessments` of an artifact: lists of `{id, kind, score, by, note}`, of which none is removed;
- `relations` of the artifact they start from: lists of `{type, to, note}`, told as links
  are, with `created_at` (in the form of answers) too when one was removed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import orjson

from app.domain.values import checked_count, checked_text
from app.errors import StaleRevision

REASON_LENGTH = 1_024

LOCAL_ACTOR = "local"
"""Who acts while nobody has said who they are."""


class EventKind(StrEnum):
    """What an event says has happened to its subject."""

    STORY_CREATED = "story_created"
    STORY_UPDATED = "story_updated"
    CURRENT_RUN_SET = "current_run_set"
    ARTIFACT_LINKED = "artifact_linked"
    ARTIFACT_UNLINKED = "artifact_unlinked"
    PRIMARY_SET = "primary_set"
    PRIMARY_RELEASED = "primary_released"
    RUN_INGESTED = "run_ingested"

    RUN_CREATED = "run_created"
    RUN_STARTED = "run_started"
    RUN_FINISHED = "run_finished"
    RUN_LINKED = "run_linked"

    ARTIFACT_REGISTERED = "artifact_registered"
    ARTIFACT_PROMOTED = "artifact_promoted"
    ARTIFACT_PUBLISHED = "artifact_published"
    ARTIFACT_ARCHIVED = "artifact_archived"
    ARTIFACT_UNARCHIVED = "artifact_unarchived"
    ARTIFACT_REVISED = "artifact_revised"
    ARTIFACT_ASSESSED = "artifact_assessed"
    ARTIFACT_PRUNED = "artifact_pruned"
    ARTIFACT_RESTORED = "artifact_restored"
    RELATION_ADDED = "relation_added"
    RELATION_RETRACTED = "relation_retracted"


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
        """The event of this change but for its time, which the graph gives it."""
        return {
            "subject_id": self.subject_id,
            "rev": self.rev,
            "kind": self.kind,
            "actor": actor,
            "before": as_json(self.before or {}),
            "after": as_json(self.after),
            "reason": self.reason,
        }


def checked_reason(value: str | None, field: str = "reason") -> str | None:
    """Why somebody changed something, in their words: at most 1,024 characters."""
    return None if value is None else checked_text(value, field, limit=REASON_LENGTH)


def as_json(value: object) -> str:
    """A value as compact JSON text."""
    return orjson.dumps(value).decode()


def refuse_stale(noun: str, rev: int, if_rev: int | None) -> None:
    """Raises StaleRevision when the caller expected another revision than the thing has."""
    if if_rev is not None and checked_count(if_rev, "ifRev") != rev:
        raise StaleRevision(f"the {noun} is at revision {rev}, not {if_rev}")
