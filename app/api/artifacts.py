"""Artifacts in the schema, with their content and what they came from."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from app.api.assessments import AssessmentKinds
from app.api.connections import After, Connection, First, LineageFirst, Node
from app.api.crossings import computed, crosses, prop
from app.api.enums import Kind, RelationType, State
from app.api.filters import LineageFilter, LineageStops
from app.api.lineage import AsOf, Followed, IncludeStops, MaxDepth, MaxNodes, Only
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

RelationTypes = Annotated[
    list[RelationType] | None,
    strawberry.argument(description="Follow only relations of these types. Default: all types."),
]

Shown = Annotated[
    LineageFilter | None,
    strawberry.argument(
        description="Return only artifacts that match. The others are still followed, so that what"
        " lies behind them is found."
    ),
]

StopAt = Annotated[
    LineageStops | None,
    strawberry.argument(
        description="Do not follow the lineage beyond artifacts that match. Default: follow it to"
        " its end."
    ),
]

Scope = Annotated[CostScope, strawberry.argument(description="Which steps to sum up.")]


@strawberry.type(
    description="An immutable image, audio, video, text, JSON document or other payload, with"
    " what it was made from and what was made from it. Only its state, links, relations and"
    " assessments change."
)
class Artifact(Node):
    """A payload, and all that is known of where it came from and where it went."""

    kind: Kind = prop("Kind of media.")
    media_type: str = prop("Media type by its registered name, such as image/png.")
    state: State = prop("Current state in the life cycle.")
    name: str = prop(
        "Name for people to recognise it by, in one line; several artifacts may share one."
    )
    sha256: Sha256 | None = prop(
        "SHA-256 digest of the content; null when the artifact never had content."
    )
    size: BigInt | None = prop(
        "Size of the content in bytes; null when the artifact never had content."
    )
    metadata: JSON | None = prop(
        "Whatever else its producer recorded, such as a seed or dimensions, as JSON; null when"
        " there is nothing."
    )
    created_at: datetime = prop(
        "When the record was created, in UTC. Records that were imported or ingested keep the time"
        " that they came with."
    )
    pruned_at: datetime | None = prop(
        "When the content was deleted to free space; null while the content is kept. Digest, size"
        " and lineage stay."
    )
    rev: int = prop(
        "Revision of the record, not the version of the content. It grows by one with every change"
        " of state, relation or assessment; pass it as `ifRev` to refuse a change when somebody"
        " else made one meanwhile."
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
        where: Shown = strawberry.UNSET,
        first: LineageFirst = 20,
        after: After = strawberry.UNSET,
    ) -> LineageConnection: ...

    @crosses
    def descendants(
        self,
        max_depth: MaxDepth = strawberry.UNSET,
        relation_types: RelationTypes = strawberry.UNSET,
        where: Shown = strawberry.UNSET,
        first: LineageFirst = 20,
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
    return context.store.signer.presign_get(key, name=name, media_type=media_type)


@strawberry.type(description="Content of an artifact, which is stored in the object store.")
class Content:
    """Where the bytes are, and what they must be."""

    sha256: Sha256 = prop("SHA-256 digest of the bytes.")
    size: BigInt = prop("Size in bytes.")
    media_type: str = prop("Media type, such as image/png.")
    url: str = computed(
        "Presigned URL to download the content, valid for one hour. Whoever has it needs no other"
        " permission.",
        "key",
        "name",
        "media_type",
        by=_url,
    )
