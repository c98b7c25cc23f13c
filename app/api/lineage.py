"""What artifacts came from, in the schema: relations, and lineages over any number of them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import strawberry

from app.api.connections import PageInfo
from app.api.crossings import computed, crosses, prop
from app.api.enums import RelationType
from app.api.lineage_enums import Incompleteness

if TYPE_CHECKING:
    from app.api.artifacts import Artifact
    from app.api.context import Context
    from app.api.runs import Run


@strawberry.type(
    description="Directed relation from a derived artifact to a source from which it was made."
)
class ArtifactRelation:
    """A directed edge between two artifacts, from the newer one to its source."""

    note: str | None = prop(
        "Free text about the relation, up to 1,024 characters; null when there is none."
    )
    created_at: datetime = prop(
        "When the relation was recorded, in UTC. For an imported relation, this is the time given"
        " in the import or, when none was given, the `createdAt` of the artifact `from`."
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
        description="Cursor of this row; pass it as `after` to get the rows after it."
    )
    depth: int = prop(
        "Number of relations on the shortest path from the artifact whose lineage this is."
    )
    node: Artifact = strawberry.field(description="The artifact.")


@strawberry.type(
    description="Page of the artifacts of a lineage, nearest first. Each page is computed by a"
    " traversal of its own, so that `edges`, `totalCount` and `complete` of one page are consistent"
    " with each other."
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
        description="Whether the traversal reached the end of the lineage: false when more"
        " artifacts exist beyond `maxDepth`. `where` and paging do not affect this value."
    )


@strawberry.type(description="An artifact of a lineage, with its distance.")
class LineageArtifact:
    """A node of a lineage that is told as a graph."""

    depth: int = prop(
        "Number of relations on the shortest path from the artifact whose lineage this is; a run on"
        " the path counts as 2 (see `through`)."
    )

    @crosses
    def artifact(self) -> Artifact: ...


@strawberry.type(
    description="A run that a lineage passes through: what was made in the run may have come from"
    " everything that the run consumed."
)
class LineageRun:
    """What leads from artifacts that a run made to those that it consumed."""

    @crosses
    def run(self) -> Run: ...

    @crosses
    def made(self) -> list[Artifact]: ...

    @crosses
    def consumed(self) -> list[Artifact]: ...


def _complete(context: Context, complete: bool) -> bool:
    return complete and not context.changed


def _reasons(context: Context, reasons: list[str]) -> list[str]:
    return [*reasons, Incompleteness.CHANGED_MEANWHILE.value] if context.changed else reasons


@strawberry.type(
    description="A lineage as a graph, without pages: artifacts, the relations between them, and"
    " the runs that lead from one to another. `artifacts`, `totalCount` and `complete` are computed"
    " by one traversal, so they are consistent with each other."
)
class LineageGraph:
    """A lineage without pages; what it says of the whole is exact."""

    total_count: int = prop(
        "Exact number of artifacts that match the arguments of `lineage`, including those beyond"
        " `maxNodes`."
    )
    complete: bool = computed(
        "Whether the graph is complete and consistent: false when artifacts were left out because"
        " of `maxDepth` or `maxNodes`, or when relations kept changing during the traversal."
        " Artifacts left out because of `where`, `stopAt` or `only` do not make this false.",
        "complete",
        by=_complete,
    )
    incomplete_because: list[Incompleteness] = computed(
        "Reasons why the graph is not complete; empty when `complete` is true.",
        "incomplete_because",
        by=_reasons,
    )

    @crosses
    def artifacts(self) -> list[LineageArtifact]: ...

    @crosses
    def relations(self) -> list[ArtifactRelation]: ...

    @crosses
    def runs(self) -> list[LineageRun]: ...


@strawberry.type(
    description="One path through the lineage, from an artifact to one of its ancestors."
)
class LineagePath:
    """Relations, each of which goes on where the one before ended."""

    @crosses
    def relations(self) -> list[ArtifactRelation]: ...


@strawberry.type(
    description="The paths from an artifact to one of its ancestors. `paths` is empty when the"
    " second artifact is not an ancestor of the first, or when both are the same."
)
class LineagePaths:
    """As many routes as were asked for, and whether those are all."""

    exhaustive: bool = prop(
        "Whether `paths` contains all paths of the requested `mode`: false when more exist than"
        " `limit`. With SHORTEST, false when another path has the same number of relations."
    )

    @crosses
    def paths(self) -> list[LineagePath]: ...


@strawberry.type(description="A common ancestor of several artifacts.")
class CommonAncestor:
    """A common ancestor."""

    depths: list[int] = prop(
        "Number of relations on the shortest path to the common ancestor from each of `ids`, in the"
        " order of `ids`."
    )

    @crosses
    def artifact(self) -> Artifact: ...


@strawberry.type(
    description="The common ancestors of the given artifacts. Unlike in `isAncestor` and"
    " `ancestors`, each given artifact also counts as an ancestor of itself, with the depth 0."
)
class CommonAncestors:
    """The common ancestors; what is said of the whole is exact."""

    total_count: int = prop(
        "Exact number of common ancestors of the requested `mode`, including those beyond"
        " `maxNodes`."
    )
    complete: bool = prop(
        "Whether `artifacts` contains all common ancestors of the requested `mode`: false when some"
        " were left out because of `maxNodes`."
    )
    incomplete_because: list[Incompleteness] = prop(
        "Reasons why something is missing; empty when `complete` is true."
    )

    @crosses
    def artifacts(self) -> list[CommonAncestor]: ...
