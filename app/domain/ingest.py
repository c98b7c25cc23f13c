"""A whole run as it is brought in: records that name one another by refs of the caller's own.

A ref is known inside its batch only. Where a record names an artifact, it may also give the id of
one that exists.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.artifacts import Kind, State
from app.domain.blobs import StoredBlob
from app.domain.lineage import RelationType
from app.domain.runs import Status
from app.domain.stories import Role

MAX_STEPS = 1_000
MAX_ARTIFACTS = 1_000
MAX_RELATIONS = 5_000
MAX_LINKS = 1_000
MAX_CONSUMED = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """The run itself, of a story, of a session, or of both."""

    workflow: str
    story_id: str | None = None
    session_id: str | None = None
    status: Status = Status.COMPLETED
    error: str | None = None
    created_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRecord:
    """A step of the run; without `step_order` it comes after all those before it."""

    ref: str
    name: str
    agent: str
    model: str | None = None
    step_order: int | None = None
    status: Status = Status.COMPLETED
    error: str | None = None
    prompt: str | None = None
    parameters: object | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost_micro_usd: int | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtifactRecord:
    """A new artifact, made by the step of that ref, produced by the run in that stage, or both.

    Its `blob` is in the store already; with `upload_id` a retry may leave it out.
    """

    ref: str
    kind: Kind
    media_type: str
    name: str
    step: str | None = None
    stage: str | None = None
    state: State = State.INTERMEDIATE
    metadata: object | None = None
    blob: StoredBlob | None = None
    upload_id: str | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationRecord:
    """One artifact was made from another; each is given by its ref or by its id."""

    relation_type: RelationType
    from_artifact: str
    to_artifact: str
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRecord:
    """What an artifact, given by its ref or by its id, is to the readers of the run's story."""

    artifact: str
    role: Role
    is_primary: bool = False
    position: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumedRecord:
    """An artifact, given by its ref or by its id, that the run used in a stage."""

    artifact: str
    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A whole run; `set_current` makes it the current run of its story."""

    run: RunRecord
    steps: Sequence[StepRecord] = ()
    artifacts: Sequence[ArtifactRecord] = ()
    relations: Sequence[RelationRecord] = ()
    links: Sequence[LinkRecord] = ()
    consumed: Sequence[ConsumedRecord] = ()
    set_current: bool = False
