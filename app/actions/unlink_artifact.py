"""An artifact loses a role in a story."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.events import LOCAL_ACTOR, Change, EventKind, checked_reason
from app.domain.links import link_key
from app.domain.stories import Role
from app.domain.story_links import link_dict
from app.domain.values import checked_id
from app.errors import NotFound
from app.graph.session import Graph
from app.graph.transaction import Transaction
from app.writes.events import record
from app.writes.stories import lock_story, raise_story
from app.writes.story_links import delete_links, links_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlinked:
    """A link that is no more, and the story's revision that lacks it."""

    story_id: str
    artifact_id: str
    role: Role
    was_primary: bool
    rev: int


async def unlink_artifact(
    graph: Graph,
    *,
    story_id: str,
    artifact_id: str,
    role: Role,
    reason: str | None = None,
    actor: str = LOCAL_ACTOR,
) -> Unlinked:
    """Removes the link, also a primary one; the artifact itself stays as it is.

    Raises NotFound when the artifact has not that role in the story.
    """
    key = link_key(checked_id(story_id, "storyId"), role, checked_id(artifact_id, "artifactId"))
    checked_reason(reason)

    async def work(transaction: Transaction) -> Unlinked:
        await lock_story(transaction, story_id)
        links = await links_of(transaction, keys=[key])
        if not links:
            raise NotFound(f"the artifact is no {role.name} of the story")
        await delete_links(transaction, links)
        [link] = links
        change = Change(
            subject_id=story_id,
            rev=await raise_story(transaction, story_id),
            kind=EventKind.ARTIFACT_UNLINKED,
            before={"links": [link_dict(link)]},
            after={"links": []},
            reason=reason,
        )
        await record(transaction, actor, [change])
        return Unlinked(
            story_id=story_id,
            artifact_id=artifact_id,
            role=role,
            was_primary=link["is_primary"],
            rev=change.rev,
        )

    return await graph.write(work)
