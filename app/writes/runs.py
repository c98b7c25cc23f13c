"""Runs: their creation, and the statuses that they go through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.domain.runs import Status, refuse_unfinished
from app.errors import NotFound
from app.graph.statements import writes
from app.graph.transaction import Transaction

_STATEMENTS = writes("runs")


async def create_runs(
    transaction: Transaction, rows: Sequence[Mapping[str, object]], *, rev: int = 1
) -> None:
    """Creates runs from their properties; those of an import begin at revision 0."""
    if rows:
        await transaction.write(_STATEMENTS["create"], rows=rows, rev=rev)


async def statuses(transaction: Transaction, run_ids: Sequence[str]) -> dict[str, Status]:
    """The statuses of runs by their ids, but for those that do not exist."""
    rows = await transaction.rows(_STATEMENTS["read"], ids=run_ids) if run_ids else []
    return {row["id"]: Status(row["status"]) for row in rows}


async def raise_run(transaction: Transaction, run_id: str) -> tuple[int, Status]:
    """Raises the revision of a run that is locked; returns that and its status.

    Raises NotFound.
    """
    run = await transaction.one(_STATEMENTS["raise"], id=run_id)
    if run is None:
        raise NotFound(f"there is no run {run_id}")
    return run["rev"], Status(run["status"])


async def start_run(transaction: Transaction, run_id: str) -> None:
    """Starts a pending run that is locked or new; its revision and its event are the caller's."""
    await transaction.write(_STATEMENTS["start"], id=run_id)


async def finish_run(
    transaction: Transaction, run_id: str, status: Status, error: str | None
) -> None:
    """Ends a run that is locked, and cancels those of its steps that have not ended."""
    await transaction.write(_STATEMENTS["finish"], id=run_id, status=status, error=error)


async def refuse_unfinished_steps(transaction: Transaction, run_id: str) -> None:
    """Raises IllegalState when steps of a run have not ended."""
    [left] = await transaction.rows(_STATEMENTS["unfinished_steps"], id=run_id)
    refuse_unfinished(left["count"], left["steps"])


async def story_of(transaction: Transaction, run_id: str) -> str | None:
    """The id of the story of a run, None when it has none. Raises NotFound."""
    run = await transaction.one(_STATEMENTS["read_story"], id=run_id)
    if run is None:
        raise NotFound(f"there is no run {run_id}")
    return run["story_id"]


async def see(
    transaction: Transaction, run_ids: Sequence[str], step_ids: Sequence[str]
) -> tuple[dict[str, bool], dict[str, bool]]:
    """Sets when runs and steps were last seen; whether each run, and each step, is running.

    Those that do not exist are left out.
    """
    rows = await transaction.rows(_STATEMENTS["see"], run_ids=run_ids, step_ids=step_ids)
    return (
        {row["id"]: row["is_running"] for row in rows if not row["is_step"]},
        {row["id"]: row["is_running"] for row in rows if row["is_step"]},
    )
