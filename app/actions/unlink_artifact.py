"""An artifact loses a role in a story."""

from __future__ import annotations

from dataclasses import dataclass

from app.actions.events import Change, checked_reason, record
from app.actions.held import lock_story
from app.actions.primaries import link_dict
from app.domain.events import LOCAL_ACTOR, EventKind
from app.domain.links import link_key
from app.domain.stories import Role
from app.domain.values import checked_id
from app.errors import NotFound
from app.graph.session import Graph
from app.graph.statements import mutation
from app.graph.transaction import Transaction

_STATEMENTS = mutation("unlink_artifact")


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
        row = await transaction.one(_STATEMENTS["delete_link"], story_id=story_id, key=key)
        if row is None:
            raise NotFound(f"the artifact is no {role.name} of the story")
        change = Change(
            subject_id=story_id,
            rev=row["rev"],
            kind=EventKind.ARTIFACT_UNLINKED,
            before={"links": [link_dict(artifact_id, row["link"])]},
            after={"links": []},
            reason=reason,
        )
        await record(transaction, actor, [change])
        return Unlinked(
            story_id=story_id,
            artifact_id=artifact_id,
            role=role,
            was_primary=row["link"]["is_primary"],
            rev=change.rev,
        )

    return await graph.write(work)
