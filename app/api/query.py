"""The fields that a query starts from."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from app.api.connections import After, Connection, First, Node
from app.api.context import Context
from app.api.crossings import crosses
from app.api.enums import (
    AssessmentKind,
    Common,
    LineageDirection,
    LineageFormat,
    Order,
    Routes,
    State,
    TimeOrder,
)
from app.api.filters import ArtifactFilter, RunFilter, StoryFilter
from app.api.lineage import Followed, MaxNodes
from app.api.lineage_files import LineageFile, written_lineage
from app.api.past import StoryAsOf, story_then
from app.api.run_differences import RunDifference, compared_runs
from app.api.withdrawals import WithdrawalPlan, planned_withdrawal

if TYPE_CHECKING:
    from app.api.artifacts import Artifact
    from app.api.assessments import Assessment
    from app.api.lineage import CommonAncestors, LineagePaths
    from app.api.provenance import Impact, ProvenanceGaps
    from app.api.runs import AgentStep, Run
    from app.api.stories import Story

Id = Annotated[strawberry.ID, strawberry.argument(description="A UUID.")]
RunA = Annotated[strawberry.ID, strawberry.argument(description="The first run.")]
RunB = Annotated[strawberry.ID, strawberry.argument(description="The second run.")]
Moment = Annotated[datetime, strawberry.argument(description="The moment.")]
Ids = Annotated[list[strawberry.ID], strawberry.argument(description="At most 100 UUIDs.")]
Ancestor = Annotated[strawberry.ID, strawberry.argument(description="The older artifact.")]
Of = Annotated[strawberry.ID, strawberry.argument(description="The newer artifact.")]
From = Annotated[strawberry.ID, strawberry.argument(name="from", description="The newer artifact.")]
PathMode = Annotated[Routes, strawberry.argument(description="Which routes.")]
Limit = Annotated[int, strawberry.argument(description="How many routes: 1 to 100.")]
CommonMode = Annotated[Common, strawberry.argument(description="Which common ancestors.")]
WrittenAs = Annotated[LineageFormat, strawberry.argument(description="What to write.")]
Assessed = Annotated[AssessmentKind, strawberry.argument(description="What is assessed.")]
BelowScore = Annotated[float, strawberry.argument(description="Below this, 0.0 to 1.0.")]
AmongStory = Annotated[
    strawberry.ID | None,
    strawberry.argument(description="Only of what is linked to this story or made by its runs."),
]
InStates = Annotated[
    list[State] | None, strawberry.argument(description="Only of artifacts in these states.")
]
OrderBy = Annotated[Order, strawberry.argument(description="What comes first.")]
TimeOrderBy = Annotated[TimeOrder, strawberry.argument(description="What comes first.")]
Stories = Annotated[StoryFilter | None, strawberry.argument(description="Which stories.")]
Runs = Annotated[RunFilter | None, strawberry.argument(description="Which runs.")]
Artifacts = Annotated[ArtifactFilter | None, strawberry.argument(description="Which artifacts.")]


@strawberry.type(description="What can be asked. Each field is one statement in Neo4j.")
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
        self, from_: From, to: Ancestor, mode: PathMode = Routes.SHORTEST, limit: Limit = 10
    ) -> LineagePaths | None: ...

    @crosses
    def common_ancestors(
        self,
        ids: Ids,
        mode: CommonMode = Common.NEAREST,
        max_nodes: MaxNodes = strawberry.UNSET,
    ) -> CommonAncestors | None: ...

    @crosses
    def impact(self, id: Id) -> Impact | None: ...

    @crosses
    def provenance_gaps(
        self, story_id: Id, max_nodes: MaxNodes = strawberry.UNSET
    ) -> ProvenanceGaps | None: ...

    @strawberry.field(description="A story as it was at a moment, or null when it was not there.")
    async def story_as_of(
        self, info: strawberry.Info[Context], id: Id, as_of: Moment
    ) -> StoryAsOf | None:
        return await story_then(info.context, id, as_of)

    @strawberry.field(
        description="What withdrawing an artifact would come to, or null when it is missing."
    )
    async def withdrawal_plan(
        self, info: strawberry.Info[Context], id: Id
    ) -> WithdrawalPlan | None:
        return await planned_withdrawal(info.context, id)

    @strawberry.field(
        description="In what two runs of a workflow differ, or null when one of them is missing."
    )
    async def run_difference(
        self, info: strawberry.Info[Context], a: RunA, b: RunB
    ) -> RunDifference | None:
        return await compared_runs(info.context, a, b)

    @strawberry.field(
        description="The lineage of an artifact as a file for another tool, or null when the"
        " artifact is missing."
    )
    async def export_lineage(
        self,
        info: strawberry.Info[Context],
        id: Id,
        format: WrittenAs,
        direction: Followed = LineageDirection.BOTH,
    ) -> LineageFile | None:
        return await written_lineage(info.schema, info.context, id, direction, format)
