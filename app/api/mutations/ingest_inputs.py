"""The batch of `ingestRun`, as its input."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry

from app.api.enums import Kind, RelationType, Role, State, Status
from app.api.mutations.artifact_inputs import ContentInput
from app.api.mutations.fields import JSON_LIMITS, POSITION, PROSE, given, maybe, request_id
from app.api.scalars import JSON, BigInt

_NAMED_BY = "the `ref` of an artifact of this input, or the id of an existing artifact."


@strawberry.input(
    description="The run to ingest. At least one of `storyId` and `sessionId` is required."
)
class RunRecordInput:
    """The facts of a run."""

    workflow: str = given("Name of the workflow: one line of 1 to 256 characters.")
    story_id: strawberry.ID | None = maybe("Id of the story that the run is for. Default: none.")
    session_id: str | None = maybe(
        "Name of the session, a label that groups runs: one line of 1 to 256 characters. Default:"
        " none."
    )
    status: Status = maybe(
        "Status of the run. Usually COMPLETED, FAILED or CANCELLED, because a run is normally"
        " ingested after its end; PENDING and RUNNING are accepted too.",
        Status.COMPLETED,
    )
    error: str | None = maybe(
        f"Error text, {PROSE}. Required with the status"
        " FAILED, and not allowed with any other status."
    )
    created_at: datetime | None = maybe("When the run was created. Default: now.")
    started_at: datetime | None = maybe(
        "When the run started; not allowed for a PENDING run. Default: not recorded."
    )
    finished_at: datetime | None = maybe(
        "When the run ended; allowed only with a final status. Default: not recorded."
    )


@strawberry.input(description="A step of the run to ingest.")
class StepRecordInput:
    """The facts of a step."""

    ref: str = given(
        "Identifier of this step within the input, chosen by the client: one line of 1 to 256"
        " characters, unique among the steps. Artifacts refer to their step by this identifier."
    )
    name: str = given("What the step did: one line of 1 to 256 characters.")
    agent: str = given(
        "Name of the agent that performed the step: one line of 1 to 256 characters."
    )
    model: str | None = maybe("Name of the model that the agent used. Default: none.")
    step_order: int | None = maybe(
        "Position in the run, from 0. Default: one more than the highest position of the preceding"
        " steps in this list, or 1 for the first step."
    )
    status: Status = maybe(
        "Status of the step. When the run has ended (COMPLETED, FAILED or CANCELLED), the step must"
        " have ended too.",
        Status.COMPLETED,
    )
    error: str | None = maybe(
        f"Error text, {PROSE}. Required with the status"
        " FAILED, and not allowed with any other status."
    )
    prompt: str | None = maybe(f"Prompt that the model was given, {PROSE}. Default: none.")
    parameters: JSON | None = maybe(
        f"Parameters of the model, such as temperature or seed: {JSON_LIMITS} Default: none."
    )
    input_tokens: BigInt | None = maybe(
        "Number of tokens that the model read. Default: not recorded."
    )
    output_tokens: BigInt | None = maybe(
        "Number of tokens that the model wrote. Default: not recorded."
    )
    cost_micro_usd: BigInt | None = maybe(
        "Cost of the step in millionths of a US dollar: 12500 is 0.0125 dollars. Default: not"
        " recorded."
    )
    started_at: datetime | None = maybe(
        "When the step started; not allowed for a PENDING step. Default: not recorded."
    )
    finished_at: datetime | None = maybe(
        "When the step ended; allowed only with a final status. Default: not recorded."
    )


@strawberry.input(
    description="An artifact of the run to ingest. At least one of `step` and `stage` is required."
)
class ArtifactRecordInput:
    """The facts of an artifact."""

    ref: str = given(
        "Identifier of this artifact within the input, chosen by the client: one line of 1 to 256"
        " characters, unique among the artifacts. Relations, links and `consumed` refer to the"
        " artifact by this identifier."
    )
    kind: Kind = given("Kind of media or data, to which `mediaType` must belong.")
    media_type: str = given("Media type, such as image/png.")
    name: str = given("Name for people: one line of 1 to 256 characters. Names need not be unique.")
    content: ContentInput | None = maybe(
        "Content of the artifact: inline text or JSON (up to 1 MiB), or an upload. Default: no"
        " content."
    )
    step: str | None = maybe("`ref` of the step that created the artifact. Default: none.")
    stage: str | None = maybe(
        "Name of the stage of the run that produced the artifact. Default: none."
    )
    state: State = maybe(
        "State in the life cycle. Any state is accepted, including PUBLISHED and ARCHIVED, because"
        " the run has already happened.",
        State.INTERMEDIATE,
    )
    metadata: JSON | None = maybe(
        "Additional data about the artifact, such as a seed or dimensions:"
        f" {JSON_LIMITS} Default: none."
    )
    created_at: datetime | None = maybe("When the artifact was created. Default: now.")


@strawberry.input(description="A relation from a derived artifact to its source.")
class RelationRecordInput:
    """A relation of an artifact of the batch, or of one that exists."""

    relation_type: RelationType = maybe(
        "How the derived artifact was made from its source.", RelationType.DERIVED_FROM
    )
    from_artifact: str = given(f"The derived artifact: {_NAMED_BY}")
    to_artifact: str = given(f"The source: {_NAMED_BY}")
    note: str | None = maybe("Free text about the relation, up to 1,024 characters.")


@strawberry.input(description="A link between the story of the run and an artifact.")
class LinkRecordInput:
    """A link of the story."""

    artifact: str = given(f"The artifact, which must be CANDIDATE or PUBLISHED: {_NAMED_BY}")
    role: Role = given(
        "Role of the artifact in the story, which must fit the kind of the artifact (see"
        " StoryRole)."
    )
    is_primary: bool = maybe(
        "True: the artifact becomes the primary of the role, and the previous primary stays linked."
        " False: the primary of the role does not change; an artifact that is the primary already"
        " stays the primary.",
        False,
    )
    position: int | None = maybe(POSITION)


@strawberry.input(description="An artifact that the run consumed.")
class ConsumedRecordInput:
    """A link of the run."""

    artifact: str = given(f"The artifact: {_NAMED_BY}")
    stage: str = given(
        "Name of the stage that consumed the artifact: one line of 1 to 256 characters."
    )


def _records(description: str) -> Any:
    return strawberry.field(default_factory=list, description=f"{description}. Default: none.")


@strawberry.input(
    description="A whole run to record in one mutation, with its steps, artifacts, relations and"
    " links. Records refer to each other by `ref`, which the client chooses for each step and"
    " artifact."
)
class IngestRunInput:
    """A batch, whose records name one another by refs."""

    request_id: str = request_id()
    run: RunRecordInput = given("The run itself.")
    steps: list[StepRecordInput] = _records("Steps of the run, at most 1,000")
    artifacts: list[ArtifactRecordInput] = _records("Artifacts that the run made, at most 1,000")
    relations: list[RelationRecordInput] = _records(
        "Relations from derived artifacts to their sources, at most 5,000; each end is a new or an"
        " existing artifact"
    )
    links: list[LinkRecordInput] = _records(
        "Links between the story of the run and artifacts, at most 1,000; they need `run.storyId`"
    )
    consumed: list[ConsumedRecordInput] = _records(
        "Artifacts that stages of the run consumed, at most 1,000"
    )
    set_current: bool = maybe(
        "Whether to make the new run the current run of its story. True needs `run.storyId`.", False
    )
