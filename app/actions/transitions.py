"""From one state of an artifact to the next: what the four transitions share."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from app.actions.events import Change, checked_reason, record
from app.domain.artifacts import State
from app.domain.events import EventKind, refuse_stale
from app.domain.values import checked_id
from app.errors import IllegalState, IllegalTransition, NotFound
from app.graph.session import Graph
from app.graph.statements import mutation
from app.graph.transaction import Transaction

_ANY = mutation("any")
_TRANSITIONS = mutation("transitions")


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


async def transit(graph: Graph, transition: Transition) -> Moved:
    """Makes the transition in a transaction of its own; what it raises is said at `begin`."""

    async def work(transaction: Transaction) -> Moved:
        change = await begin(transaction, transition)
        await record(transaction, transition.actor, [change])
        return moved(transition, change)

    return await graph.write(work)


async def begin(transaction: Transaction, transition: Transition) -> Change:
    """Holds the artifact, tests it, and puts it into its new state; the event is left to record.

    Raises NotFound, StaleRevision, IllegalTransition, and IllegalState for an artifact whose bytes
    were given up, since it can only be kept.
    """
    held = await transaction.one(_ANY["raise_artifact"], artifact_id=transition.artifact_id)
    if held is None:
        raise NotFound(f"there is no artifact {transition.artifact_id}")
    refuse_stale("artifact", held["rev"] - 1, transition.if_rev)
    state = State(held["state"])
    if state not in transition.origins:
        raise IllegalTransition(
            f"the artifact is {state.name} and cannot become {transition.target.name}"
        )
    if held["pruned"]:
        raise IllegalState("the artifact was pruned: its content is gone")
    await transaction.run(
        _TRANSITIONS["set_state"],
        artifact_id=transition.artifact_id,
        state=transition.target.value,
    )
    return Change(
        subject_id=transition.artifact_id,
        rev=held["rev"],
        kind=transition.kind,
        before={"state": state.value},
        after={"state": transition.target.value},
        reason=transition.reason,
    )


def moved(transition: Transition, change: Change) -> Moved:
    """What the transition is answered with."""
    return Moved(artifact_id=change.subject_id, state=transition.target, rev=change.rev)
