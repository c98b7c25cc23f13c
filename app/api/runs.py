"""Runs and their steps in the schema, and the links of runs to artifacts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from app.api.connections import After, Connection, First, Node
from app.api.crossings import computed, crosses, prop
from app.api.enums import Direction, Status
from app.api.scalars import JSON, BigInt

if TYPE_CHECKING:
    from app.api.artifacts import Artifact
    from app.api.costs import Waste
    from app.api.events import Event
    from app.api.stories import Story

Stage = Annotated[str | None, strawberry.argument(description="Only links of this stage.")]


@strawberry.type(description="One execution of a workflow, for a story or a session.")
class Run(Node):
    """What a multi-agent workflow did, from start to end."""

    session_id: str | None = prop("The session that the run belongs to.")
    workflow: str = prop("The name of the workflow.")
    status: Status = prop("How far it has come.")
    error: str | None = prop("Why it failed.")
    created_at: datetime = prop("When it was recorded.")
    started_at: datetime | None = prop("When it started.")
    finished_at: datetime | None = prop("When it ended.")
    rev: int = prop("How often it was changed; for `ifRev`.")

    @crosses
    def story(self) -> Story | None: ...

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


def dollars(_: object, millionths: int | None) -> float | None:
    """US dollars, from the millionths that are kept."""
    return None if millionths is None else millionths / 1_000_000


@strawberry.type(description="One unit of work in a run, done by an agent.")
class AgentStep(Node):
    """Which agent did what, with which model, at what cost."""

    name: str = prop("What was done.")
    agent: str = prop("The agent that did it.")
    model: str | None = prop("The model that the agent used.")
    step_order: int = prop("Where it stands in its run; several may share a place.")
    status: Status = prop("How far it has come.")
    error: str | None = prop("Why it failed.")
    prompt: str | None = prop("What the model was told.")
    parameters: JSON | None = prop("How the model was set.")
    input_tokens: BigInt | None = prop("How many tokens went in.")
    output_tokens: BigInt | None = prop("How many tokens came out.")
    cost_usd: float | None = computed(
        "What it cost, in US dollars; kept in whole millionths.", "cost_micro_usd", by=dollars
    )
    started_at: datetime | None = prop("When it started.")
    finished_at: datetime | None = prop("When it ended.")

    @crosses
    def run(self) -> Run: ...

    @crosses
    def artifacts(
        self, first: First = 20, after: After = strawberry.UNSET
    ) -> Connection[Artifact]: ...


@strawberry.type(description="That a stage of a run produced or consumed an artifact.")
class RunArtifactLink:
    """The stage of a run that an artifact came from or went to."""

    stage: str = prop("The stage.")

    @crosses
    def direction(self) -> Direction: ...

    @crosses
    def run(self) -> Run: ...

    @crosses
    def artifact(self) -> Artifact: ...
