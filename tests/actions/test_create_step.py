from __future__ import annotations

import pytest

from app.actions.create_run import create_run
from app.actions.create_step import create_step
from app.actions.finish_run import finish_run
from app.actions.finish_step import finish_step
from app.domain.runs import Status
from app.errors import BadInput, IdempotencyMismatch, IllegalState, NotFound

pytestmark = pytest.mark.anyio

NOBODY = "5f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c11"
STEPS = "MATCH (r:Run)-[:HAS_STEP]->(s:AgentStep) RETURN r.id, s.id, s.step_order"


@pytest.fixture
async def run_id(graph):
    return await create_run(graph, request_id="run", workflow="sketches", session_id="chat-7")


async def test_a_new_step_is_pending_and_the_first(graph, look, run_id):
    step_id = await create_step(
        graph,
        request_id="step",
        run_id=run_id,
        name="draw the fox",
        agent="illustrator",
        model="image-3",
        prompt="A fox,\nrunning",
        parameters={"seed": 7},
    )

    step, run = look.node(step_id), look.node(run_id)
    assert step.pop("created_at") > run["created_at"]
    assert step == {
        "id": step_id,
        "name": "draw the fox",
        "agent": "illustrator",
        "model": "image-3",
        "step_order": 1,
        "status": "pending",
        "prompt": "A fox,\nrunning",
        "parameters": '{"seed":7}',
    }
    assert look.rows(STEPS) == [[run_id, step_id, 1]]


async def test_a_new_step_leaves_its_run_as_it_was(graph, look, run_id):
    before = look.node(run_id)

    await create_step(graph, request_id="step", run_id=run_id, name="draw", agent="illustrator")

    assert look.node(run_id) == before


async def test_a_step_comes_after_all_others_of_its_run(graph, look, run_id):
    other = await create_run(graph, request_id="other", workflow="films", session_id="chat-7")
    for run, request, order in ((run_id, "a", 5), (run_id, "b", 2), (other, "c", 9)):
        await create_step(
            graph, request_id=request, run_id=run, name="draw", agent="a", step_order=order
        )

    step_id = await create_step(graph, request_id="d", run_id=run_id, name="draw", agent="a")

    assert look.node(step_id)["step_order"] == 6


async def test_an_order_after_the_highest_of_all_is_refused_and_must_be_said(
    graph, look, run_id, refused
):
    await create_step(
        graph, request_id="last", run_id=run_id, name="draw", agent="a", step_order=2**31 - 1
    )

    with refused(BadInput):
        await create_step(graph, request_id="next", run_id=run_id, name="sing", agent="a")
    said = {"run_id": run_id, "name": "sing", "agent": "a", "step_order": 7}
    step_id = await create_step(graph, request_id="said", **said)

    assert look.node(step_id)["step_order"] == 7


async def test_eight_steps_made_at_once_have_eight_orders(graph, look, race, run_id):
    async def make(name):
        return await create_step(graph, request_id=name, run_id=run_id, name=name, agent="a")

    await race(make, "abcdefgh")

    assert sorted(order for _, _, order in look.rows(STEPS)) == [1, 2, 3, 4, 5, 6, 7, 8]


async def test_eight_clients_with_one_request_make_one_step(graph, look, race, run_id):
    async def make(_):
        return await create_step(graph, request_id="step", run_id=run_id, name="draw", agent="a")

    ids = await race(make, range(8))

    assert look.rows(STEPS) == [[run_id, ids[0], 1]]
    assert set(ids) == {ids[0]}


async def test_a_request_id_is_not_used_for_another_step(graph, look, run_id):
    await create_step(graph, request_id="step", run_id=run_id, name="draw", agent="a")

    with pytest.raises(IdempotencyMismatch):
        await create_step(graph, request_id="step", run_id=run_id, name="sing", agent="a")

    assert len(look.rows(STEPS)) == 1


async def test_a_run_that_has_ended_takes_no_more_steps(graph, look, run_id):
    await finish_run(graph, run_id=run_id, status=Status.CANCELLED)
    before = look.everything()

    with pytest.raises(IllegalState) as refused:
        await create_step(graph, request_id="step", run_id=run_id, name="draw", agent="a")

    assert refused.value.message == "the run is CANCELLED: it takes no more steps"
    assert look.everything() == before


async def test_a_run_that_does_not_exist_takes_no_steps(graph, look):
    before = look.everything()

    with pytest.raises(NotFound):
        await create_step(graph, request_id="step", run_id=NOBODY, name="draw", agent="a")

    assert look.everything() == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"agent": "a\nb"},
        {"model": ""},
        {"step_order": -1},
        {"step_order": 2**31},
        {"prompt": "\ud800"},
        {"parameters": {"a": float("nan")}},
        {"run_id": "x"},
        {"retry_of": "x"},
    ],
)
async def test_a_step_with_a_bad_value_is_not_written(graph, look, run_id, wrong):
    before = look.everything()

    with pytest.raises(BadInput):
        await create_step(
            graph,
            **{"request_id": "step", "run_id": run_id, "name": "draw", "agent": "a", **wrong},
        )

    assert look.everything() == before


