"""Ends a run: completed, failed or cancelled."""

from __future__ import annotations

from app.actions.events import Change, record
from app.actions.held import raised_run
from app.domain.events import LOCAL_ACTOR, EventKind
from app.domain.runs import (
    Status,
    checked_end,
    checked_error,
    refuse_transition,
    refuse_unfinished,
)
from app.domain.values import checked_id
from app.graph.session import Graph
from app.graph.statements import mutation
from app.graph.transaction import Transaction

_STATEMENTS = mutation("finish_run")


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
        rev, before = await raised_run(transaction, run_id, if_rev)
        refuse_transition("run", before, end)
        if end is Status.COMPLETED:
            [left] = await transaction.run(_STATEMENTS["unfinished_steps"], id=run_id)
            refuse_unfinished(left["count"], left["steps"])
        change = Change(
            subject_id=run_id,
            rev=rev,
            kind=EventKind.RUN_FINISHED,
            before={"status": before, "error": None},
            after={"status": end, "error": why},
        )
        await transaction.run(
            _STATEMENTS["finish_run"], end={"id": run_id, "status": end, "error": why}
        )
        await record(transaction, actor, [change])

    await graph.write(work)
    return run_id
