"""Stories, runs and steps as they are, held to the end of the transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.actions.events import Change, record
from app.actions.requests import take_lock
from app.domain.events import EventKind, refuse_stale
from app.domain.runs import Status
from app.errors import NotFound
from app.graph.statements import mutation
from app.graph.transaction import Transaction

_ANY = mutation("any")


async def lock_story(
    transaction: Transaction, story_id: str, if_rev: int | None = None
) -> dict[str, Any]:
    """The revision, texts and current run of a story that nobody else can change meanwhile.

    Raises NotFound, and StaleRevision when its revision is not the expected one.
    """
    await take_lock(transaction, f"story:{story_id}")
    story = await transaction.one(_ANY["read_story"], id=story_id)
    if story is None:
        raise NotFound(f"there is no story {story_id}")
    refuse_stale("story", story["rev"], if_rev)
    return story


async def raised_story(transaction: Transaction, story_id: str) -> int:
    """Takes a story that is held to its next revision, and returns that."""
    row = await transaction.one(_ANY["raise_story"], id=story_id)
    if row is None:
        raise NotFound(f"there is no story {story_id}")
    return row["rev"]


async def change_story(
    transaction: Transaction,
    story_id: str,
    actor: str,
    kind: EventKind,
    before: Mapping[str, object],
    after: Mapping[str, object],
) -> None:
    """Takes a story that is held to its next revision, and leaves the event of it."""
    rev = await raised_story(transaction, story_id)
    change = Change(subject_id=story_id, rev=rev, kind=kind, before=before, after=after)
    await record(transaction, actor, [change])


async def raised_run(
    transaction: Transaction, run_id: str, if_rev: int | None
) -> tuple[int, Status]:
    """Takes a run to its next revision; returns that, and the status nobody else can change.

    Raises NotFound, and StaleRevision when the revision was not the expected one.
    """
    await take_lock(transaction, f"run:{run_id}")
    run = await transaction.one(_ANY["raise_run"], id=run_id)
    if run is None:
        raise NotFound(f"there is no run {run_id}")
    refuse_stale("run", run["rev"] - 1, if_rev)
    return run["rev"], Status(run["status"])


async def lock_step(transaction: Transaction, step_id: str) -> tuple[Status, Status]:
    """The status of a step and that of its run, which nobody else can change meanwhile."""
    found = await transaction.one(_ANY["read_step"], id=step_id)
    if found is None:
        raise NotFound(f"there is no step {step_id}")
    await take_lock(transaction, f"run:{found['run']}")
    step = await transaction.one(_ANY["read_step"], id=step_id)
    if step is None:
        raise NotFound(f"there is no step {step_id}")
    return Status(step["status"]), Status(step["run_status"])
