"""Ends a run: completed, failed or cancelled."""

from __future__ import annotations

from app.domain.events import LOCAL_ACTOR, Change, EventKind, refuse_stale
from app.domain.runs import Status, checked_end, checked_error, refuse_transition
from app.domain.values import checked_id
from app.graph.session import Graph
from app.graph.transaction import Transaction
from app.writes import runs
from app.writes.events import record
from app.writes.locks import lock_runs


async def finish_run(
    graph: Graph,
    *,
    run_id: str,
    status: Status,
    error: str | None = None,
    if_rev: int | None = None,
    actor: str = LOCAL_ACTOR,
) -> str:
    """Ends a run in a final status, and returns its id; a failure has an error text.

    Steps that have not ended are cancelled with a run that fails or is cancelled. Raises NotFound,
    BadInput, IllegalTransition, IllegalState when steps of a completed run have not ended, and
    StaleRevision when the run is not at `if_rev`.
    """
    checked_id(run_id, "runId")
    end = checked_end(status)
    why = checked_error(end, error)

    async def work(transaction: Transaction) -> None:
        await lock_runs(transaction, [run_id])
        rev, before = await runs.raise_run(transaction, run_id)
        refuse_stale("run", rev - 1, if_rev)
        refuse_transition("run", before, end)
        if end is Status.COMPLETED:
            await runs.refuse_unfinished_steps(transaction, run_id)
        change = Change(
            subject_id=run_id,
            rev=rev,
            kind=EventKind.RUN_FINISHED,
            before={"status": before, "error": None},
            after={"status": end, "error": why},
        )
        await runs.finish_run(transaction, run_id, end, why)
        await record(transaction, actor, [change])

    await graph.write(work)
    return run_id
