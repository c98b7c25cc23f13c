"""How artifacts were made, and what depends on them, in the schema."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from app.api.connections import After, Connection, First
from app.api.crossings import crosses, prop
from app.api.enums import Kind, RelationType, State
from app.api.lineage_enums import Gap, Incompleteness
from app.api.stories import PrimaryOnly, Roles

if TYPE_CHECKING:
    from app.api.artifacts import Artifact
    from app.api.runs import AgentStep, Run
    from app.api.stories import Story, StoryArtifactLink

StartedBefore = Annotated[
    datetime,
    strawberry.argument(
        description="Return only objects whose `startedAt` is before this time. When `startedAt` is"
        " null, `createdAt` is used. `lastSeenAt` of a returned object shows whether it is still"
        " being worked on."
    ),
]


@strawberry.type(
    description="How an artifact was made: by which step of which run, and from which inputs."
)
class Provenance:
    """One step back; each input has a provenance of its own."""

    @crosses
    def step(self) -> AgentStep: ...

    @crosses
    def run(self) -> Run | None: ...

    @crosses
    def story(self) -> Story | None: ...

    @crosses
    def inputs(
        self, first: First = 20, after: After = strawberry.UNSET
    ) -> Connection[ProvenanceInput]: ...


@strawberry.type(
    description="One input of the step that created an artifact: a direct source of the artifact."
)
class ProvenanceInput:
    """One thing that an artifact was made from."""

    stages: list[str] = prop(
        "Names of the stages at which the run consumed this input; empty when no such link is"
        " recorded."
    )

    @crosses
    def type(self) -> RelationType: ...

    @crosses
    def artifact(self) -> Artifact: ...


@strawberry.type(description="An artifact whose provenance is incomplete or doubtful.")
class ProvenanceGap:
    """What is missing of one artifact."""

    gaps: list[Gap] = prop("What is missing or doubtful.")

    @crosses
    def artifact(self) -> Artifact: ...


@strawberry.type(
    description="The artifacts of a story whose provenance is incomplete or doubtful (see Gap), and"
    " its runs and steps that are still RUNNING. Checked are all artifacts that are linked to the"
    " story, that its runs produced or consumed, or that their steps created."
)
class ProvenanceGaps:
    """The gaps; what is said of the whole is exact."""

    total_count: int = prop(
        "Exact number of artifacts with gaps, including those beyond `maxNodes`."
    )
    complete: bool = prop(
        "Whether `artifacts` contains all artifacts with gaps: false when some were left out"
        " because of `maxNodes`."
    )
    incomplete_because: list[Incompleteness] = prop(
        "Reasons why something is missing; empty when `complete` is true."
    )

    @crosses
    def artifacts(self) -> list[ProvenanceGap]: ...

    @crosses
    def running_runs(
        self, started_before: StartedBefore, first: First = 20, after: After = strawberry.UNSET
    ) -> Connection[Run]: ...

    @crosses
    def running_steps(
        self, started_before: StartedBefore, first: First = 20, after: After = strawberry.UNSET
    ) -> Connection[AgentStep]: ...


@strawberry.type(description="Number of artifacts of a kind.")
class KindCount:
    """A kind, counted."""

    kind: Kind = prop("The kind.")
    count: int = prop("Number of artifacts.")


@strawberry.type(description="Number of artifacts in a state.")
class StateCount:
    """A state, counted."""

    state: State = prop("The state.")
    count: int = prop("Number of artifacts.")


@strawberry.type(
    description="What depends on an artifact: its descendants, and the stories to which the"
    " artifact or a descendant is linked. Query `impact` before `archiveArtifact` or"
    " `withdrawArtifacts`."
)
class Impact:
    """What a withdrawal would touch; counts are exact, and cost no rows."""

    descendants: int = prop(
        "Number of descendants: artifacts that were made from the artifact, directly or indirectly."
    )
    deepest: int = prop("Number of relations to the farthest descendant; 0 when there is none.")

    @crosses
    def by_kind(self) -> list[KindCount]: ...

    @crosses
    def by_state(self) -> list[StateCount]: ...

    @crosses
    def stories(self) -> int: ...

    @crosses
    def links(
        self,
        roles: Roles = strawberry.UNSET,
        primary_only: PrimaryOnly = False,
        first: First = 20,
        after: After = strawberry.UNSET,
    ) -> Connection[StoryArtifactLink]: ...
