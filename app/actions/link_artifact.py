"""An artifact gets a role in a story."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.events import LOCAL_ACTOR
from app.domain.links import UNSET, Unset
from app.domain.stories import Role
from app.domain.story_links import DesiredLink
from app.graph.session import Graph
from app.graph.transaction import Transaction
from app.writes.events import record
from app.writes.stories import lock_story
from app.writes.story_links import link_artifact_to_story


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """A story's link as it is now, and the story's revision that has it."""

    story_id: str
    artifact_id: str
    role: Role
    is_primary: bool
    position: int | None
    key: str
    rev: int


async def link_artifact(
    graph: Graph,
    *,
    story_id: str,
    artifact_id: str,
    role: Role,
    is_primary: bool = False,
    position: int | None = None,
    expected_primary: str | Unset | None = UNSET,
    actor: str = LOCAL_ACTOR,
) -> Linked:
    """Links the artifact in that role, once; again, it moves to the position, or becomes primary.

    A scene without a position comes after the story's other scenes, or stays where it is. A primary
    stays primary until another takes its place; when all is so already, nothing is written.
    `expected_primary` is the id of the role's primary so far, None for none. Raises NotFound,
    BadInput for a position outside scenes or when none is left, KindMismatch, IllegalState, and
    Conflict when the primary is not the expected one.
    """
    desired = DesiredLink(
        story_id=story_id,
        artifact_id=artifact_id,
        role=role,
        is_primary=is_primary,
        position=position,
        expected_primary=expected_primary,
    )

    async def work(transaction: Transaction) -> Linked:
        story = await lock_story(transaction, story_id)
        link, change = await link_artifact_to_story(transaction, desired)
        if change is not None:
            await record(transaction, actor, [change])
        return Linked(
            story_id=story_id,
            artifact_id=artifact_id,
            role=role,
            is_primary=link["is_primary"],
            position=link["position"],
            key=desired.key,
            rev=story["rev"] if change is None else change.rev,
        )

    return await graph.write(work)
