"""Runs and their steps in the schema, and the links of runs to artifacts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from app.api.connections import After, Connection, First, Node
from app.api.crossings import computed, crosses, prop
from app.api.enums import Direction, Status
from app.api.money import dollars, exact_dollars
from app.api.scalars import JSON, BigInt

if TYPE_CHECKING:
    from app.api.artifacts import Artifact
    from app.api.costs import Waste
    from app.api.events import Event
    from app.api.stories import Story

Stage = Annotated[
    str | None,
    strawberry.argument(description="Return only links of this stage. Default: all stages."),
]

SEEN = (
    "Time of the last sign of life, in UTC: the start, the latest `heartbeat` (a heartbeat of a"
    " step also counts for its run), or the end by `finishRun` or `finishStep`. Null when there was"
    " none of these yet, for example after `ingestRun`."
)


@strawberry.type(
    description="One execution of a workflow, for a story, in a session, or both. It has steps, and"
    " links to the artifacts that it produced and consumed."
)
class Run(Node):
    """What a multi-agent workflow did, from start to end."""

    session_id: str | None = prop(
        "Name of the session, a label chosen by the client that groups runs; null when the run has"
        " none."
    )
    workflow: str = prop("Name of the workflow.")
    status: Status = prop("Current status.")
    error: str | None = prop("Error text; null unless the status is FAILED.")
    created_at: datetime = prop(
        "When the run was created, in UTC: the time given in `ingestRun` or in an import, otherwise"
        " the time at which the run was recorded."
    )
    started_at: datetime | None = prop(
        "When the run started, in UTC. Null while the run is PENDING, when it ended without having"
        " started, or when `ingestRun` or an import did not give the time."
    )
    finished_at: datetime | None = prop(
        "When the run ended, in UTC. Null while the run has not ended, or when `ingestRun` or an"
        " import did not give the time."
    )
    last_seen_at: datetime | None = prop(SEEN)
    rev: int = prop(
        "Revision number. It increases by 1 when the run is started, ended or linked to an"
        " artifact; heartbeats and changes of steps do not count. When `ifRev` of a mutation"
        " differs from this number, the mutation returns a ConflictProblem."
    )

    @crosses
    def story(self) -> Story | None: ...

    @crosses
    def retry_of(self) -> Run | None: ...

    @crosses
    def retries(self, first: First = 20, after: After = strawberry.UNSET) -> Connection[Run]: ...

    @crosses
    def attempt(self) -> int: ...

    @crosses
    def waste(self) -> Waste: ...

    @crosses
    def steps(
        self, first: First = 20, after: After = strawberry.UNSET
    ) -> Connection[AgentStep]: ...

    @crosses
    def produced(
        self,
        stage: Stage = strawberry.UNSET,
        first: First = 20,
        after: After = strawberry.UNSET,
    ) -> Connection[RunArtifactLink]: ...

    @crosses
    def consumed(
        self,
        stage: Stage = strawberry.UNSET,
        first: First = 20,
        after: After = strawberry.UNSET,
    ) -> Connection[RunArtifactLink]: ...

    @crosses
    def history(self, first: First = 20, after: After = strawberry.UNSET) -> Connection[Event]: ...


@strawberry.type(
    description='One unit of work in a run, performed by one agent, such as "paint the cover".'
)
class AgentStep(Node):
    """Which agent did what, with which model, at what cost."""

    name: str = prop("What the step does, in one line.")
    agent: str = prop("Name of the agent that performs the step.")
    model: str | None = prop("Name of the model that the agent uses; null when none was recorded.")
    step_order: int = prop(
        "Position in the run, from 0. `Run.steps` is sorted by this number, ascending. Steps that"
        " ran in parallel can have the same number."
    )
    status: Status = prop("Current status.")
    error: str | None = prop("Error text; null unless the status is FAILED.")
    prompt: str | None = prop("Prompt that the model was given; null when none was recorded.")
    parameters: JSON | None = prop(
        "Parameters of the model, such as temperature or seed, as JSON; null when none were"
        " recorded."
    )
    input_tokens: BigInt | None = prop(
        "Number of tokens that the model read; null when not recorded."
    )
    output_tokens: BigInt | None = prop(
        "Number of tokens that the model wrote; null when not recorded."
    )
    cost_usd: float | None = computed(
        "Cost in US dollars as a floating-point number, such as 0.0125; null when not recorded."
        " `costMicroUsd` and `costUsdText` are exact.",
        "cost_micro_usd",
        by=dollars,
    )
    cost_micro_usd: BigInt | None = prop(
        "Cost in millionths of a US dollar, such as 12500; null when not recorded."
    )
    cost_usd_text: str | None = computed(
        'Cost in US dollars as a decimal string with six places, such as "0.012500"; null when not'
        " recorded.",
        "cost_micro_usd",
        by=exact_dollars,
    )
    created_at: datetime = prop(
        "When the step was created, in UTC. For a step that was recorded with `ingestRun`, imported"
        " without a creation time, or created by an older version of the service, this is the"
        " `createdAt` of its run."
    )
    started_at: datetime | None = prop(
        "When the step started, in UTC. Null while the step is PENDING, when it ended without"
        " having started, or when `ingestRun` or an import did not give the time."
    )
    finished_at: datetime | None = prop(
        "When the step ended, in UTC. Null while the step has not ended, or when `ingestRun` or an"
        " import did not give the time."
    )

    last_seen_at: datetime | None = prop(SEEN)

    @crosses
    def run(self) -> Run: ...

    @crosses
    def retry_of(self) -> AgentStep | None: ...

    @crosses
    def retries(
        self, first: First = 20, after: After = strawberry.UNSET
    ) -> Connection[AgentStep]: ...

    @crosses
    def attempt(self) -> int: ...

    @crosses
    def artifacts(
        self, first: First = 20, after: After = strawberry.UNSET
    ) -> Connection[Artifact]: ...


@strawberry.type(
    description="Link between a run and an artifact that a stage of the run produced or consumed."
)
class RunArtifactLink:
    """The stage of a run that an artifact came from or went to."""

    stage: str = prop(
        'Name of the stage of the workflow that produced or consumed the artifact, such as "cover".'
        " Any text; a stage is not a step."
    )

    @crosses
    def direction(self) -> Direction: ...

    @crosses
    def run(self) -> Run: ...

    @crosses
    def artifact(self) -> Artifact: ...
