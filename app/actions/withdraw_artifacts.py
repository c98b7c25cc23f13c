"""An artifact is withdrawn with all that was made from it, as a plan said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.artifacts import State
from app.domain.events import LOCAL_ACTOR, Change, EventKind, checked_reason
from app.domain.story_links import Link
from app.domain.values import checked_id
from app.domain.withdrawals import Loss, Withdrawal, checked_token
from app.errors import Conflict, NotFound
from app.graph.session import Graph
from app.graph.transaction import Transaction
from app.writes.artifacts import hold_artifacts, set_states
from app.writes.events import record
from app.writes.locks import lock_lineage, lock_stories
from app.writes.story_links import primaries_moved, put_links
from app.writes.withdrawals import plan_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """An artifact that was withdrawn, and how much that changed."""

    artifact_id: str
    archived: int
    primaries: int


async def plan_withdrawal(graph: Graph, artifact_id: str) -> Withdrawal | None:
    """What withdrawing the artifact would come to now, or None when there is none."""
    return await plan_of(graph, checked_id(artifact_id))


async def withdraw_artifacts(
    graph: Graph, *, plan_token: str, reason: str | None = None, actor: str = LOCAL_ACTOR
) -> Withdrawn:
    """Archives what the plan says, and gives its roles to their replacements or leaves them empty.

    Raises BadInput, NotFound, and Conflict when the plan is no longer what it was.
    """
    artifact_id = checked_token(plan_token)
    checked_reason(reason)

    async def work(transaction: Transaction) -> Withdrawn:
        await lock_lineage(transaction)
        plan = await _as_planned(transaction, artifact_id, plan_token)
        await _hold(transaction, plan)
        plan = await _as_planned(transaction, artifact_id, plan_token)
        archived = await _archive(transaction, plan, reason)
        moves = await _move_primaries(transaction, plan, reason)
        await record(transaction, actor, [*archived, *moves])
        return Withdrawn(
            artifact_id=artifact_id, archived=len(archived), primaries=len(plan.losses)
        )

    return await graph.write(work)


async def _as_planned(transaction: Transaction, artifact_id: str, token: str) -> Withdrawal:
    plan = await plan_of(transaction, artifact_id)
    if plan is None:
        raise NotFound(f"there is no artifact {artifact_id}")
    if plan.token != token:
        raise Conflict("what the withdrawal comes to has changed: look at a new plan")
    return plan


async def _hold(transaction: Transaction, plan: Withdrawal) -> None:
    """Holds all that the plan is about but for its relations, which have a lock of their own."""
    await lock_stories(transaction, [loss.story_id for loss in plan.losses])
    replacements = {loss.replacement_id for loss in plan.losses if loss.replacement_id}
    await hold_artifacts(transaction, replacements | plan.states.keys())


async def _archive(transaction: Transaction, plan: Withdrawal, reason: str | None) -> list[Change]:
    left = [one for one, state in plan.states.items() if state is not State.ARCHIVED]
    held = await hold_artifacts(transaction, left, raised=left)
    await set_states(transaction, dict.fromkeys(held, State.ARCHIVED))
    return [
        Change(
            subject_id=artifact_id,
            rev=one.rev,
            kind=EventKind.ARTIFACT_ARCHIVED,
            before={"state": one.state.value},
            after={"state": State.ARCHIVED.value},
            reason=reason,
        )
        for artifact_id, one in held.items()
    ]


async def _move_primaries(
    transaction: Transaction, plan: Withdrawal, reason: str | None
) -> list[Change]:
    before, after = _links(plan.losses, before=True), _links(plan.losses, before=False)
    await put_links(transaction, after)
    return await primaries_moved(transaction, before, after, reason)


def _links(losses: Sequence[Loss], *, before: bool) -> list[Link]:
    """The links of roles that change, as they are before or after."""
    links: list[Link] = []
    for loss in losses:
        role = {"story_id": loss.story_id, "role": loss.role}
        old = {"artifact_id": loss.primary_id, "position": loss.position}
        links.append({**role, **old, "is_primary": before})
        if loss.replacement_id:
            new = {"artifact_id": loss.replacement_id, "position": loss.replacement_position}
            links.append({**role, **new, "is_primary": not before})
    return links
