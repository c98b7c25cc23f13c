"""Starts a step of a run."""

from __future__ import annotations

from app.domain.runs import FINAL, Status, refuse_transition
from app.domain.values import checked_id
from app.errors import IllegalState
from app.graph.session import Graph
from app.graph.transaction import Transaction
from app.writes import steps


async def start_step(graph: Graph, *, step_id: str) -> str:
    """Starts a pending step, and returns its id.

    Raises NotFound, IllegalTransition, and IllegalState when the run has ended.
    """
    checked_id(step_id, "stepId")

    async def work(transaction: Transaction) -> None:
        status, run_status = await steps.lock_step(transaction, step_id)
        if run_status in FINAL:
            raise IllegalState(f"the run is {run_status.name}: its steps cannot start")
        refuse_transition("step", status, Status.RUNNING)
        await steps.start_step(transaction, step_id)

    await graph.write(work)
    return step_id
