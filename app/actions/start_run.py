"""Starts a run."""

from __future__ import annotations

from app.domain.events import LOCAL_ACTOR, Change, EventKind, refuse_stale
from app.domain.runs import Status, refuse_transition
from app.domain.values import checked_id
from app.graph.session import Graph
from app.graph.transaction import Transaction
from app.writes import runs
from app.writes.events import record
from app.writes.locks import lock_runs


async def start_run(
    graph: Graph, *, run_id: str, if_rev: int | None = None, actor: str = LOCAL_ACTOR
) -> str:
    """Starts a pending run, and returns its id.

    Raises NotFound, IllegalTransition, and StaleRevision when the run is not at `if_rev`.
    """
    checked_id(run_id, "runId")

    async def work(transaction: Transaction) -> None:
        await lock_runs(transaction, [run_id])
        rev, status = await runs.raise_run(transaction, run_id)
        refuse_stale("run", rev - 1, if_rev)
        refuse_transition("run", status, Status.RUNNING)
        change = Change(
            subject_id=run_id,
            rev=rev,
            kind=EventKind.RUN_STARTED,
            before={"status": status},
            after={"status": Status.RUNNING},
        )
        await runs.start_run(transaction, run_id)
        await record(transaction, actor, [change])

    await graph.write(work)
    return run_id
