"""An artifact is kept, but no longer used."""

from __future__ import annotations

from app.actions.events import Change, record
from app.actions.primaries import link_dict, lock_late_stories, lock_stories_of
from app.actions.transitions import Moved, Transition, begin, moved
from app.domain.artifacts import TRANSITIONS, State
from app.domain.events import LOCAL_ACTOR, EventKind
from app.domain.stories import Role
from app.errors import InUse
from app.graph.session import Graph
from app.graph.statements import mutation
from app.graph.transaction import Transaction

_STATEMENTS = mutation("archive_artifact")


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

    Raises NotFound, StaleRevision, IllegalTransition, and InUse when it is the primary of a role
    and is not to be released.
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
            await _refuse_use(transaction, artifact_id)
        await lock_late_stories(transaction, artifact_id, locked)
        releases = await _release(transaction, artifact_id, reason)
        await record(transaction, actor, [change, *releases])
        return moved(transition, change)

    return await graph.write(work)


async def _refuse_use(transaction: Transaction, artifact_id: str) -> None:
    rows = await transaction.run(_STATEMENTS["primary_of"], artifact_id=artifact_id)
    if rows:
        uses = ", ".join(f"{Role(row['role']).name} of story {row['story_id']}" for row in rows)
        raise InUse(f"the artifact is the {uses}")


async def _release(transaction: Transaction, artifact_id: str, reason: str | None) -> list[Change]:
    rows = await transaction.run(_STATEMENTS["release_primaries"], artifact_id=artifact_id)
    return [
        Change(
            subject_id=row["story_id"],
            rev=row["rev"],
            kind=EventKind.PRIMARY_RELEASED,
            before={"links": [link_dict(artifact_id, link) for link in row["links"]]},
            after={
                "links": [
                    link_dict(artifact_id, {**link, "is_primary": False}) for link in row["links"]
                ]
            },
            reason=reason,
        )
        for row in rows
    ]