async def test_a_step_can_start_as_it_is_created(graph, look, run_id):
    step_id = await create_step(
        graph, request_id="step", run_id=run_id, name="draw", agent="a", start=True
    )

    step = look.node(step_id)
    assert step["status"] == "running"
    assert step["started_at"] > look.node(run_id)["created_at"]


async def test_a_retry_of_a_started_step_gets_it_as_it_is_now(graph, look, run_id):
    said = {"request_id": "step", "run_id": run_id, "name": "draw", "agent": "a", "start": True}
    first = await create_step(graph, **said)
    await finish_step(graph, step_id=first, status=Status.COMPLETED)
    before = look.node(first)

    again = await create_step(graph, **said)

    assert again == first
    assert look.node(first) == before


@pytest.mark.parametrize("first", [True, False])
async def test_whether_a_step_starts_is_part_of_its_request(graph, refused, run_id, first):
    said = {"request_id": "step", "run_id": run_id, "name": "draw", "agent": "a"}
    await create_step(graph, **said, start=first)

    with refused(IdempotencyMismatch):
        await create_step(graph, **said, start=not first)


RETRIES = "MATCH (newer:AgentStep)-[:RETRY_OF]->(older:AgentStep) RETURN newer.id, older.id"


@pytest.fixture
def failed(graph):
    """Makes a step of a run that has failed: its id."""

    async def make(run_id, request_id, **more):
        step_id = await create_step(
            graph, request_id=request_id, run_id=run_id, name="draw", agent="a", **more
        )
        return await finish_step(graph, step_id=step_id, status=Status.FAILED, error="too dark")

    return make


async def run_after(graph, run_id, request_id):
    """A run that tries another one again, which fails: its id."""
    await finish_run(graph, run_id=run_id, status=Status.FAILED, error="no paint")
    said = {"request_id": request_id, "workflow": "sketches", "session_id": "chat-7"}
    return await create_run(graph, **said, retry_of=run_id)


async def test_a_step_tries_again_one_of_the_same_run(graph, look, failed, run_id):
    first = await failed(run_id, "first")

    second = await failed(run_id, "second", retry_of=first, start=True)

    assert look.rows(RETRIES) == [[second, first]]


async def test_a_step_tries_again_one_of_a_run_that_its_run_tries_again(
    graph, look, failed, run_id
):
    first = await failed(run_id, "first")
    second_run = await run_after(graph, run_id, "second run")
    third_run = await run_after(graph, second_run, "third run")

    third = await failed(third_run, "third", retry_of=first)

    assert look.rows(RETRIES) == [[third, first]]


async def test_a_step_of_another_run_is_not_tried_again(graph, look, failed, run_id, refused):
    other_run = await create_run(graph, request_id="o", workflow="film", session_id="chat-7")
    other = await failed(other_run, "other")

    with refused(BadInput) as raised:
        await failed(run_id, "again", retry_of=other)

    assert raised.value.message == (
        f"retryOf: {other} is no step of this run, or of a run that it retries"
    )


async def test_nor_is_a_step_of_a_run_that_tries_its_run_again(graph, failed, run_id, refused):
    said = {"workflow": "sketches", "session_id": "chat-7"}
    later_run = await run_after(graph, run_id, "later run")
    later = await failed(later_run, "later")
    sibling_run = await create_run(graph, request_id="sibling", **said, retry_of=run_id)

    with refused(BadInput):
        await failed(sibling_run, "again", retry_of=later)


@pytest.mark.parametrize("status", [Status.PENDING, Status.RUNNING, Status.COMPLETED])
async def test_a_step_that_has_not_failed_is_not_tried_again(graph, run_id, refused, status):
    said = {"run_id": run_id, "name": "draw", "agent": "a"}
    start = status is not Status.PENDING
    first = await create_step(graph, request_id="first", **said, start=start)
    if status is Status.COMPLETED:
        await finish_step(graph, step_id=first, status=status)

    with refused(IllegalState) as raised:
        await create_step(graph, request_id="again", **said, retry_of=first)

    assert raised.value.message == (
        "only a step that FAILED or was CANCELLED can be tried again, and this one is"
        f" {status.name}"
    )


async def test_a_step_that_does_not_exist_is_not_tried_again(graph, failed, run_id, refused):
    with refused(NotFound) as raised:
        await failed(run_id, "again", retry_of=NOBODY)

    assert raised.value.message == f"there is no step {NOBODY}"


async def test_what_a_step_tries_again_is_part_of_its_request(graph, failed, run_id, refused):
    first = await failed(run_id, "first")
    said = {"request_id": "again", "run_id": run_id, "name": "draw", "agent": "a"}
    await create_step(graph, **said, retry_of=first)

    with refused(IdempotencyMismatch):
        await create_step(graph, **said)
