"""What artifacts came from, in the schema: relations, and lineages over any number of them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from app.api.connections import PageInfo
from app.api.crossings import computed, crosses, prop
from app.api.enums import RelationType
from app.api.lineage_enums import Incompleteness, LineageDirection, LineageEnd

if TYPE_CHECKING:
    from app.api.artifacts import Artifact
    from app.api.context import Context

MaxDepth = Annotated[
    int | None,
    strawberry.argument(
        description="Maximum distance from the artifact, in relations: 1 returns only what is"
        " directly related. Default: no limit."
    ),
]
AsOf = Annotated[
    datetime | None,
    strawberry.argument(
        description="Follow only relations that were created at this moment or before. Relations"
        " that were retracted since are not followed. Default: all relations."
    ),
]
Followed = Annotated[
    LineageDirection, strawberry.argument(description="Direction in which to follow relations.")
]
IncludeStops = Annotated[
    bool,
    strawberry.argument(
        description="Whether to return the artifacts at which `stopAt` ended the walk."
    ),
]
Only = Annotated[
    LineageEnd | None,
    strawberry.argument(
        description="Return only the roots or only the leaves of the lineage. Default: all of its"
        " artifacts."
    ),
]
MaxNodes = Annotated[
    int | None,
    strawberry.argument(
        description="Return at most this many artifacts, the first in the order of the list."
        " Default and maximum: the service's limit, which is 10,000 unless it was set otherwise; a"
        " larger value counts as that."
    ),
]


@strawberry.type(
    description="Directed relation from an artifact to one that it was made from, its source."
)
class ArtifactRelation:
    """A directed edge between two artifacts, from the newer one to its source."""

    note: str | None = prop(
        "Free text about the relation, up to 1,024 characters; null when nobody wrote any."
    )
    created_at: datetime = prop(
        "When the record was created, in UTC. Records that were imported or ingested keep the time"
        " that they came with."
    )

    @crosses
    def type(self) -> RelationType: ...

    @crosses
    def from_(self) -> Artifact: ...

    @crosses
    def to(self) -> Artifact: ...


@strawberry.type(description="One artifact of a page of a lineage, with its depth and cursor.")
class LineageEdge:
    """A row of a lineage."""

    cursor: str = strawberry.field(
        description="Cursor of this row; pass it as `after` to continue behind it."
    )
    depth: int = prop(
        "Number of relations on the shortest way from the artifact that was asked about."
    )
    node: Artifact = strawberry.field(description="The artifact.")


@strawberry.type(
    description="Page of the artifacts of a lineage, nearest first. Rows, `totalCount` and"
    " `complete` come from one traversal, and so agree with each other."
)
class LineageConnection:
    """A page of a lineage; what it says of the whole is exact."""

    nodes: list[Artifact] = strawberry.field(description="The artifacts of this page.")
    edges: list[LineageEdge] = strawberry.field(
        description="The artifacts of this page, with their depths and cursors."
    )
    page_info: PageInfo = strawberry.field(
        description="Whether there are more pages, and the cursors of the first and last row."
    )
    total_count: int = strawberry.field(
        description="Exact number of artifacts on all pages together."
    )
    complete: bool = strawberry.field(
        description="Whether the whole lineage was followed: false when it goes on beyond"
        " `maxDepth`. `where` has no influence on it."
    )


@strawberry.type(description="An artifact of a lineage, and how far away it is.")
class LineageArtifact:
    """A node of a lineage that is told as a graph."""

    depth: int = prop(
        "Number of relations on the shortest way from the artifact that was asked about."
    )

    @crosses
    def artifact(self) -> Artifact: ...


def _complete(context: Context, complete: bool) -> bool:
    return complete and not context.changed


def _reasons(context: Context, reasons: list[str]) -> list[str]:
    return [*reasons, Incompleteness.CHANGED_MEANWHILE.value] if context.changed else reasons


@strawberry.type(
    description="A lineage as a graph: artifacts and the relations between them, without pages."
    " Artifacts, `totalCount` and `complete` come from one traversal, and so agree with each"
    " other."
)
class LineageGraph:
    """A lineage without pages; what it says of the whole is exact."""

    total_count: int = prop("Exact number of artifacts, including those beyond `maxNodes`.")
    complete: bool = computed(
        "Whether the graph has everything that was asked for, as it was at one moment: false when"
        " `maxDepth` or `maxNodes` left something out, or relations changed while they were"
        " followed. `where` and `stopAt` have no influence on it.",
        "complete",
        by=_complete,
    )
    incomplete_because: list[Incompleteness] = computed(
        "Reasons why it is not complete; empty when `complete` is true.",
        "incomplete_because",
        by=_reasons,
    )

    @crosses
    def artifacts(self) -> list[LineageArtifact]: ...

    @crosses
    def relations(self) -> list[ArtifactRelation]: ...


@strawberry.type(
    description="One path through the lineage, from an artifact to one of its ancestors."
)
class LineagePath:
    """Relations, each of which goes on where the one before ended."""

    @crosses
    def relations(self) -> list[ArtifactRelation]: ...


@strawberry.type(
    description="Paths from an artifact to another; empty when the other is not an ancestor of it."
)
class LineagePaths:
    """As many routes as were asked for, and whether those are all."""

    exhaustive: bool = prop(
        "Whether these are all paths of the requested mode: false when `limit` left some out."
    )

    @crosses
    def paths(self) -> list[LineagePath]: ...


@strawberry.type(description="An artifact that several artifacts were all made from.")
class CommonAncestor:
    """A common ancestor."""

    depths: list[int] = prop(
        "Number of relations on the shortest way from each of `ids`, in the order of `ids`."
    )

    @crosses
    def artifact(self) -> Artifact: ...


@strawberry.type(
    description="The artifacts that all of the given artifacts were made from. Each artifact"
    " counts as its own ancestor."
)
class CommonAncestors:
    """The common ancestors; what is said of the whole is exact."""

    total_count: int = prop("How many there are, exactly, also beyond `maxNodes`.")
    complete: bool = prop(
        "Whether all common ancestors are returned: false when `maxNodes` left some out."
    )
    incomplete_because: list[Incompleteness] = prop(
        "Reasons why something is missing; empty when `complete` is true."
    )

    @crosses
    def artifacts(self) -> list[CommonAncestor]: ...
