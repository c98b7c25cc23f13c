"""A story as it was, in the schema."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import strawberry

from app.api.context import Context
from app.api.crossings import crosses, prop
from app.api.enums import Role, State
from app.api.scalars import JSON
from app.domain.past import PastStory, past_state, past_story
from app.domain.values import checked_id, checked_time
from app.graph.session import Graph
from app.graph.statements import CYPHER, load_statement

if TYPE_CHECKING:
    from app.api.artifacts import Artifact
    from app.api.runs import Run
    from app.api.stories import Story

_STORY = load_statement(CYPHER / "Server" / "story_since.cypher")
_STATES = load_statement(CYPHER / "Server" / "states_since.cypher")


@strawberry.type(
    description="Link between a story and an artifact, as it was at the time `asOf` of `storyAsOf`."
)
class LinkAsOf:
    """A link that there was."""

    role: Role = prop("Role of the artifact in the story.")
    is_primary: bool = prop("Whether the artifact was the primary of the role.")
    position: int | None = prop(
        "Position among the SCENE_IMAGE links of the story, from 0. Null for every other role, and"
        " for a link that an older version of the service recorded without a position."
    )
    state: State = prop("State of the artifact at that time.")

    @crosses
    def artifact(self) -> Artifact: ...


@strawberry.type(
    description="A story as it was at the time `asOf` of `storyAsOf`: its title, synopsis,"
    " metadata, current run and links, with the states of the linked artifacts. The objects in"
    " `story`, `currentRun` and `artifact` are in their current state."
)
class StoryAsOf:
    """What readers and editors had before them at that moment."""

    story_id: strawberry.Private[str]
    run_id: strawberry.Private[str | None]
    rows: strawberry.Private[list[Mapping[str, Any]]]
    title: str = strawberry.field(description="Title at that time.")
    synopsis: str | None = strawberry.field(
        description="Synopsis at that time; null when there was none."
    )
    metadata: JSON | None = strawberry.field(
        description="Metadata at that time, as JSON; null when there was none."
    )

    @crosses
    def story(self) -> Story: ...

    @crosses
    def current_run(self) -> Run | None: ...

    @crosses
    def links(self) -> list[LinkAsOf]: ...


async def story_then(context: Context, story_id: str, as_of: datetime) -> StoryAsOf | None:
    """The story as it was, or None when it was not there. Raises BadInput.

    What is long past does not change, so it is the same whenever it is read.
    """
    at = checked_time(as_of, "asOf")
    asked = {"story_id": checked_id(story_id), "at": at}
    rows = await context.graph.read(_STORY.text, asked)
    if not rows:
        return None
    past = past_story(*rows[0])
    return StoryAsOf(
        story_id=story_id,
        run_id=past.current_run,
        rows=await _with_states(context.graph, past, at),
        title=past.title,
        synopsis=past.synopsis,
        metadata=None if past.metadata is None else JSON(past.metadata),
    )


async def _with_states(graph: Graph, past: PastStory, at: datetime) -> list[Mapping[str, Any]]:
    ids = sorted({link["artifact"] for link in past.links})
    rows = await graph.read(_STATES.text, {"ids": ids, "at": at}) if ids else []
    states = {one: past_state(state, befores) for one, state, befores in rows}
    return [
        {**link, "place": place, "state": states[link["artifact"]]}
        for place, link in enumerate(past.links)
    ]
