"""Steps: their creation, and the statuses that they go through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.runs import Status
from app.errors import NotFound
from app.graph.statements import writes
from app.graph.transaction import Transaction
from app.writes.locks import lock_runs

_STATEMENTS = writes("steps")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a new step of a run comes: the run's status, its highest step order, and the time."""

    status: Status
    highest: int | None
    now: str


async def create_steps(transaction: Transaction, rows: Sequence[Mapping[str, object]]) -> None:
    """Creates steps from their properties and the id of their run."""
    if rows:
        await transaction.write(_STATEMENTS["create"], rows=rows)


async def start_step(transaction: Transaction, step_id: str) -> None:
    """Starts a pending step whose run is locked."""
    await transaction.write(_STATEMENTS["start"], id=step_id)


async def finish_step(
    transaction: Transaction,
    step_id: str,
    status: Status,
    error: str | None,
    use: Mapping[str, int | None],
) -> None:
    """Ends a step whose run is locked, with the tokens and the cost that it used."""
    await transaction.write(_STATEMENTS["finish"], id=step_id, status=status, error=error, **use)


async def lock_step(transaction: Transaction, step_id: str) -> tuple[Status, Status]:
    """Locks the run of a step; returns the status of the step, and that of the run.

    Raises NotFound.
    """
    run_id = await run_of(transaction, step_id)
    if run_id is None:
        raise NotFound(f"step {step_id} has no run")
    await lock_runs(transaction, [run_id])
    step = await _read(transaction, step_id)
    return Status(step["status"]), Status(step["run_status"])


async def run_of(transaction: Transaction, step_id: str) -> str | None:
    """The id of the run of a step, None when it has none. Raises NotFound."""
    return (await _read(transaction, step_id))["run_id"]


async def place_in(transaction: Transaction, run_id: str) -> Place:
    """Where a new step of a run that is locked comes. Raises NotFound."""
    run = await transaction.one(_STATEMENTS["place"], run_id=run_id)
    if run is None:
        raise NotFound(f"there is no run {run_id}")
    return Place(status=Status(run["status"]), highest=run["highest"], now=run["now"])


async def retried(transaction: Transaction, step_id: str, run_id: str) -> tuple[Status, bool]:
    """The status of a step, and whether a run is its run, or a retry of that.

    Raises NotFound.
    """
    step = await transaction.one(_STATEMENTS["read_retried"], id=step_id, run_id=run_id)
    if step is None:
        raise NotFound(f"there is no step {step_id}")
    return Status(step["status"]), step["is_within"]


async def _read(transaction: Transaction, step_id: str) -> dict[str, Any]:
    step = await transaction.one(_STATEMENTS["read"], id=step_id)
    if step is None:
        raise NotFound(f"there is no step {step_id}")
    return step
