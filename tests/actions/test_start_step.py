from __future__ import annotations

import pytest

from app.actions.create_run import create_run
from app.actions.create_step import create_step
from app.actions.finish_run import finish_run
from app.actions.finish_step import finish_step
from app.actions.start_step import start_step
from app.domain.runs import Status
from app.errors import BadInput, IllegalState, IllegalTransition, NotFound

pytestmark = pytest.mark.anyio

NOBODY = "5f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c11"


@pytest.fixture
async def run_id(graph):
    return await create_run(graph, request_id="run", workflow="sketches", session_id="chat-7")


@pytest.fixture
async def step_id(graph, run_id):
    return await create_step(graph, request_id="step", run_id=run_id, name="draw", agent="a")


async def test_a_pending_step_starts(graph, look, step_id):
    before = look.node(step_id)

    answer = await start_step(graph, step_id=step_id)

    after = look.node(step_id)
    assert answer == step_id
    at = {"started_at": after["started_at"], "last_seen_at": after["started_at"]}
    assert after == before | {"status": "running", **at}


async def test_a_running_step_does_not_start_again(graph, look, step_id):
    await start_step(graph, step_id=step_id)
    before = look.everything()

    with pytest.raises(IllegalTransition) as refused:
        await start_step(graph, step_id=step_id)

    assert refused.value.message == "a step that is RUNNING cannot become RUNNING"
    assert look.everything() == before


async def test_a_step_that_has_ended_does_not_start(graph, step_id):
    await finish_step(graph, step_id=step_id, status=Status.CANCELLED)

    with pytest.raises(IllegalTransition):
        await start_step(graph, step_id=step_id)


async def test_a_step_of_a_run_that_has_ended_does_not_start(graph, look, run_id, step_id):
    await finish_run(graph, run_id=run_id, status=Status.CANCELLED)
    before = look.everything()

    with pytest.raises(IllegalState) as refused:
        await start_step(graph, step_id=step_id)

    assert refused.value.message == "the run is CANCELLED: its steps cannot start"
    assert look.everything() == before


async def test_of_eight_clients_one_starts_the_step(graph, look, race, step_id):
    async def start(_):
        return await start_step(graph, step_id=step_id)

    outcomes = await race(start, range(8))

    assert outcomes.count(step_id) == 1
    assert outcomes.count(IllegalTransition) == 7


async def test_a_step_that_does_not_exist_does_not_start(graph, look):
    before = look.everything()

    with pytest.raises(NotFound) as refused:
        await start_step(graph, step_id=NOBODY)

    assert refused.value.message == f"there is no step {NOBODY}"
    assert look.everything() == before


async def test_the_id_of_a_step_is_a_uuid(graph):
    with pytest.raises(BadInput):
        await start_step(graph, step_id="x")
