"""Stories, runs and steps as they are, held to the end of the transaction."""

from __future__ import annotations

from typing import Any

from app.actions.requests import take_lock
from app.domain.events import refuse_stale
from app.domain.runs import Status
from app.errors import NotFound
from app.graph.session import Transaction
from app.graph.statements import mutation

_ANY = mutation("any")


async def held_story(
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


async def raised_run(transaction: Transaction, run_id: str, if_rev: int | None) -> Status:
    """Raises a run's revision, and returns the status that it has; nobody else can change it.

    Raises NotFound, and StaleRevision when the revision was not the expected one.
    """
    await take_lock(transaction, f"run:{run_id}")
    run = await transaction.one(_ANY["raise_run"], id=run_id)
    if run is None:
        raise NotFound(f"there is no run {run_id}")
    refuse_stale("run", run["rev"], if_rev)
    return Status(run["status"])


async def held_step(transaction: Transaction, step_id: str) -> tuple[Status, Status]:
    """The status of a step and that of its run, which nobody else can change meanwhile."""
    found = await transaction.one(_ANY["read_step"], id=step_id)
    if found is None:
        raise NotFound(f"there is no step {step_id}")
    await take_lock(transaction, f"run:{found['run']}")
    step = await transaction.one(_ANY["read_step"], id=step_id)
    if step is None:
        raise NotFound(f"there is no step {step_id}")
    return Status(step["status"]), Status(step["run_status"])
