"""What each type of line may say and must say, and what must agree within one.

Null is the same as absent. What a line says of other lines is checked where all of them are known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.domain.artifacts import Kind, State, check_media_type_of
from app.domain.assessments import AssessmentKind, checked_score
from app.domain.json_values import checked_json
from app.domain.lineage import RelationType
from app.domain.links import Direction, checked_position, link_key, relation_key, stage_key
from app.domain.runs import FINAL, Status, checked_error
from app.domain.stories import Role
from app.domain.typed import Check, content, count, flag, number, text, word
from app.domain.values import (
    BIG_INT_MAX,
    checked_id,
    checked_media_type,
    checked_moment,
    checked_name,
    checked_prose,
    checked_sha256,
    checked_text,
)
from app.errors import BadInput, SelfRelation

NOTE_LENGTH = 1024

Row = dict[str, Any]
"""What a line says, by the names of its type: all of them, with None for what it leaves out."""


class RecordType(StrEnum):
    """What a line is about. The order is that of an export: nothing comes before what it names."""

    STORY = "story"
    RUN = "run"
    STEP = "step"
    ARTIFACT = "artifact"
    ASSESSMENT = "assessment"
    RELATION = "relation"
    STORY_LINK = "storyLink"
    RUN_LINK = "runLink"


CURATED: Mapping[str, Role] = {
    "cover_artifact_id": Role.COVER,
    "canonical_audio_id": Role.FINAL_AUDIO,
    "canonical_video_id": Role.FINAL_VIDEO,
}
"""The references of a story that name the primary of a role."""

_ID, _NAME, _MOMENT = text(checked_id), text(checked_name), text(checked_moment)
_LONG, _PROSE = text(checked_text), text(checked_prose)
_NOTE = text(lambda value, field: checked_text(value, field, limit=NOTE_LENGTH))
_INT, _BIG = count(), count(BIG_INT_MAX)
_PROGRESS: Mapping[str, Check] = {
    "status": word(Status),
    "error": _PROSE,
    "started_at": _MOMENT,
    "finished_at": _MOMENT,
    "last_seen_at": _MOMENT,
}


def _run(row: Row) -> None:
    if row["story_id"] is None and row["session_id"] is None:
        raise BadInput("a run belongs to a story or to a session: give story_id or session_id")
    _progress(row)


def _progress(row: Row) -> None:
    status, start, finish = Status(row["status"]), row["started_at"], row["finished_at"]
    checked_error(status, row["error"])
    for name in ("started_at", "last_seen_at"):
        if row[name] is not None and status is Status.PENDING:
            raise BadInput(f"{name} belongs to what has started, and the status is PENDING")
    if finish is not None and status not in FINAL:
        raise BadInput(f"finished_at belongs to what has ended, and the status is {status.name}")
    if start is not None and finish is not None and finish[:-1] < start[:-1]:
        raise BadInput("finished_at must not be before started_at")


def _artifact(row: Row) -> None:
    check_media_type_of(Kind(row["kind"]), row["media_type"])
    pruned, has_digest = row["pruned_at"] is not None, row["sha256"] is not None
    if pruned and row["content"] is not None:
        raise BadInput("what was pruned has no content")
    if pruned and (not has_digest or row["size"] is None):
        raise BadInput("what was pruned keeps the sha256 and the size that it had")
    if not pruned and row["content"] is None and (has_digest or row["size"] is not None):
        raise BadInput("sha256 and size are those of content, and there is none")


def _any(row: Row) -> None:
    """Nothing of it depends on another part."""


def _relation(row: Row) -> None:
    newer, source = row["from_artifact_id"], row["to_artifact_id"]
    if newer == source:
        raise SelfRelation(f"artifact {newer} cannot be made from itself")
    row["key"] = relation_key(newer, source)


def _story_link(row: Row) -> None:
    role = Role(row["role"])
    checked_position(role, row["position"])
    row["key"] = link_key(row["story_id"], role, row["artifact_id"])


def _run_link(row: Row) -> None:
    row["key"] = stage_key(row["run_id"], row["stage"], row["artifact_id"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What the lines of a type may say, what they must say, and what must agree within one."""

    fields: Mapping[str, Check]
    required: tuple[str, ...]
    rule: Callable[[Row], None]


FORMS: Mapping[str, Form] = {
    RecordType.STORY: Form(
        fields={
            "id": _ID,
            "title": _NAME,
            "synopsis": _LONG,
            "metadata": checked_json,
            "created_at": _MOMENT,
            "updated_at": _MOMENT,
            **dict.fromkeys(CURATED, _ID),
            "current_run_id": _ID,
        },
        required=("id", "title", "created_at"),
        rule=_any,
    ),
    RecordType.RUN: Form(
        fields={
            "id": _ID,
            "story_id": _ID,
            "session_id": _NAME,
            "workflow": _NAME,
            **_PROGRESS,
            "created_at": _MOMENT,
            "retry_of_id": _ID,
        },
        required=("id", "workflow", "status", "created_at"),
        rule=_run,
    ),
    RecordType.STEP: Form(
        fields={
            "id": _ID,
            "run_id": _ID,
            "name": _NAME,
            "agent": _NAME,
            "model": _NAME,
            "step_order": _INT,
            **_PROGRESS,
            "created_at": _MOMENT,
            "retry_of_id": _ID,
            "prompt": _PROSE,
            "parameters": checked_json,
            "input_tokens": _BIG,
            "output_tokens": _BIG,
            "cost_micro_usd": _BIG,
        },
        required=("id", "run_id", "name", "agent", "step_order", "status"),
        rule=_progress,
    ),
    RecordType.ARTIFACT: Form(
        fields={
            "id": _ID,
            "created_by_step_id": _ID,
            "kind": word(Kind),
            "media_type": text(checked_media_type),
            "state": word(State),
            "name": _NAME,
            "metadata": checked_json,
            "created_at": _MOMENT,
            "pruned_at": _MOMENT,
            "sha256": text(checked_sha256),
            "size": _BIG,
            "content": content,
        },
        required=("id", "kind", "media_type", "state", "name", "created_at"),
        rule=_artifact,
    ),
    RecordType.ASSESSMENT: Form(
        fields={
            "id": _ID,
            "artifact_id": _ID,
            "kind": word(AssessmentKind),
            "score": number(checked_score),
            "by": _NAME,
            "note": _NOTE,
            "created_at": _MOMENT,
        },
        required=("id", "artifact_id", "kind", "score", "by", "created_at"),
        rule=_any,
    ),
    RecordType.RELATION: Form(
        fields={
            "relation_type": word(RelationType),
            "from_artifact_id": _ID,
            "to_artifact_id": _ID,
            "created_at": _MOMENT,
            "note": _NOTE,
        },
        required=("relation_type", "from_artifact_id", "to_artifact_id"),
        rule=_relation,
    ),
    RecordType.STORY_LINK: Form(
        fields={
            "story_id": _ID,
            "artifact_id": _ID,
            "role": word(Role),
            "is_primary": flag,
            "position": _INT,
            "created_at": _MOMENT,
        },
        required=("story_id", "artifact_id", "role"),
        rule=_story_link,
    ),
    RecordType.RUN_LINK: Form(
        fields={
            "run_id": _ID,
            "artifact_id": _ID,
            "stage": _NAME,
            "direction": word(Direction),
        },
        required=("run_id", "artifact_id", "stage", "direction"),
        rule=_run_link,
    ),
}
"""The form of each type's lines."""

MOMENTS = frozenset(
    name for form in FORMS.values() for name, check in form.fields.items() if check is _MOMENT
)
"""The names of moments, in lines of any type."""
