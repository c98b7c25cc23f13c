from __future__ import annotations

import pytest

from app.actions.create_run import create_run
from app.actions.create_step import create_step
from app.actions.finish_run import finish_run
from app.actions.finish_step import finish_step
from app.actions.start_step import start_step
from app.domain.runs import Status
from app.errors import BadInput, IllegalTransition, NotFound

pytestmark = pytest.mark.anyio

NOBODY = "5f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c11"


@pytest.fixture
async def run_id(graph):
    return await create_run(graph, request_id="run", workflow="sketches", session_id="chat-7")


@pytest.fixture
async def pending_id(graph, run_id):
    return await create_step(graph, request_id="step", run_id=run_id, name="draw", agent="a")


@pytest.fixture
async def running_id(graph, pending_id):
    return await start_step(graph, step_id=pending_id)


async def test_a_running_step_is_completed_with_what_it_used(graph, look, running_id):
    before = look.node(running_id)

    answer = await finish_step(
        graph,
        step_id=running_id,
        status=Status.COMPLETED,
        input_tokens=1200,
        output_tokens=0,
        cost_micro_usd=2**53 - 1,
    )

    after = look.node(running_id)
    assert answer == running_id
    assert after["finished_at"] > after["started_at"]
    assert after == before | {
        "status": "completed",
        "finished_at": after["finished_at"],
        "last_seen_at": after["finished_at"],
        "input_tokens": 1200,
        "output_tokens": 0,
        "cost_micro_usd": 2**53 - 1,
    }


async def test_a_step_that_fails_says_why(graph, look, running_id):
    await finish_step(graph, step_id=running_id, status=Status.FAILED, error="too dark")

    step = look.node(running_id)
    assert (step["status"], step["error"], "cost_micro_usd" in step) == (
        "failed",
        "too dark",
        False,
    )


async def test_a_pending_step_is_cancelled(graph, look, pending_id):
    await finish_step(graph, step_id=pending_id, status=Status.CANCELLED)

    assert look.node(pending_id)["status"] == "cancelled"


async def test_a_pending_step_cannot_be_completed(graph, look, pending_id):
    before = look.everything()

    with pytest.raises(IllegalTransition) as refused:
        await finish_step(graph, step_id=pending_id, status=Status.COMPLETED)

    assert refused.value.message == "a step that is PENDING cannot become COMPLETED"
    assert look.everything() == before


async def test_a_step_that_was_cancelled_with_its_run_does_not_end_again(
    graph, look, run_id, running_id
):
    await finish_run(graph, run_id=run_id, status=Status.CANCELLED)
    before = look.everything()

    with pytest.raises(IllegalTransition) as refused:
        await finish_step(graph, step_id=running_id, status=Status.COMPLETED)

    assert refused.value.message == "a step that is CANCELLED cannot become COMPLETED"
    assert look.everything() == before


async def test_of_eight_clients_one_ends_the_step(graph, look, race, running_id):
    async def finish(cost):
        return await finish_step(
            graph, step_id=running_id, status=Status.COMPLETED, cost_micro_usd=cost
        )

    outcomes = await race(finish, range(8))

    assert outcomes.count(running_id) == 1
    assert outcomes.count(IllegalTransition) == 7
    assert look.node(running_id)["cost_micro_usd"] == outcomes.index(running_id)


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": Status.RUNNING},
        {"status": Status.FAILED},
        {"error": "odd"},
        {"input_tokens": -1},
        {"output_tokens": 2**53},
        {"cost_micro_usd": -1},
    ],
)
async def test_a_bad_end_is_not_written(graph, look, running_id, wrong):
    before = look.everything()

    with pytest.raises(BadInput):
        await finish_step(graph, **{"step_id": running_id, "status": Status.COMPLETED, **wrong})

    assert look.everything() == before


async def test_a_step_that_does_not_exist_does_not_end(graph):
    with pytest.raises(NotFound):
        await finish_step(graph, step_id=NOBODY, status=Status.COMPLETED)
