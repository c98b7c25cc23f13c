"""Artifacts in the schema, with their content and what they came from."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from app.api.assessments import AssessmentKinds
from app.api.connections import After, Connection, First, LineageFirst, Node
from app.api.crossings import computed, crosses, prop
from app.api.enums import Kind, State
from app.api.lineage_arguments import (
    AsOf,
    Direction,
    IncludeStops,
    MaxDepth,
    MaxNodes,
    Only,
    RelationTypes,
    StopAt,
    Through,
    Where,
)
from app.api.lineage_enums import CostScope, LineageDirection
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

Scope = Annotated[
    CostScope,
    strawberry.argument(
        description="Which steps are included. LINEAGE: the steps that created the artifact and its"
        " ancestors. SELF: only the step that created the artifact."
    ),
]


@strawberry.type(
    description="An image, audio, video, text, JSON document or other payload, with its lineage."
    " Its content, name, kind and metadata never change; its state, links, relations and"
    " assessments can. The content can be deleted to free space (see `prunedAt`)."
)
class Artifact(Node):
    """A payload, and all that is known of where it came from and where it went."""

    kind: Kind = prop("Kind of media or data.")
    media_type: str = prop("Media type by its registered name, such as image/png.")
    state: State = prop("Current state in the life cycle.")
    name: str = prop("Name for people, in one line. Names are not unique.")
    sha256: Sha256 | None = prop(
        "SHA-256 digest of the content; null when the artifact never had content."
    )
    size: BigInt | None = prop(
        "Size of the content in bytes; null when the artifact never had content."
    )
    metadata: JSON | None = prop(
        "Additional data about the artifact, such as a seed or dimensions, as JSON; null when there"
        " is none."
    )
    created_at: datetime = prop(
        "When the artifact was created, in UTC: the time given in `ingestRun` or in an import,"
        " otherwise the time at which the artifact was recorded."
    )
    pruned_at: datetime | None = prop(
        "When the stored content was deleted to free space, in UTC; null when the content was not"
        " deleted, or when the artifact never had content. `sha256`, `size` and the lineage are"
        " kept."
    )
    rev: int = prop(
        "Revision number of this object, not of its content. It increases by 1 with each change of"
        " the state, of the relations to sources or of the assessments, and when a new version is"
        " created. When `ifRev` of a mutation differs from this number, the mutation returns a"
        " ConflictProblem."
    )

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
        where: Where = strawberry.UNSET,
        first: LineageFirst = 20,
        after: After = strawberry.UNSET,
    ) -> LineageConnection: ...

    @crosses
    def descendants(
        self,
        max_depth: MaxDepth = strawberry.UNSET,
        relation_types: RelationTypes = strawberry.UNSET,
        where: Where = strawberry.UNSET,
        first: LineageFirst = 20,
        after: After = strawberry.UNSET,
    ) -> LineageConnection: ...

    @crosses
    def lineage(
        self,
        direction: Direction = LineageDirection.ANCESTORS,
        through: Through = strawberry.UNSET,
        max_depth: MaxDepth = strawberry.UNSET,
        relation_types: RelationTypes = strawberry.UNSET,
        where: Where = strawberry.UNSET,
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
    return context.store.signer.presign_get(key, name=name, media_type=media_type)


@strawberry.type(description="Content of an artifact, stored in the object store.")
class Content:
    """Where the bytes are, and what they must be."""

    sha256: Sha256 = prop("SHA-256 digest of the bytes.")
    size: BigInt = prop("Size in bytes.")
    media_type: str = prop("Media type, such as image/png.")
    url: str = computed(
        "Presigned URL to download the content with an HTTP GET, valid for one hour. No other"
        " authentication is needed: keep the URL secret.",
        "key",
        "name",
        "media_type",
        by=_url,
    )
