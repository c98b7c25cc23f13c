"""The fields that a query starts from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

from app.api.connections import After, Connection, First, Node
from app.api.crossings import crosses
from app.api.enums import Order, TimeOrder
from app.api.filters import ArtifactFilter, RunFilter, StoryFilter

if TYPE_CHECKING:
    from app.api.artifacts import Artifact
    from app.api.runs import AgentStep, Run
    from app.api.stories import Story

Id = Annotated[strawberry.ID, strawberry.argument(description="A UUID.")]
Ids = Annotated[list[strawberry.ID], strawberry.argument(description="At most 100 UUIDs.")]
OrderBy = Annotated[Order, strawberry.argument(description="What comes first.")]
TimeOrderBy = Annotated[TimeOrder, strawberry.argument(description="What comes first.")]
Stories = Annotated[StoryFilter | None, strawberry.argument(description="Which stories.")]
Runs = Annotated[RunFilter | None, strawberry.argument(description="Which runs.")]
Artifacts = Annotated[ArtifactFilter | None, strawberry.argument(description="Which artifacts.")]


@strawberry.type(description="What can be asked. Each field is one statement, and one snapshot.")
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
