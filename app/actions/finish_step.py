"""Ends a step of a run: completed, failed or cancelled."""

from __future__ import annotations

from app.domain.runs import Status, checked_end, checked_error, checked_use, refuse_transition
from app.domain.values import checked_id
from app.graph.session import Graph
from app.graph.transaction import Transaction
from app.writes import steps


async def finish_step(
    graph: Graph,
    *,
    step_id: str,
    status: Status,
    error: str | None = None,
    input_tokens: int | None = None,
    output_tokens: int | None = None,
    cost_micro_usd: int | None = None,
) -> str:
    """Ends a step in a final status with what it used, and returns its id.

    Cost is in millionths of a dollar. A failure has an error text. Raises NotFound, BadInput and
    IllegalTransition, also when the step was cancelled with its run.
    """
    checked_id(step_id, "stepId")
    end = checked_end(status)
    why = checked_error(end, error)
    use = checked_use(input_tokens, output_tokens, cost_micro_usd)

    async def work(transaction: Transaction) -> None:
        before, _ = await steps.lock_step(transaction, step_id)
        refuse_transition("step", before, end)
        await steps.finish_step(transaction, step_id, end, why, use)

    await graph.write(work)
    return step_id
