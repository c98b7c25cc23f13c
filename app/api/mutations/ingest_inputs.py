"""The batch of `ingestRun`, as its input."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry

from app.api.enums import Kind, RelationType, Role, State, Status
from app.api.mutations.artifact_inputs import ContentInput
from app.api.mutations.fields import JSON_LIMITS, POSITION, PROSE, given, maybe, request_id
from app.api.scalars import JSON, BigInt

_NAMED_BY = "its reference in this batch, or the id of an artifact that exists."


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
        "Status, usually a final one, since a run is ingested after it has happened. It must be"
        " final when that of the run is.",
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
    from_artifact: str = given(f"The newer artifact: {_NAMED_BY}")
    to_artifact: str = given(f"The source that it was made from: {_NAMED_BY}")
    note: str | None = maybe("Free text about the relation, up to 1,024 characters.")


@strawberry.input(
    description="A link between the run's story and an artifact that plays a role in it."
)
class LinkRecordInput:
    """A link of the story."""

    artifact: str = given(f"The artifact, which must be CANDIDATE or PUBLISHED: {_NAMED_BY}")
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

    artifact: str = given(f"The artifact: {_NAMED_BY}")
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
