"""What can be watched: changes of artifacts, and the progress of a run."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Annotated, Any, cast

import strawberry

from app.api.context import Context
from app.api.crossings import crosses
from app.api.plans import plan_answer
from app.domain.changes import Scope, Watched
from app.domain.values import checked_id
from app.graph.feed import Feed
from app.graph.session import Graph

if TYPE_CHECKING:
    from app.api.artifacts import Artifact
    from app.api.events import Event
    from app.api.runs import Run

CURSOR = "Where to go on after this message, for an hour."


@strawberry.input(one_of=True, description="The artifacts that are watched: one of these.")
class ArtifactScope:
    """A story, a run, or an artifact and its ancestors."""

    story_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET,
        description="Those that a story's runs made, or that it links.",
    )
    run_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="Those that a run made, produced or consumed."
    )
    upstream_of: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET,
        description="An artifact, and whatever it was made from over any number of steps.",
    )


@strawberry.type(description="A change of an artifact; the first message has a cursor alone.")
class ArtifactChange:
    """What happened to an artifact, as one message."""

    artifact_id: strawberry.Private[str | None]
    event_key: strawberry.Private[str | None]
    cursor: str = strawberry.field(description=CURSOR)
    key: str | None = strawberry.field(
        description="What tells the change from every other, should it be told again."
    )

    @crosses
    def artifact(self) -> Artifact | None: ...

    @crosses
    def event(self) -> Event | None: ...


@strawberry.type(description="How far a run has come.")
class RunProgress:
    """The progress of a run, as one message."""

    run_id: strawberry.Private[str]
    cursor: str = strawberry.field(description=CURSOR)
    steps: int = strawberry.field(description="How many steps it has.")
    begun: int = strawberry.field(description="How many of them have begun.")
    ended: int = strawberry.field(description="How many of them have ended.")
    artifacts: int = strawberry.field(description="How many artifacts they have made.")

    @crosses
    def run(self) -> Run: ...


Of = Annotated[ArtifactScope, strawberry.argument(description="What is watched.")]
RunId = Annotated[strawberry.ID, strawberry.argument(description="The run.")]
Later = Annotated[
    str | None, strawberry.argument(description="The cursor of the last message that was taken.")
]
Info = strawberry.Info[Context]


@strawberry.type(description="What can be watched. Each message is read when it is sent.")
class Subscription:
    """Every message is answered by the same statements as a query."""

    @strawberry.subscription(
        description="Changes of artifacts as they come to light. The first message has a cursor"
        " alone, and whatever happens from then on is told; after a cursor nothing is left out."
    )
    async def artifact_changed(
        self, info: Info, of: Of, after: Later = strawberry.UNSET
    ) -> AsyncGenerator[ArtifactChange, None]:
        feed, graph = _fed(info)
        async for change, cursor in feed.changes(graph, _scope(of), after or None):
            yield ArtifactChange(
                artifact_id=change and change.artifact_id,
                event_key=change and change.event_key,
                cursor=cursor,
                key=change and f"{change.event_key}:{change.artifact_id}",
            )

    @strawberry.subscription(
        description="How far a run has come: now, and whenever that changes, until it has ended and"
        " so have all its steps. States that came and went between two messages are left out."
    )
    async def run_progress(
        self, info: Info, run_id: RunId, after: Later = strawberry.UNSET
    ) -> AsyncGenerator[RunProgress, None]:
        feed, graph = _fed(info)
        checked = checked_id(run_id, "runId")
        async for found, cursor in feed.progress(graph, checked, after or None):
            yield RunProgress(
                run_id=checked,
                cursor=cursor,
                steps=found.steps,
                begun=found.begun,
                ended=found.ended,
                artifacts=found.artifacts,
            )


def _fed(info: Info) -> tuple[Feed, Graph]:
    """What feeds a service; nothing is begun when what is asked could not be answered."""
    plan_answer(cast("Any", info)._raw_info)
    assert info.context.feed is not None  # noqa: S101
    return info.context.feed, info.context.graph


def _scope(of: ArtifactScope) -> Scope:
    """What is watched; GraphQL has seen to it that it is one."""
    for watched, name, given in (
        (Watched.STORY, "storyId", of.story_id),
        (Watched.RUN, "runId", of.run_id),
        (Watched.UPSTREAM, "upstreamOf", of.upstream_of),
    ):
        if given:
            return Scope(watched=watched, id=checked_id(given, f"of.{name}"))
    raise AssertionError("GraphQL lets exactly one of them through")
