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
    "When the service last heard of it: at its start, at its last `heartbeat`, that of a step for"
    " its run too, or when it was ended. Null while it is PENDING, or when nobody recorded it."
)


@strawberry.type(
    description="One execution of a workflow, for a story, in a session, or both. It has steps,"
    " and links to the artifacts that it produced and consumed."
)
class Run(Node):
    """What a multi-agent workflow did, from start to end."""

    session_id: str | None = prop(
        "Name of the session that the run belongs to, which groups runs; null when it belongs to a"
        " story only."
    )
    workflow: str = prop("Name of the workflow.")
    status: Status = prop("Current status.")
    error: str | None = prop("Error text; null unless the status is FAILED.")
    created_at: datetime = prop(
        "When the record was created, in UTC. Records that were imported or ingested keep the time"
        " that they came with."
    )
    started_at: datetime | None = prop(
        "When it started; null while it is PENDING, or when nobody recorded it."
    )
    finished_at: datetime | None = prop(
        "When it ended; null until then, or when nobody recorded it."
    )
    last_seen_at: datetime | None = prop(SEEN)
    rev: int = prop(
        "Revision. It grows by one with every change of the run; pass it as `ifRev` to refuse a"
        " change when somebody else made one meanwhile."
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
    description='One unit of work in a run, done by one agent, such as "paint the cover".'
)
class AgentStep(Node):
    """Which agent did what, with which model, at what cost."""

    name: str = prop("What the step does, in one line.")
    agent: str = prop("Name of the agent that does it.")
    model: str | None = prop("Name of the model that the agent uses; null when none was recorded.")
    step_order: int = prop(
        "Place in the run: steps are listed in ascending order. Steps that ran side by side may"
        " share one."
    )
    status: Status = prop("Current status.")
    error: str | None = prop("Error text; null unless the status is FAILED.")
    prompt: str | None = prop("Prompt that the model was given; null when none was recorded.")
    parameters: JSON | None = prop(
        "Parameters of the model, such as temperature or seed, as JSON; null when none were"
        " recorded."
    )
    input_tokens: BigInt | None = prop(
        "Number of tokens that the model read; null when it was not recorded."
    )
    output_tokens: BigInt | None = prop(
        "Number of tokens that the model wrote; null when it was not recorded."
    )
    cost_usd: float | None = computed(
        "Cost in US dollars, such as 0.0125, rounded as floating-point numbers are; null when it"
        " was not recorded.",
        "cost_micro_usd",
        by=dollars,
    )
    cost_micro_usd: BigInt | None = prop(
        "Cost in millionths of a US dollar, such as 12500; null when it was not recorded."
    )
    cost_usd_text: str | None = computed(
        'Cost in US dollars as decimal text with six places, such as "0.012500"; null when it was'
        " not recorded.",
        "cost_micro_usd",
        by=exact_dollars,
    )
    created_at: datetime = prop(
        "When the record was created, in UTC. A step that was ingested, imported without a time, or"
        " created by an older version of the service has the time of its run."
    )
    started_at: datetime | None = prop(
        "When it started; null while it is PENDING, or when nobody recorded it."
    )
    finished_at: datetime | None = prop(
        "When it ended; null until then, or when nobody recorded it."
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
    description="Link between a run and an artifact that one of its stages produced or consumed."
)
class RunArtifactLink:
    """The stage of a run that an artifact came from or went to."""

    stage: str = prop('Name of the stage, the part of the workflow, such as "cover"; any text.')

    @crosses
    def direction(self) -> Direction: ...

    @crosses
    def run(self) -> Run: ...

    @crosses
    def artifact(self) -> Artifact: ...
