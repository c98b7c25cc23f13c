"""An archived artifact comes back."""

from __future__ import annotations

from app.domain.artifacts import State
from app.domain.events import LOCAL_ACTOR, EventKind
from app.graph.session import Graph
from app.writes.transitions import Moved, Transition, move


async def unarchive_artifact(
    graph: Graph,
    *,
    artifact_id: str,
    if_rev: int | None = None,
    reason: str | None = None,
    actor: str = LOCAL_ACTOR,
) -> Moved:
    """Makes an archived artifact a candidate again, once; IllegalState when it was pruned.

    Raises NotFound, StaleRevision, IllegalTransition.
    """
    transition = Transition(
        artifact_id=artifact_id,
        origins={State.ARCHIVED},
        target=State.CANDIDATE,
        kind=EventKind.ARTIFACT_UNARCHIVED,
        actor=actor,
        if_rev=if_rev,
        reason=reason,
    )
    return await graph.write(lambda transaction: move(transaction, transition))
