"""Creates a step of a run."""

from __future__ import annotations

from uuid import uuid4

from app.domain.json_values import checked_json
from app.domain.runs import FINAL, Status, refuse_retry
from app.domain.values import (
    INT_MAX,
    checked_count,
    checked_id,
    checked_name,
    checked_prose,
    optional,
)
from app.errors import BadInput, IllegalState
from app.graph.session import Graph
from app.graph.transaction import Transaction
from app.writes import steps
from app.writes.chosen_ids import chosen
from app.writes.locks import lock_runs
from app.writes.requests import Answer, given, once
from app.writes.retries import create_retries


async def create_step(
    graph: Graph,
    *,
    request_id: str,
    id: str | None = None,
    run_id: str,
    name: str,
    agent: str,
    model: str | None = None,
    step_order: int | None = None,
    prompt: str | None = None,
    parameters: object | None = None,
    start: bool = False,
    retry_of: str | None = None,
) -> str:
    """Creates a step of a run, and returns its id; the same for a retry.

    It is pending, or running with `start`. Without `step_order` it comes after all others of its
    run, and the first has 1. Steps side by side may share one. Raises NotFound, IllegalState when
    the run has ended, BadInput when there is no place after all others, and Conflict when the `id`
    that the caller chose is taken.

    `retry_of` is a step that it tries again, of the same run or of one that the run tries again:
    BadInput for another, NotFound, and IllegalState when that has not failed and was not cancelled.
    """
    step: dict[str, object] = {
        "name": checked_name(name, "name"),
        "agent": checked_name(agent, "agent"),
        "model": optional(checked_name, model, "model"),
        "step_order": optional(checked_count, step_order, "stepOrder"),
        "prompt": optional(checked_prose, prompt, "prompt"),
        "parameters": optional(checked_json, parameters, "parameters"),
    }
    checked_id(run_id, "runId")
    optional(checked_id, retry_of, "retryOf")
    step_id = optional(checked_id, id, "id") or str(uuid4())

    async def work(transaction: Transaction) -> Answer:
        async def create() -> Answer:
            place = await _place(transaction, run_id)
            if retry_of is not None:
                await _check_retry(transaction, retry_of, run_id)
            order = _after(place.highest) if step_order is None else step_order
            row = {**step, "id": step_id, "run_id": run_id, "step_order": order}
            row |= {"status": Status.PENDING, "created_at": place.now}
            await steps.create_steps(transaction, [row])
            if retry_of is not None:
                await create_retries(transaction, [{"id": step_id, "retry_of_id": retry_of}])
            if start:
                await steps.start_step(transaction, step_id)
            return {"id": step_id}

        asked = {"action": "create_step", "run_id": run_id, **step}
        asked |= given(id=id, start=start, retry_of=retry_of)
        return await once(transaction, request_id, asked, create)

    with chosen(id):
        return (await graph.write(work))["id"]


async def _place(transaction: Transaction, run_id: str) -> steps.Place:
    await lock_runs(transaction, [run_id])
    place = await steps.place_in(transaction, run_id)
    if place.status in FINAL:
        raise IllegalState(f"the run is {place.status.name}: it takes no more steps")
    return place


async def _check_retry(transaction: Transaction, step_id: str, run_id: str) -> None:
    status, is_within = await steps.retried(transaction, step_id, run_id)
    if not is_within:
        raise BadInput(f"retryOf: {step_id} is no step of this run, or of a run that it retries")
    refuse_retry("step", status)


def _after(highest: int | None) -> int:
    if highest == INT_MAX:
        raise BadInput(f"a step of the run has the last place, {INT_MAX}: give stepOrder")
    return 1 if highest is None else highest + 1
