"""How artifacts were made, and what depends on them, in the schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

import strawberry

from app.api.connections import After, Connection, First
from app.api.crossings import crosses, prop
from app.api.enums import Gap, Incompleteness, Kind, RelationType, State
from app.api.stories import PrimaryOnly, Roles

if TYPE_CHECKING:
    from app.api.artifacts import Artifact
    from app.api.runs import AgentStep, Run
    from app.api.stories import Story, StoryArtifactLink


@strawberry.type(description="Who made an artifact, how, and from what.")
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


@strawberry.type(description="A source of an artifact, as its run took it.")
class ProvenanceInput:
    """One thing that an artifact was made from."""

    stages: list[str] = prop("The stages at which the run took it.")

    @crosses
    def type(self) -> RelationType: ...

    @crosses
    def artifact(self) -> Artifact: ...


@strawberry.type(description="An artifact whose provenance cannot be relied on.")
class ProvenanceGap:
    """What is missing of one artifact."""

    gaps: list[Gap] = prop("What is missing, or should not be.")

    @crosses
    def artifact(self) -> Artifact: ...


@strawberry.type(description="The gaps in the provenance of a story; none when all is well.")
class ProvenanceGaps:
    """The gaps; what is said of the whole is exact."""

    total_count: int = prop("How many artifacts have gaps, exactly, also beyond `maxNodes`.")
    complete: bool = prop("False when something is missing from this answer.")
    incomplete_because: list[Incompleteness] = prop("What is missing; nothing when complete.")

    @crosses
    def artifacts(self) -> list[ProvenanceGap]: ...


@strawberry.type(description="How many artifacts there are of a kind.")
class KindCount:
    """A kind, counted."""

    kind: Kind = prop("The kind.")
    count: int = prop("How many artifacts.")


@strawberry.type(description="How many artifacts there are in a state.")
class StateCount:
    """A state, counted."""

    state: State = prop("The state.")
    count: int = prop("How many artifacts.")


@strawberry.type(description="What depends on an artifact.")
class Impact:
    """What a withdrawal would touch; counts are exact, and cost no rows."""

    descendants: int = prop("How many artifacts were made from it, over any number of steps.")
    deepest: int = prop("How many relations lead to the farthest of them; 0 when there is none.")

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
