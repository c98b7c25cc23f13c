"""Artifacts in the schema, with their content and what they came from."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from app.api.assessments import AssessmentKinds
from app.api.connections import After, Connection, First, Node
from app.api.crossings import computed, crosses, prop
from app.api.enums import CostScope, Kind, LineageDirection, RelationType, State
from app.api.filters import LineageFilter, LineageStops
from app.api.lineage import AsOf, Followed, IncludeStops, MaxDepth, MaxNodes, Only
from app.api.runs import Stage
from app.api.scalars import JSON, BigInt, Sha256
from app.api.stories import Roles

if TYPE_CHECKING:
    from app.api.assessments import Assessment
    from app.api.context import Context
    from app.api.costs import Cost
    from app.api.events import Event
    from app.api.lineage import ArtifactRelation, LineageConnection, LineageGraph
    from app.api.provenance import Provenance
    from app.api.runs import AgentStep, Run, RunArtifactLink
    from app.api.stories import Story, StoryArtifactLink

RelationTypes = Annotated[
    list[RelationType] | None,
    strawberry.argument(description="Only relations of these types are followed."),
]

Shown = Annotated[
    LineageFilter | None,
    strawberry.argument(
        description="Only artifacts that match are shown; others are followed all the same."
    ),
]

StopAt = Annotated[
    LineageStops | None,
    strawberry.argument(description="Where the walk ends. Default: only where there is no more."),
]

Scope = Annotated[CostScope, strawberry.argument(description="Whose steps are counted.")]


@strawberry.type(description="An immutable image, sound, video, text or JSON value.")
class Artifact(Node):
    """A payload, and all that is known of where it came from and where it went."""

    kind: Kind = prop("What sort of media it is.")
    media_type: str = prop("Its media type by its registered name, such as image/png.")
    state: State = prop("Where it is in its life.")
    name: str = prop("What people call it.")
    sha256: Sha256 | None = prop("The digest of its content; null when it never had any.")
    size: BigInt | None = prop("The bytes of its content.")
    metadata: JSON | None = prop("Whatever else is known of it.")
    created_at: datetime = prop("When it was recorded.")
    pruned_at: datetime | None = prop("When its content was given up; its lineage stays.")
    rev: int = prop("How often its state, relations or assessments were changed; for `ifRev`.")

    @crosses
    def created_by_step(self) -> AgentStep | None: ...

    @crosses
    def run(self) -> Run | None: ...

    @crosses
    def story(self) -> Story | None: ...

    @crosses
    def sources(
        self,
        relation_types: RelationTypes = strawberry.UNSET,
        first: First = 20,
        after: After = strawberry.UNSET,
    ) -> Connection[ArtifactRelation]: ...

    @crosses
    def derivatives(
        self,
        relation_types: RelationTypes = strawberry.UNSET,
        first: First = 20,
        after: After = strawberry.UNSET,
    ) -> Connection[ArtifactRelation]: ...

    @crosses
    def ancestors(
        self,
        max_depth: MaxDepth = strawberry.UNSET,
        relation_types: RelationTypes = strawberry.UNSET,
        where: Shown = strawberry.UNSET,
        first: First = 20,
        after: After = strawberry.UNSET,
    ) -> LineageConnection: ...

    @crosses
    def descendants(
        self,
        max_depth: MaxDepth = strawberry.UNSET,
        relation_types: RelationTypes = strawberry.UNSET,
        where: Shown = strawberry.UNSET,
        first: First = 20,
        after: After = strawberry.UNSET,
    ) -> LineageConnection: ...

    @crosses
    def lineage(
        self,
        direction: Followed = LineageDirection.ANCESTORS,
        max_depth: MaxDepth = strawberry.UNSET,
        relation_types: RelationTypes = strawberry.UNSET,
        where: Shown = strawberry.UNSET,
        stop_at: StopAt = strawberry.UNSET,
        include_stops: IncludeStops = True,
        only: Only = strawberry.UNSET,
        max_nodes: MaxNodes = strawberry.UNSET,
        as_of: AsOf = strawberry.UNSET,
    ) -> LineageGraph: ...

    @crosses
    def cost(self, scope: Scope = CostScope.LINEAGE) -> Cost: ...

    @crosses
    def provenance(self) -> Provenance | None: ...

    @crosses
    def story_links(
        self,
        roles: Roles = strawberry.UNSET,
        first: First = 20,
        after: After = strawberry.UNSET,
    ) -> Connection[StoryArtifactLink]: ...

    @crosses
    def run_links(
        self,
        stage: Stage = strawberry.UNSET,
        first: First = 20,
        after: After = strawberry.UNSET,
    ) -> Connection[RunArtifactLink]: ...

    @crosses
    def assessments(
        self,
        kinds: AssessmentKinds = strawberry.UNSET,
        first: First = 20,
        after: After = strawberry.UNSET,
    ) -> Connection[Assessment]: ...

    @crosses
    def current_assessments(self) -> list[Assessment]: ...

    @crosses
    def history(self, first: First = 20, after: After = strawberry.UNSET) -> Connection[Event]: ...

    @crosses
    def content(self) -> Content | None: ...


def _url(context: Context, key: str, name: str, media_type: str) -> str:
    return context.store.presign_get(key, name=name, media_type=media_type)


@strawberry.type(description="The bytes of an artifact.")
class Content:
    """Where the bytes are, and what they must be."""

    sha256: Sha256 = prop("Their digest.")
    size: BigInt = prop("How many they are.")
    media_type: str = prop("What they are.")
    url: str = computed(
        "A link that gives them to anybody, for an hour.", "key", "name", "media_type", by=_url
    )
