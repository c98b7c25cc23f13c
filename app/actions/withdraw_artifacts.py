"""An artifact is withdrawn with all that was made from it, as a plan said."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from app.actions.events import Change, checked_reason, record
from app.actions.held import raised_story
from app.actions.primaries import link_dict
from app.actions.relations import lock_lineage
from app.actions.requests import take_lock
from app.domain.artifacts import State
from app.domain.events import LOCAL_ACTOR, EventKind
from app.domain.links import link_key, slot_of
from app.domain.stories import Role
from app.domain.values import checked_id
from app.domain.withdrawals import Loss, Withdrawal, checked_token, withdrawal
from app.errors import Conflict, NotFound
from app.graph.session import Graph
from app.graph.statements import mutation
from app.graph.transaction import Transaction

_STATEMENTS = mutation("withdraw_artifacts")
_PLAN = _STATEMENTS["plan"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """An artifact that was withdrawn, and how much that changed."""

    artifact_id: str
    archived: int
    primaries: int


async def plan_withdrawal(graph: Graph, artifact_id: str) -> Withdrawal | None:
    """What withdrawing the artifact would come to now, or None when there is none."""
    rows = await graph.read(_PLAN.text, {"artifact_id": checked_id(artifact_id)})
    return withdrawal(**dict(zip(_PLAN.returns, rows[0], strict=True))) if rows else None


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
    row = await transaction.one(_PLAN, artifact_id=artifact_id)
    if row is None:
        raise NotFound(f"there is no artifact {artifact_id}")
    plan = withdrawal(**row)
    if plan.token != token:
        raise Conflict("what the withdrawal comes to has changed: look at a new plan")
    return plan


async def _hold(transaction: Transaction, plan: Withdrawal) -> None:
    """Holds all that the plan is about but for its relations, which have a lock of their own."""
    for story_id in sorted({loss.story_id for loss in plan.losses}):
        await take_lock(transaction, f"story:{story_id}")
    replacements = {loss.replacement_id for loss in plan.losses if loss.replacement_id}
    await transaction.run(
        _STATEMENTS["hold_artifacts"], ids=sorted(replacements | plan.states.keys())
    )


async def _archive(transaction: Transaction, plan: Withdrawal, reason: str | None) -> list[Change]:
    left = sorted(one for one, state in plan.states.items() if state is not State.ARCHIVED)
    rows = await transaction.run(_STATEMENTS["archive"], ids=left)
    return [
        Change(
            subject_id=row["id"],
            rev=row["rev"],
            kind=EventKind.ARTIFACT_ARCHIVED,
            before={"state": plan.states[row["id"]].value},
            after={"state": State.ARCHIVED.value},
            reason=reason,
        )
        for row in rows
    ]


async def _move_primaries(
    transaction: Transaction, plan: Withdrawal, reason: str | None
) -> list[Change]:
    slots = [slot_of(loss.story_id, Role(loss.role)) for loss in plan.losses]
    await transaction.run(_STATEMENTS["release_slots"], slots=slots)
    replacements = [
        {"key": link_key(loss.story_id, Role(loss.role), loss.replacement_id), "slot": slot}
        for loss, slot in zip(plan.losses, slots, strict=True)
        if loss.replacement_id
    ]
    await transaction.run(_STATEMENTS["fill_slots"], links=replacements)
    changes: list[Change] = []
    for story_id, of_story in groupby(plan.losses, key=lambda loss: loss.story_id):
        rev = await raised_story(transaction, story_id)
        changes.append(_change(story_id, rev, list(of_story), reason))
    return changes


def _change(story_id: str, rev: int, losses: list[Loss], reason: str | None) -> Change:
    filled = any(loss.replacement_id for loss in losses)
    return Change(
        subject_id=story_id,
        rev=rev,
        kind=EventKind.PRIMARY_SET if filled else EventKind.PRIMARY_RELEASED,
        before={"links": [link for loss in losses for link in _links(loss, before=True)]},
        after={"links": [link for loss in losses for link in _links(loss, before=False)]},
        reason=reason,
    )


def _links(loss: Loss, *, before: bool) -> list[dict[str, object]]:
    """The links of a role that change, as they are before or after."""
    old = {"role": loss.role, "is_primary": before, "position": loss.position}
    links = [link_dict(loss.primary_id, old)]
    if loss.replacement_id:
        new = {"role": loss.role, "is_primary": not before, "position": loss.replacement_position}
        links.append(link_dict(loss.replacement_id, new))
    return links
