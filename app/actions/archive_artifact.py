"""An artifact is kept, but no longer used."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.artifacts import TRANSITIONS, State
from app.domain.events import LOCAL_ACTOR, EventKind
from app.domain.stories import Role
from app.domain.story_links import Link
from app.errors import InUse
from app.graph.session import Graph
from app.graph.transaction import Transaction
from app.writes.events import record
from app.writes.story_links import (
    lock_late_stories,
    lock_stories_of,
    primaries_moved,
    primaries_of,
    put_links,
)
from app.writes.transitions import Moved, Transition, begin, moved


async def archive_artifact(
    graph: Graph,
    *,
    artifact_id: str,
    release_primaries: bool = False,
    if_rev: int | None = None,
    reason: str | None = None,
    actor: str = LOCAL_ACTOR,
) -> Moved:
    """Archives an artifact, once; with `release_primaries` its roles are left without a primary.

    Raises NotFound, StaleRevision, IllegalTransition, IllegalState when it was pruned, and InUse
    when it is the primary of a role and is not to be released.
    """
    transition = Transition(
        artifact_id=artifact_id,
        origins=TRANSITIONS[State.ARCHIVED],
        target=State.ARCHIVED,
        kind=EventKind.ARTIFACT_ARCHIVED,
        actor=actor,
        if_rev=if_rev,
        reason=reason,
    )

    async def work(transaction: Transaction) -> Moved:
        locked = (
            await lock_stories_of(transaction, artifact_id) if release_primaries else set[str]()
        )
        change = await begin(transaction, transition)
        if not release_primaries:
            _refuse_use(await primaries_of(transaction, artifact_id))
            links = []
        else:
            links = await lock_late_stories(transaction, artifact_id, locked)
        released = [{**link, "is_primary": False} for link in links]
        await put_links(transaction, released)
        releases = await primaries_moved(transaction, links, released, reason)
        await record(transaction, actor, [change, *releases])
        return moved(transition, change)

    return await graph.write(work)


def _refuse_use(links: Sequence[Link]) -> None:
    if links:
        uses = ", ".join(f"{Role(one['role']).name} of story {one['story_id']}" for one in links)
        raise InUse(f"the artifact is the {uses}")
