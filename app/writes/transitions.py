"""From one state of an artifact to the next: what the four transitions share."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from app.domain.artifacts import State
from app.domain.events import Change, EventKind, checked_reason, refuse_stale
from app.domain.values import checked_id
from app.errors import IllegalState, IllegalTransition
from app.graph.transaction import Transaction
from app.writes.artifacts import raise_artifact, set_states
from app.writes.events import record


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """An artifact in its new state."""

    artifact_id: str
    state: State
    rev: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One artifact's way into a state, from one of some others."""

    artifact_id: str
    origins: Collection[State]
    target: State
    kind: EventKind
    actor: str
    if_rev: int | None
    reason: str | None

    def __post_init__(self) -> None:
        """Refuses what cannot be an id or a reason."""
        checked_id(self.artifact_id, "artifactId")
        checked_reason(self.reason)


async def move(transaction: Transaction, transition: Transition) -> Moved:
    """Makes the transition, and records it; raises what `begin` raises."""
    change = await begin(transaction, transition)
    await record(transaction, transition.actor, [change])
    return moved(transition, change)


async def begin(transaction: Transaction, transition: Transition) -> Change:
    """Holds the artifact, tests it, and puts it into its new state; the event is left to record.

    Raises NotFound, StaleRevision, IllegalTransition, and IllegalState for an artifact whose bytes
    were given up, since it can only be kept.
    """
    held = await raise_artifact(transaction, transition.artifact_id)
    refuse_stale("artifact", held.rev - 1, transition.if_rev)
    if held.state not in transition.origins:
        raise IllegalTransition(
            f"the artifact is {held.state.name} and cannot become {transition.target.name}"
        )
    if held.pruned:
        raise IllegalState("the artifact was pruned: its content is gone")
    await set_states(transaction, {transition.artifact_id: transition.target})
    return Change(
        subject_id=transition.artifact_id,
        rev=held.rev,
        kind=transition.kind,
        before={"state": held.state.value},
        after={"state": transition.target.value},
        reason=transition.reason,
    )


def moved(transition: Transition, change: Change) -> Moved:
    """What the transition is answered with."""
    return Moved(artifact_id=change.subject_id, state=transition.target, rev=change.rev)
