from __future__ import annotations

import pytest

from app.actions.create_run import create_run
from app.actions.create_step import create_step
from app.actions.finish_run import finish_run
from app.actions.finish_step import finish_step
from app.actions.heartbeat import Heard, heartbeat
from app.actions.start_run import start_run
from app.actions.start_step import start_step
from app.domain.runs import Status
from app.errors import BadInput, NotFound

pytestmark = [pytest.mark.anyio, pytest.mark.releases]

NOBODY = "5f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c11"


@pytest.fixture
def run(graph):
    async def make(request_id, *, start=True):
        said = {"request_id": request_id, "workflow": "sketches", "session_id": "chat-7"}
        return await create_run(graph, **said, start=start)

    return make


@pytest.fixture
def step(graph):
    async def make(run_id, request_id, *, start=True):
        said = {"request_id": request_id, "run_id": run_id, "name": "draw", "agent": "a"}
        return await create_step(graph, **said, start=start)

    return make


async def test_what_has_not_started_was_not_seen(graph, look, run, step):
    run_id = await run("run", start=False)
    step_id = await step(run_id, "step", start=False)

    assert "last_seen_at" not in look.node(run_id) | look.node(step_id)


async def test_what_starts_and_what_ends_is_seen(graph, look, run, step):
    run_id = await run("run", start=False)
    step_id = await step(run_id, "step", start=False)

    await start_run(graph, run_id=run_id)
    await start_step(graph, step_id=step_id)
    started = look.node(run_id), look.node(step_id)
    await finish_step(graph, step_id=step_id, status=Status.COMPLETED)
    await finish_run(graph, run_id=run_id, status=Status.COMPLETED)
    ended = look.node(run_id), look.node(step_id)

    assert [one["last_seen_at"] for one in started] == [one["started_at"] for one in started]
    assert [one["last_seen_at"] for one in ended] == [one["finished_at"] for one in ended]


async def test_a_step_that_is_cancelled_with_its_run_was_not_seen_then(graph, look, run, step):
    run_id = await run("run")
    step_id = await step(run_id, "step")
    before = look.node(step_id)["last_seen_at"]

    await finish_run(graph, run_id=run_id, status=Status.CANCELLED)

    assert look.node(step_id)["last_seen_at"] == before


async def test_a_heartbeat_of_a_run_is_its_time_and_nothing_else(graph, look, run, step):
    run_id, other = await run("run"), await run("other")
    step_id = await step(run_id, "step")
    before, rest = look.node(run_id), (look.node(other), look.node(step_id), look.events(run_id))

    heard = await heartbeat(graph, run_ids=[run_id], step_ids=[])

    after = look.node(run_id)
    assert heard == Heard(seen=(run_id,), ended=())
    assert after["last_seen_at"] > before["last_seen_at"]
    assert after == before | {"last_seen_at": after["last_seen_at"]}
    assert (look.node(other), look.node(step_id), look.events(run_id)) == rest


async def test_a_heartbeat_of_a_step_is_one_of_its_run(graph, look, run, step):
    run_id = await run("run")
    step_id, beside = await step(run_id, "step"), await step(run_id, "beside")
    before = {one: look.node(one)["last_seen_at"] for one in (run_id, step_id, beside)}

    heard = await heartbeat(graph, run_ids=[], step_ids=[step_id])

    after = {one: look.node(one)["last_seen_at"] for one in before}
    assert heard == Heard(seen=(step_id,), ended=())
    assert after[run_id] > before[run_id]
    assert after[step_id] > before[step_id]
    assert after[beside] == before[beside]


async def test_what_does_not_run_is_told_and_stays_as_it_was(graph, look, run, step):
    ended, waiting, running = (
        await run("ended"),
        await run("waiting", start=False),
        await run("run"),
    )
    dropped, planned = await step(ended, "dropped"), await step(running, "planned", start=False)
    await finish_run(graph, run_id=ended, status=Status.CANCELLED)
    before = {one: look.node(one) for one in (ended, waiting, dropped, planned, running)}

    heard = await heartbeat(graph, run_ids=[ended, waiting], step_ids=[dropped, planned])

    assert heard == Heard(seen=(), ended=(ended, waiting, dropped, planned))
    assert {one: look.node(one) for one in before} == before


async def test_a_step_that_runs_before_its_run_does_is_seen_alone(graph, look, run, step):
    run_id = await run("run", start=False)
    step_id = await step(run_id, "step")

    heard = await heartbeat(graph, run_ids=[], step_ids=[step_id])

    assert heard.seen == (step_id,)
    assert "last_seen_at" not in look.node(run_id)


async def test_the_answer_has_each_id_once_in_the_order_of_the_request(graph, run, step):
    runs = [await run(name) for name in "abc"]
    steps = [await step(runs[2], "one"), await step(runs[0], "other")]

    heard = await heartbeat(graph, run_ids=[*runs, runs[0]], step_ids=[*steps, steps[1]])

    assert heard.seen == (*runs, *steps)


async def test_nothing_at_all_is_a_heartbeat_of_nothing(graph):
    assert await heartbeat(graph, run_ids=[], step_ids=[]) == Heard(seen=(), ended=())


@pytest.mark.parametrize("runs", [True, False])
async def test_with_an_id_that_does_not_exist_nothing_is_seen(graph, run, step, refused, runs):
    run_id = await run("run")
    ids = {"run_ids": [run_id], "step_ids": [await step(run_id, "step")]}
    ids["run_ids" if runs else "step_ids"].append(NOBODY)

    with refused(NotFound) as raised:
        await heartbeat(graph, **ids)

    assert raised.value.message == f"there is no {'run' if runs else 'step'} {NOBODY}"


async def test_the_id_of_a_run_is_no_id_of_a_step(graph, run, refused):
    run_id = await run("run")

    with refused(NotFound):
        await heartbeat(graph, run_ids=[run_id], step_ids=[run_id])


@pytest.mark.parametrize("ids", [{"run_ids": ["x"]}, {"step_ids": ["x"]}])
async def test_a_heartbeat_names_uuids(graph, refused, ids):
    with refused(BadInput):
        await heartbeat(graph, **{"run_ids": [], "step_ids": [], **ids})


async def test_a_heartbeat_names_a_hundred_at_most(graph, run, refused):
    run_id = await run("run")

    await heartbeat(graph, run_ids=[run_id] * 60, step_ids=[])
    with refused(BadInput) as raised:
        await heartbeat(graph, run_ids=[run_id] * 60, step_ids=[NOBODY] * 41)

    assert raised.value.message == "runIds and stepIds must be at most 100 together, not 101"


async def test_eight_clients_see_the_same_at_once_and_one_ends_it(graph, look, race, run, step):
    run_id = await run("run")
    steps = [await step(run_id, f"step {number}") for number in range(5)]

    async def beat(turn):
        if turn == 4:
            return await finish_run(graph, run_id=run_id, status=Status.CANCELLED)
        return await heartbeat(graph, run_ids=[run_id], step_ids=steps[:: 1 - turn % 2 * 2])

    outcomes = await race(beat, range(9))

    assert outcomes[4] == run_id
    assert {len(one.seen) + len(one.ended) for one in outcomes if one != run_id} == {6}
    assert {look.node(one)["status"] for one in (run_id, *steps)} == {"cancelled"}
