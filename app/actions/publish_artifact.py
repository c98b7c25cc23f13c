"""An artifact that was approved becomes what users see."""

from __future__ import annotations

from app.domain.artifacts import TRANSITIONS, State
from app.domain.events import LOCAL_ACTOR, EventKind
from app.graph.session import Graph
from app.writes.transitions import Moved, Transition, move


async def publish_artifact(
    graph: Graph,
    *,
    artifact_id: str,
    if_rev: int | None = None,
    reason: str | None = None,
    actor: str = LOCAL_ACTOR,
) -> Moved:
    """Publishes a candidate, once.

    Raises NotFound, StaleRevision, IllegalTransition, and IllegalState when it was pruned.
    """
    transition = Transition(
        artifact_id=artifact_id,
        origins=TRANSITIONS[State.PUBLISHED],
        target=State.PUBLISHED,
        kind=EventKind.ARTIFACT_PUBLISHED,
        actor=actor,
        if_rev=if_rev,
        reason=reason,
    )
    return await graph.write(lambda transaction: move(transaction, transition))
