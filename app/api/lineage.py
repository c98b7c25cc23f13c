"""What artifacts came from, in the schema: relations, and lineages over any number of them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from app.api.connections import PageInfo
from app.api.crossings import crosses, prop
from app.api.enums import Incompleteness, LineageDirection, LineageEnd, RelationType

if TYPE_CHECKING:
    from app.api.artifacts import Artifact

MaxDepth = Annotated[
    int | None,
    strawberry.argument(description="How many relations to follow at most; 1 or more."),
]
AsOf = Annotated[
    datetime | None,
    strawberry.argument(
        description="Follow only relations that are there and were recorded by this moment."
    ),
]
Followed = Annotated[LineageDirection, strawberry.argument(description="Which way to go.")]
IncludeStops = Annotated[
    bool, strawberry.argument(description="Whether that at which the walk stopped is shown.")
]
Only = Annotated[
    LineageEnd | None, strawberry.argument(description="Show only where the lineage ends.")
]
MaxNodes = Annotated[
    int | None,
    strawberry.argument(
        description="How many artifacts to show at most, the nearest first; never more than the"
        " service allows."
    ),
]


@strawberry.type(description="That an artifact came from another, its source.")
class ArtifactRelation:
    """A directed edge between two artifacts, from the newer one to its source."""

    note: str | None = prop("What there is to say about it.")
    created_at: datetime = prop("When it was recorded.")

    @crosses
    def type(self) -> RelationType: ...

    @crosses
    def from_(self) -> Artifact: ...

    @crosses
    def to(self) -> Artifact: ...


@strawberry.type(description="An artifact of a lineage, and how far away it is.")
class LineageEdge:
    """A row of a lineage."""

    cursor: str = strawberry.field(description="Where the row stands, for `after`.")
    depth: int = prop("The number of relations on the shortest way to it.")
    node: Artifact = strawberry.field(description="The artifact.")


@strawberry.type(
    description="A page of a lineage, nearest first: its rows, `totalCount` and `complete` come"
    " from one walk, and agree."
)
class LineageConnection:
    """A page of a lineage; what it says of the whole is exact."""

    nodes: list[Artifact] = strawberry.field(description="The artifacts.")
    edges: list[LineageEdge] = strawberry.field(description="The artifacts with their depths.")
    page_info: PageInfo = strawberry.field(description="What is before and after this page.")
    total_count: int = strawberry.field(
        description="How many artifacts there are on all pages, exactly."
    )
    complete: bool = strawberry.field(
        description="False when the lineage goes on beyond `maxDepth`, whatever `where` shows."
    )


@strawberry.type(description="An artifact of a lineage, and how far away it is.")
class LineageArtifact:
    """A node of a lineage that is told as a graph."""

    depth: int = prop("The number of relations on the shortest way to it.")

    @crosses
    def artifact(self) -> Artifact: ...


@strawberry.type(
    description="A lineage as a graph: its artifacts, total and `complete` come from the same rows,"
    " and agree."
)
class LineageGraph:
    """A lineage without pages; what it says of the whole is exact."""

    total_count: int = prop("How many artifacts there are, exactly, also beyond `maxNodes`.")
    complete: bool = prop("False when something is missing, which `where` and `stopAt` never do.")
    incomplete_because: list[Incompleteness] = prop("What is missing; nothing when complete.")

    @crosses
    def artifacts(self) -> list[LineageArtifact]: ...

    @crosses
    def relations(self) -> list[ArtifactRelation]: ...


@strawberry.type(description="One route from an artifact to its ancestor.")
class LineagePath:
    """Relations, each of which goes on where the one before ended."""

    @crosses
    def relations(self) -> list[ArtifactRelation]: ...


@strawberry.type(description="The routes from an artifact to its ancestor; none when it is none.")
class LineagePaths:
    """As many routes as were asked for, and whether those are all."""

    exhaustive: bool = prop("True when there are no more routes of this mode than these.")

    @crosses
    def paths(self) -> list[LineagePath]: ...


@strawberry.type(description="What several artifacts came from, and how far it is from each.")
class CommonAncestor:
    """A common ancestor."""

    depths: list[int] = prop(
        "The number of relations on the shortest way from each of `ids`, in their order."
    )

    @crosses
    def artifact(self) -> Artifact: ...


@strawberry.type(description="What several artifacts came from; each counts as its own ancestor.")
class CommonAncestors:
    """The common ancestors; what is said of the whole is exact."""

    total_count: int = prop("How many there are, exactly, also beyond `maxNodes`.")
    complete: bool = prop("False when something is missing.")
    incomplete_because: list[Incompleteness] = prop("What is missing; nothing when complete.")

    @crosses
    def artifacts(self) -> list[CommonAncestor]: ...
