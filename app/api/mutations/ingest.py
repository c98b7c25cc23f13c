"""The mutation that brings in a whole run at once."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import strawberry

from app.actions.record_run import record_run
from app.api.context import Context
from app.api.crossings import crosses
from app.api.enums import Kind, RelationType, Role, State, Status
from app.api.mutations.artifacts import ContentInput, content_of
from app.api.mutations.fields import (
    JSON_LIMITS,
    POSITION,
    PROSE,
    given,
    maybe,
    mutation,
    request_id,
    result,
)
from app.api.problems import (
    BadInputProblem,
    ContentProblem,
    CycleProblem,
    DuplicateRelationProblem,
    IdempotencyMismatchProblem,
    IllegalStateProblem,
    KindMismatchProblem,
    NotFoundProblem,
    SelfRelationProblem,
    SourceNotFoundProblem,
    UploadExpiredProblem,
)
from app.api.scalars import JSON, BigInt
from app.domain.ingest import (
    ArtifactRecord,
    Batch,
    ConsumedRecord,
    LinkRecord,
    RelationRecord,
    RunRecord,
    StepRecord,
)

if TYPE_CHECKING:
    from app.api.runs import Run

Info = strawberry.Info[Context]
Record = TypeVar("Record")
NAME = "Its ref in this batch, or the id of one that exists."


@strawberry.type(description="A record of the batch, and the id that it got.")
class IngestedRef:
    """What a ref has become."""

    ref: str = strawberry.field(description="The ref.")
    id: strawberry.ID = strawberry.field(description="The id.")


@strawberry.type(description="A run that was brought in.")
class IngestedPayload:
    """What `ingestRun` answers."""

    run_id: strawberry.Private[str]
    steps: list[IngestedRef] = strawberry.field(description="The steps, by ref.")
    artifacts: list[IngestedRef] = strawberry.field(description="The artifacts, by ref.")

    @crosses
    def run(self) -> Run: ...


@strawberry.input(description="The run itself: for a story, in a session, or both.")
class RunRecordInput:
    """The facts of a run."""

    workflow: str = given("The name of the workflow.")
    story_id: strawberry.ID | None = maybe("The story that the run is for.")
    session_id: str | None = maybe("The session that the run belongs to.")
    status: Status = maybe("How far it has come.", Status.COMPLETED)
    error: str | None = maybe(f"Why it failed, {PROSE}.")
    created_at: datetime | None = maybe("When it was created; now when left out.")
    started_at: datetime | None = maybe("When it started.")
    finished_at: datetime | None = maybe("When it ended.")


@strawberry.input(description="A step of the run.")
class StepRecordInput:
    """The facts of a step."""

    ref: str = given("How the rest of this batch names it.")
    name: str = given("What was done.")
    agent: str = given("The agent that did it.")
    model: str | None = maybe("The model that the agent used.")
    step_order: int | None = maybe("Where it stands; after those before it when left out.")
    status: Status = maybe("How far it has come.", Status.COMPLETED)
    error: str | None = maybe(f"Why it failed, {PROSE}.")
    prompt: str | None = maybe(f"What the model was told, {PROSE}.")
    parameters: JSON | None = maybe(f"How the model was set: {JSON_LIMITS}")
    input_tokens: BigInt | None = maybe("How many tokens went in.")
    output_tokens: BigInt | None = maybe("How many tokens came out.")
    cost_micro_usd: BigInt | None = maybe("What it cost, in millionths of a US dollar.")
    started_at: datetime | None = maybe("When it started.")
    finished_at: datetime | None = maybe("When it ended.")


@strawberry.input(description="A new artifact, with a step or a stage of the run.")
class ArtifactRecordInput:
    """The facts of an artifact."""

    ref: str = given("How the rest of this batch names it.")
    kind: Kind = given("What sort of media it is.")
    media_type: str = given("Its media type.")
    name: str = given("What people call it.")
    content: ContentInput | None = maybe("Its bytes; none when left out.")
    step: str | None = maybe("The ref of the step that created it.")
    stage: str | None = maybe("The stage of the run that produced it.")
    state: State = maybe(
        "Where it is in its life; any state, since a run is told after it has happened.",
        State.INTERMEDIATE,
    )
    metadata: JSON | None = maybe(f"Whatever else is known of it: {JSON_LIMITS}")
    created_at: datetime | None = maybe("When it was created; now when left out.")


@strawberry.input(description="That one artifact came from another.")
class RelationRecordInput:
    """A relation of an artifact of the batch, or of one that exists."""

    relation_type: RelationType = maybe("In what way.", RelationType.DERIVED_FROM)
    from_artifact: str = given(f"The newer artifact: {NAME}")
    to_artifact: str = given(f"Its source: {NAME}")
    note: str | None = maybe("What there is to say about it.")


@strawberry.input(description="The role of an artifact in the run's story.")
class LinkRecordInput:
    """A link of the story."""

    artifact: str = given(f"A candidate or published artifact: {NAME}")
    role: Role = given("What it is to readers.")
    is_primary: bool = maybe("Make it the canonical one of its role.", False)
    position: int | None = maybe(POSITION)


@strawberry.input(description="That the run used an artifact.")
class ConsumedRecordInput:
    """A link of the run."""

    artifact: str = given(NAME)
    stage: str = given("The stage that used it.")


def _records() -> Any:
    return strawberry.field(default_factory=list, description="At most 1,000; 5,000 relations.")


@strawberry.input(description="A whole run, with all that it made.")
class IngestRunInput:
    """A batch, whose records name one another by refs."""

    request_id: str = request_id()
    run: RunRecordInput = given("The run.")
    steps: list[StepRecordInput] = _records()
    artifacts: list[ArtifactRecordInput] = _records()
    relations: list[RelationRecordInput] = _records()
    links: list[LinkRecordInput] = _records()
    consumed: list[ConsumedRecordInput] = _records()
    set_current: bool = maybe("Make it the current run of its story.", False)


IngestRunResult = Annotated[
    IngestedPayload
    | BadInputProblem
    | ContentProblem
    | NotFoundProblem
    | SourceNotFoundProblem
    | SelfRelationProblem
    | DuplicateRelationProblem
    | CycleProblem
    | KindMismatchProblem
    | IllegalStateProblem
    | UploadExpiredProblem
    | IdempotencyMismatchProblem,
    result("IngestRunResult"),
]


def _record(record: type[Record], input: object) -> Record:
    """The record of the domain that an input says, field by field of the same name."""
    names = (field.name for field in fields(record))  # pyright: ignore[reportArgumentType]
    return record(**{name: getattr(input, name) for name in names if hasattr(input, name)})


def _refs(ids: Any) -> list[IngestedRef]:
    return [IngestedRef(ref=ref, id=strawberry.ID(made)) for ref, made in ids.items()]


@strawberry.type
class IngestMutations:
    """What brings in much at once."""

    @mutation("Records a whole run with its artifacts: all of it or none.")
    async def ingest_run(self, info: Info, input: IngestRunInput) -> IngestRunResult:
        batch = Batch(
            run=_record(RunRecord, input.run),
            steps=[_record(StepRecord, step) for step in input.steps],
            artifacts=[_record(ArtifactRecord, artifact) for artifact in input.artifacts],
            relations=[_record(RelationRecord, relation) for relation in input.relations],
            links=[_record(LinkRecord, link) for link in input.links],
            consumed=[_record(ConsumedRecord, consumed) for consumed in input.consumed],
            set_current=input.set_current,
        )
        contents = {one.ref: content_of(one.content) for one in input.artifacts if one.content}
        ingested = await record_run(
            info.context.graph,
            info.context.store,
            request_id=input.request_id,
            batch=batch,
            contents=contents,
        )
        return IngestedPayload(
            run_id=ingested.run_id,
            steps=_refs(ingested.step_ids),
            artifacts=_refs(ingested.artifact_ids),
        )
