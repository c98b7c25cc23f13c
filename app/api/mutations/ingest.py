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
NAME = "its reference in this batch, or the id of an artifact that exists."


@strawberry.type(description="A record of the batch, with the id that it got.")
class IngestedRef:
    """What a ref has become."""

    ref: str = strawberry.field(description="Reference that the batch used for the record.")
    id: strawberry.ID = strawberry.field(description="Id of the new object.")


@strawberry.type(description="Result of ingesting a run.")
class IngestedPayload:
    """What `ingestRun` answers."""

    run_id: strawberry.Private[str]
    steps: list[IngestedRef] = strawberry.field(
        description="The new steps, in the order of the input."
    )
    artifacts: list[IngestedRef] = strawberry.field(
        description="The new artifacts, in the order of the input."
    )

    @crosses
    def run(self) -> Run: ...


@strawberry.input(description="The run to ingest. It needs a story, a session, or both.")
class RunRecordInput:
    """The facts of a run."""

    workflow: str = given("Name of the workflow: one line of 1 to 256 characters.")
    story_id: strawberry.ID | None = maybe("Id of the story that the run is for. Default: none.")
    session_id: str | None = maybe("Name of the session that the run belongs to. Default: none.")
    status: Status = maybe(
        "Status, usually a final one, since a run is ingested after it has happened.",
        Status.COMPLETED,
    )
    error: str | None = maybe(
        f"Error text, {PROSE}. Needed for FAILED, refused for any other status."
    )
    created_at: datetime | None = maybe("When it was created. Default: now.")
    started_at: datetime | None = maybe("When it started. Default: unknown.")
    finished_at: datetime | None = maybe("When it ended. Default: unknown.")


@strawberry.input(description="A step of the run to ingest.")
class StepRecordInput:
    """The facts of a step."""

    ref: str = given("Reference by which other records of this batch name it; unique in the batch.")
    name: str = given("What the step did: one line of 1 to 256 characters.")
    agent: str = given("Name of the agent that did it.")
    model: str | None = maybe("Name of the model that the agent used. Default: none.")
    step_order: int | None = maybe(
        "Place in the run, from 0. Default: after the steps before it in this list."
    )
    status: Status = maybe(
        "Status, usually a final one, since a run is ingested after it has happened.",
        Status.COMPLETED,
    )
    error: str | None = maybe(
        f"Error text, {PROSE}. Needed for FAILED, refused for any other status."
    )
    prompt: str | None = maybe(f"Prompt that the model was given, {PROSE}.")
    parameters: JSON | None = maybe(
        f"Parameters of the model, such as temperature or seed: {JSON_LIMITS}"
    )
    input_tokens: BigInt | None = maybe("Number of tokens that the model read.")
    output_tokens: BigInt | None = maybe("Number of tokens that the model wrote.")
    cost_micro_usd: BigInt | None = maybe("Cost in millionths of a US dollar.")
    started_at: datetime | None = maybe("When it started. Default: unknown.")
    finished_at: datetime | None = maybe("When it ended. Default: unknown.")


@strawberry.input(
    description="An artifact of the run to ingest. It needs a step that created it, a stage that"
    " produced it, or both."
)
class ArtifactRecordInput:
    """The facts of an artifact."""

    ref: str = given("Reference by which other records of this batch name it; unique in the batch.")
    kind: Kind = given("Kind of media; the media type must fit it.")
    media_type: str = given("Media type, such as image/png.")
    name: str = given("Name for people to recognise it by: one line of 1 to 256 characters.")
    content: ContentInput | None = maybe(
        "Content of the artifact: inline text or JSON (up to 1 MiB), or an upload. Default: none,"
        " for an artifact without content."
    )
    step: str | None = maybe("Reference of the step that created it. Default: none.")
    stage: str | None = maybe("Name of the stage at which the run produced it. Default: none.")
    state: State = maybe(
        "State in the life cycle. Any is accepted, since a run is ingested after it has happened.",
        State.INTERMEDIATE,
    )
    metadata: JSON | None = maybe(
        f"Whatever else is to be recorded, such as a seed or dimensions: {JSON_LIMITS}"
    )
    created_at: datetime | None = maybe("When it was created. Default: now.")


@strawberry.input(description="A relation from an artifact to one that it was made from.")
class RelationRecordInput:
    """A relation of an artifact of the batch, or of one that exists."""

    relation_type: RelationType = maybe(
        "How the newer artifact was made from its source.", RelationType.DERIVED_FROM
    )
    from_artifact: str = given(f"The newer artifact: {NAME}")
    to_artifact: str = given(f"The source that it was made from: {NAME}")
    note: str | None = maybe("Free text about the relation, up to 1,024 characters.")


@strawberry.input(
    description="A link between the run's story and an artifact that plays a role in it."
)
class LinkRecordInput:
    """A link of the story."""

    artifact: str = given(f"The artifact, which must be CANDIDATE or PUBLISHED: {NAME}")
    role: Role = given("Role of the artifact in the story.")
    is_primary: bool = maybe(
        "True makes it the primary of the role, and the previous primary stays linked. False"
        " leaves the primary as it is.",
        False,
    )
    position: int | None = maybe(POSITION)


@strawberry.input(description="An artifact that the run consumed.")
class ConsumedRecordInput:
    """A link of the run."""

    artifact: str = given(f"The artifact: {NAME}")
    stage: str = given("Name of the stage that consumed it: one line of 1 to 256 characters.")


def _records(description: str) -> Any:
    return strawberry.field(default_factory=list, description=f"{description}. Default: none.")


@strawberry.input(
    description="A whole run to ingest at once: its steps, artifacts, relations and links, which"
    " name each other by references."
)
class IngestRunInput:
    """A batch, whose records name one another by refs."""

    request_id: str = request_id()
    run: RunRecordInput = given("The run itself.")
    steps: list[StepRecordInput] = _records("Steps of the run, at most 1,000")
    artifacts: list[ArtifactRecordInput] = _records("Artifacts that the run made, at most 1,000")
    relations: list[RelationRecordInput] = _records(
        "Relations of these artifacts to those that they were made from, at most 5,000"
    )
    links: list[LinkRecordInput] = _records("Links of the run's story to artifacts, at most 1,000")
    consumed: list[ConsumedRecordInput] = _records(
        "Artifacts that stages of the run consumed, at most 1,000"
    )
    set_current: bool = maybe("Whether to make it the current run of its story.", False)


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

    @mutation(
        "Records a whole run, with its steps, artifacts, relations and links, in one transaction:"
        " all of it or nothing."
    )
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
