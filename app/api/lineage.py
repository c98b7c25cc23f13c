"""What artifacts came from, in the schema: relations, and lineages over any number of them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from app.api.connections import PageInfo
from app.api.crossings import crosses, prop
from app.api.enums import RelationType

if TYPE_CHECKING:
    from app.api.artifacts import Artifact

MaxDepth = Annotated[
    int | None,
    strawberry.argument(description="How many relations to follow at most; 1 or more."),
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


@strawberry.type(description="A page of a lineage, nearest first.")
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
