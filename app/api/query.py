"""The fields that a query starts from."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from app.api.artifact_counts import GroupedBy, MaxGroups
from app.api.connections import After, Connection, First, Node
from app.api.context import Context
from app.api.crossings import crosses
from app.api.enums import AssessmentKind, State
from app.api.filters import ArtifactFilter, RunFilter, StepFilter, StoryFilter
from app.api.lineage_arguments import Direction, FileThrough, MaxNodes
from app.api.lineage_enums import CommonMode, LineageDirection, LineageFormat, PathMode
from app.api.lineage_files import LineageFile, written_lineage
from app.api.orders import Order, TimeOrder
from app.api.past import StoryAsOf, story_then
from app.api.run_differences import RunDifference, compared_runs
from app.api.withdrawals import WithdrawalPlan, planned_withdrawal

if TYPE_CHECKING:
    from app.api.artifact_counts import ArtifactCounts
    from app.api.artifacts import Artifact
    from app.api.assessments import Assessment
    from app.api.lineage import CommonAncestors, LineagePaths
    from app.api.provenance import Impact, ProvenanceGaps
    from app.api.runs import AgentStep, Run
    from app.api.stories import Story

Id = Annotated[strawberry.ID, strawberry.argument(description="Id of the object, a UUID.")]
RunA = Annotated[strawberry.ID, strawberry.argument(description="Id of the first run.")]
RunB = Annotated[
    strawberry.ID, strawberry.argument(description="Id of the second run, of any workflow.")
]
Moment = Annotated[datetime, strawberry.argument(description="The time.")]
Ids = Annotated[
    list[strawberry.ID], strawberry.argument(description="Ids of the objects, at most 100.")
]
Ancestor = Annotated[
    strawberry.ID, strawberry.argument(description="Id of the artifact that may be the ancestor.")
]
Of = Annotated[
    strawberry.ID,
    strawberry.argument(description="Id of the artifact that may have been made from `ancestor`."),
]
From = Annotated[
    strawberry.ID, strawberry.argument(name="from", description="Id of the derived artifact.")
]
WantedPaths = Annotated[PathMode, strawberry.argument(description="Which paths to return.")]
Limit = Annotated[int, strawberry.argument(description="Maximum number of paths, 1 to 100.")]
WantedAncestors = Annotated[
    CommonMode, strawberry.argument(description="Which common ancestors to return.")
]
WrittenAs = Annotated[LineageFormat, strawberry.argument(description="Format of the file.")]
Assessed = Annotated[AssessmentKind, strawberry.argument(description="Kind of assessment.")]
BelowScore = Annotated[
    float,
    strawberry.argument(
        description="Return only assessments with a score less than this value, which is from 0.0"
        " to 1.0."
    ),
]
AmongStory = Annotated[
    strawberry.ID | None,
    strawberry.argument(
        description="Return only assessments of artifacts that are linked to the story with this"
        " id, that a run of the story produced, or that a step of such a run created. Default: all"
        " artifacts."
    ),
]
InStates = Annotated[
    list[State] | None,
    strawberry.argument(
        description="Return only assessments of artifacts in one of these states. Default: all"
        " states."
    ),
]
OrderBy = Annotated[Order, strawberry.argument(description="Order of the list.")]
TimeOrderBy = Annotated[TimeOrder, strawberry.argument(description="Order of the list.")]
Stories = Annotated[
    StoryFilter | None,
    strawberry.argument(description="Return only stories that match. Default: all stories."),
]
Runs = Annotated[
    RunFilter | None,
    strawberry.argument(description="Return only runs that match. Default: all runs."),
]
Steps = Annotated[
    StepFilter | None,
    strawberry.argument(description="Return only steps that match. Default: all steps."),
]
Artifacts = Annotated[
    ArtifactFilter | None,
    strawberry.argument(description="Return only artifacts that match. Default: all artifacts."),
]


@strawberry.type(
    description="The queries. An invalid argument gives an entry in `errors` with the path of its"
    " field."
)
class Query:
    """Every field is answered by one statement, however deep the query goes below it."""

    @crosses
    def node(self, id: Id) -> Node | None: ...

    @crosses
    def nodes(self, ids: Ids) -> list[Node | None]: ...

    @crosses
    def story(self, id: Id) -> Story | None: ...

    @crosses
    def stories(
        self,
        where: Stories = strawberry.UNSET,
        order: OrderBy = Order.NEWEST,
        first: First = 20,
        after: After = strawberry.UNSET,
    ) -> Connection[Story]: ...

    @crosses
    def run(self, id: Id) -> Run | None: ...

    @crosses
    def runs(
        self,
        where: Runs = strawberry.UNSET,
        order: TimeOrderBy = TimeOrder.NEWEST,
        first: First = 20,
        after: After = strawberry.UNSET,
    ) -> Connection[Run]: ...

    @crosses
    def step(self, id: Id) -> AgentStep | None: ...

    @crosses
    def steps(
        self,
        where: Steps = strawberry.UNSET,
        order: TimeOrderBy = TimeOrder.NEWEST,
        first: First = 20,
        after: After = strawberry.UNSET,
    ) -> Connection[AgentStep]: ...

    @crosses
    def artifact(self, id: Id) -> Artifact | None: ...

    @crosses
    def artifacts(
        self,
        where: Artifacts = strawberry.UNSET,
        order: OrderBy = Order.NEWEST,
        first: First = 20,
        after: After = strawberry.UNSET,
    ) -> Connection[Artifact]: ...

    @crosses
    def artifact_counts(
        self,
        by: GroupedBy,
        where: Artifacts = strawberry.UNSET,
        max_nodes: MaxGroups = strawberry.UNSET,
    ) -> ArtifactCounts: ...

    @crosses
    def assessed_below(
        self,
        kind: Assessed,
        score: BelowScore,
        story_id: AmongStory = strawberry.UNSET,
        states: InStates = strawberry.UNSET,
        first: First = 20,
        after: After = strawberry.UNSET,
    ) -> Connection[Assessment]: ...

    @crosses
    def is_ancestor(self, ancestor: Ancestor, of: Of) -> bool | None: ...

    @crosses
    def lineage_path(
        self, from_: From, to: Ancestor, mode: WantedPaths = PathMode.SHORTEST, limit: Limit = 10
    ) -> LineagePaths | None: ...

    @crosses
    def common_ancestors(
        self,
        ids: Ids,
        mode: WantedAncestors = CommonMode.NEAREST,
        max_nodes: MaxNodes = strawberry.UNSET,
    ) -> CommonAncestors | None: ...

    @crosses
    def impact(self, id: Id) -> Impact | None: ...

    @crosses
    def provenance_gaps(
        self, story_id: Id, max_nodes: MaxNodes = strawberry.UNSET
    ) -> ProvenanceGaps | None: ...

    @strawberry.field(
        description="The story as it was at the time `asOf`; null when the story did not exist at"
        " that time."
    )
    async def story_as_of(
        self, info: strawberry.Info[Context], id: Id, as_of: Moment
    ) -> StoryAsOf | None:
        return await story_then(info.context, id, as_of)

    @strawberry.field(
        description="Preview of what withdrawing the artifact would change, with the token for"
        " `withdrawArtifacts`. This query changes nothing. Null when there is no artifact with this"
        " id."
    )
    async def withdrawal_plan(
        self, info: strawberry.Info[Context], id: Id
    ) -> WithdrawalPlan | None:
        return await planned_withdrawal(info.context, id)

    @strawberry.field(
        description="Differences between two runs, usually of the same workflow; null when one of"
        " them does not exist."
    )
    async def run_difference(
        self, info: strawberry.Info[Context], a: RunA, b: RunB
    ) -> RunDifference | None:
        return await compared_runs(info.context, a, b)

    @strawberry.field(
        description="The lineage of an artifact, including the artifact itself, as the text of a"
        " file for another tool; null when there is no artifact with this id."
    )
    async def export_lineage(
        self,
        info: strawberry.Info[Context],
        id: Id,
        format: WrittenAs,
        direction: Direction = LineageDirection.BOTH,
        through: FileThrough = None,
    ) -> LineageFile | None:
        return await written_lineage(info.schema, info.context, id, direction, through, format)
