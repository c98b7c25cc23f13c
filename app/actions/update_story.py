"""Changes the texts of a story."""

from __future__ import annotations

from typing import TypedDict

from app.domain.events import LOCAL_ACTOR, EventKind
from app.domain.json_values import checked_json
from app.domain.values import checked_id, checked_name, checked_text, optional
from app.errors import BadInput
from app.graph.session import Graph
from app.graph.transaction import Transaction
from app.writes import stories


class StoryChanges(TypedDict, total=False):
    """The new texts of a story; what is not there stays as it is, and None takes it away."""

    title: str
    synopsis: str | None
    metadata: object | None


async def update_story(
    graph: Graph,
    *,
    story_id: str,
    changes: StoryChanges,
    if_rev: int | None = None,
    actor: str = LOCAL_ACTOR,
) -> str:
    """Makes the changes, and returns the story's id.

    What is so already is no change: when nothing is left, the revision stays. Raises NotFound,
    and StaleRevision when the story is not at `if_rev`.
    """
    checked_id(story_id, "storyId")
    wanted = _checked(changes)

    async def work(transaction: Transaction) -> None:
        story = await stories.lock_story(transaction, story_id, if_rev)
        texts = {name: story[name] for name in ("title", "synopsis", "metadata")}
        after = {name: value for name, value in wanted.items() if texts[name] != value}
        if not after:
            return
        before = {name: texts[name] for name in after}
        await stories.update_story(transaction, story_id, {**texts, **after})
        await stories.change_story(
            transaction, story_id, actor, EventKind.STORY_UPDATED, before, after
        )

    await graph.write(work)
    return story_id


def _checked(changes: StoryChanges) -> dict[str, str | None]:
    wanted: dict[str, str | None] = {}
    if "title" in changes:
        wanted["title"] = checked_name(changes["title"], "title")
    if "synopsis" in changes:
        wanted["synopsis"] = optional(checked_text, changes["synopsis"], "synopsis")
    if "metadata" in changes:
        wanted["metadata"] = optional(checked_json, changes["metadata"], "metadata")
    if not wanted:
        raise BadInput("nothing to change: give a title, a synopsis or metadata")
    return wanted
