"""Creates a step of a run."""

from __future__ import annotations

from uuid import uuid4

from app.actions.requests import Answer, once, take_lock
from app.domain.runs import FINAL
from app.domain.values import (
    checked_count,
    checked_id,
    checked_json,
    checked_name,
    checked_text,
    optional,
)
from app.errors import IllegalState, NotFound
from app.graph.session import Graph, Transaction
from app.graph.statements import mutation

_STATEMENTS = mutation("create_step")


async def create_step(
    graph: Graph,
    *,
    request_id: str,
    run_id: str,
    name: str,
    agent: str,
    model: str | None = None,
    step_order: int | None = None,
    prompt: str | None = None,
    parameters: object | None = None,
) -> str:
    """Creates a pending step of a run, and returns its id; the same for a retry.

    Without `step_order` it comes after all others of its run, and the first has 1. Steps side by
    side may share one. Raises NotFound, and IllegalState when the run has ended.
    """
    step: dict[str, object] = {
        "name": checked_name(name, "name"),
        "agent": checked_name(agent, "agent"),
        "model": optional(checked_name, model, "model"),
        "step_order": optional(checked_count, step_order, "stepOrder"),
        "prompt": optional(checked_text, prompt, "prompt"),
        "parameters": optional(checked_json, parameters, "parameters"),
    }
    checked_id(run_id, "runId")
    step_id = str(uuid4())

    async def work(transaction: Transaction) -> Answer:
        async def create() -> Answer:
            following = await _next_order(transaction, run_id)
            placed = step | {"step_order": following if step_order is None else step_order}
            await transaction.run(
                _STATEMENTS["create_step"], run_id=run_id, step={"id": step_id, **placed}
            )
            return {"id": step_id}

        asked = {"action": "create_step", "run_id": run_id, **step}
        return await once(transaction, request_id, asked, create)

    return (await graph.write(work))["id"]


async def _next_order(transaction: Transaction, run_id: str) -> int:
    await take_lock(transaction, f"run:{run_id}")
    run = await transaction.one(_STATEMENTS["read_run"], id=run_id)
    if run is None:
        raise NotFound(f"there is no run {run_id}")
    if run["status"] in FINAL:
        raise IllegalState(f"the run is {run['status']}: it takes no more steps")
    following = 1 if run["highest"] is None else run["highest"] + 1
    return checked_count(following, "stepOrder")
