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


@strawberry.input(
    one_of=True, description="The artifacts to watch. Exactly one field must be given."
)
class ArtifactScope:
    """A story, a run, or an artifact and its ancestors."""

    story_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET,
        description="Artifacts that are linked to the story with this id, that a run of the story"
        " produced, or that a step of such a run created.",
    )
    run_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET,
        description="Artifacts that the run with this id produced or consumed, or that its steps"
        " created.",
    )
    upstream_of: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET,
        description="The artifact with this id and all of its ancestors, including ancestors that"
        " are added during the subscription.",
    )


@strawberry.type(
    description="One message of `artifactChanged`: a change of a watched artifact. In the first"
    " message of a subscription without `after`, only `cursor` is set."
)
class ArtifactChange:
    """What happened to an artifact, as one message."""

    artifact_id: strawberry.Private[str | None]
    event_key: strawberry.Private[str | None]
    cursor: str = strawberry.field(
        description="Cursor of this message. To continue after a lost connection, subscribe again"
        " with this value as `after`, within one hour. An older cursor gives the error"
        " CURSOR_INVALID."
    )
    key: str | None = strawberry.field(
        description="Unique key of the change, by which a client can recognise a change that is"
        " delivered twice; null in the first message of a subscription without `after`."
    )

    @crosses
    def artifact(self) -> Artifact | None: ...

    @crosses
    def event(self) -> Event | None: ...


@strawberry.type(description="Progress of a run.")
class RunProgress:
    """The progress of a run, as one message."""

    run_id: strawberry.Private[str]
    cursor: str = strawberry.field(
        description="Cursor of this message. To continue after a lost connection, subscribe again"
        " with this value as `after`."
    )
    steps: int = strawberry.field(description="Number of steps of the run.")
    begun: int = strawberry.field(
        description="Number of steps of the run that are no longer PENDING, including steps that"
        " ended without having started."
    )
    ended: int = strawberry.field(description="Number of steps of the run that have ended.")
    artifacts: int = strawberry.field(
        description="Number of artifacts that the steps of the run have created."
    )

    @crosses
    def run(self) -> Run: ...


Of = Annotated[ArtifactScope, strawberry.argument(description="Which artifacts to watch.")]
RunId = Annotated[strawberry.ID, strawberry.argument(description="Id of the run.")]
Later = Annotated[
    str | None,
    strawberry.argument(
        description="Cursor of the last message that the client has processed, at most one hour"
        " old; an older cursor gives the error CURSOR_INVALID. Default: start with changes from now"
        " on."
    ),
]
Further = Annotated[
    str | None,
    strawberry.argument(
        description="Cursor of the last message that the client has processed: the first message is"
        " sent when the run has progressed further. Default: send the current progress immediately."
    ),
]
Info = strawberry.Info[Context]


@strawberry.type(
    description="The subscriptions, over WebSockets or server-sent events. Objects in a message are"
    " read when the message is sent, so they can contain changes that are newer than the event."
)
class Subscription:
    """Every message is answered by the same statements as a query."""

    @strawberry.subscription(
        description="Sends a message for each change of the watched artifacts. Without `after`, the"
        " first message contains only a cursor, and all later changes follow. With `after`, all"
        " changes since that cursor follow."
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
        description="Sends the progress of a run immediately and after each change, until the run"
        " and all its steps have ended. Quick successive changes can be combined into one message."
        " When no run has this id, the subscription ends with the error NOT_FOUND."
    )
    async def run_progress(
        self, info: Info, run_id: RunId, after: Further = strawberry.UNSET
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
