from __future__ import annotations

import pytest

from app.actions.create_run import create_run
from app.actions.create_step import create_step
from app.actions.finish_run import finish_run
from app.actions.finish_step import finish_step
from app.actions.register_artifact import register_stored
from app.actions.start_run import start_run
from app.domain.artifacts import Kind
from app.domain.runs import Status
from app.errors import BadInput, IllegalState, IllegalTransition, NotFound, StaleRevision

pytestmark = pytest.mark.anyio

NOBODY = "5f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c11"


@pytest.fixture
async def run_id(graph):
    return await create_run(graph, request_id="run", workflow="sketches", session_id="chat-7")


@pytest.fixture
async def running_id(graph, run_id):
    return await start_run(graph, run_id=run_id)


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.CANCELLED])
async def test_a_running_run_ends(graph, look, running_id, status):
    answer = await finish_run(graph, run_id=running_id, status=status)

    run = look.node(running_id)
    assert answer == running_id
    assert (run["status"], run["rev"], "error" in run) == (status, 3, False)
    assert run["finished_at"] > run["started_at"]
    assert look.events(running_id)[2:] == [
        ("run_finished", {"status": "running", "error": None}, {"status": status, "error": None})
    ]


async def test_a_run_that_fails_says_why(graph, look, running_id):
    await finish_run(graph, run_id=running_id, status=Status.FAILED, error="out of\nmemory")

    run = look.node(running_id)
    assert (run["status"], run["error"]) == ("failed", "out of\nmemory")
    assert look.events(running_id)[-1][2] == {"status": "failed", "error": "out of\nmemory"}


async def test_a_pending_run_fails_without_having_started(graph, look, run_id):
    await finish_run(graph, run_id=run_id, status=Status.FAILED, error="no money")

    run = look.node(run_id)
    assert (run["status"], "started_at" in run) == ("failed", False)


async def test_a_pending_run_cannot_be_completed(graph, look, run_id):
    before = look.everything()

    with pytest.raises(IllegalTransition) as refused:
        await finish_run(graph, run_id=run_id, status=Status.COMPLETED)

    assert refused.value.message == "a run that is PENDING cannot become COMPLETED"
    assert look.everything() == before


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.FAILED, Status.CANCELLED])
async def test_a_run_ends_once(graph, look, running_id, status):
    await finish_run(graph, run_id=running_id, status=Status.COMPLETED)
    before = look.everything()

    with pytest.raises(IllegalTransition):
        await finish_run(
            graph,
            run_id=running_id,
            status=status,
            error="too late" if status is Status.FAILED else None,
        )

    assert look.everything() == before


@pytest.mark.parametrize(
    ("status", "error", "message"),
    [
        (Status.FAILED, None, "error must say why it failed"),
        (Status.FAILED, "", "error must say why it failed"),
        (Status.FAILED, "a" * 1_048_577, "error must have at most 1048576 characters, not 1048577"),
        (
            Status.COMPLETED,
            "odd",
            "error belongs to what failed, and the status is COMPLETED",
        ),
        (Status.RUNNING, None, "status must be COMPLETED, FAILED or CANCELLED, not RUNNING"),
        (Status.PENDING, None, "status must be COMPLETED, FAILED or CANCELLED, not PENDING"),
    ],
)
async def test_a_bad_end_is_not_written(graph, look, running_id, status, error, message):
    before = look.everything()

    with pytest.raises(BadInput) as refused:
        await finish_run(graph, run_id=running_id, status=status, error=error)

    assert refused.value.message == message
    assert look.everything() == before


async def test_of_eight_clients_one_ends_the_run(graph, look, race, running_id):
    async def finish(status):
        return await finish_run(graph, run_id=running_id, status=status)

    outcomes = await race(finish, [Status.COMPLETED, Status.CANCELLED] * 4)

    assert outcomes.count(running_id) == 1
    assert outcomes.count(IllegalTransition) == 7
    run = look.node(running_id)
    winner = [Status.COMPLETED, Status.CANCELLED][outcomes.index(running_id) % 2]
    assert (run["status"], run["rev"]) == (winner, 3)


async def test_an_older_revision_does_not_end(graph, look, running_id):
    before = look.everything()

    with pytest.raises(StaleRevision):
        await finish_run(graph, run_id=running_id, status=Status.COMPLETED, if_rev=1)

    assert look.everything() == before


async def test_a_run_that_does_not_exist_does_not_end(graph):
    with pytest.raises(NotFound):
        await finish_run(graph, run_id=NOBODY, status=Status.COMPLETED)


@pytest.fixture
async def add(graph, running_id):
    """Adds a step to the running run: its id."""

    async def adding(name, **more):
        return await create_step(
            graph, request_id=name, run_id=running_id, name=name, agent="a", **more
        )

    return adding


async def test_a_run_is_completed_when_all_of_its_steps_have_ended(graph, look, running_id, add):
    ended = {name: await add(name, start=True) for name in ("draw", "sing", "film")}
    for name, status in zip(
        ended, (Status.COMPLETED, Status.FAILED, Status.CANCELLED), strict=True
    ):
        error = "too dark" if status is Status.FAILED else None
        await finish_step(graph, step_id=ended[name], status=status, error=error)

    await finish_run(graph, run_id=running_id, status=Status.COMPLETED)

    assert look.node(running_id)["status"] == "completed"
    statuses = [look.node(step_id)["status"] for step_id in ended.values()]
    assert statuses == ["completed", "failed", "cancelled"]


@pytest.mark.parametrize("start", [True, False])
async def test_a_run_with_a_step_that_has_not_ended_is_not_completed(
    graph, running_id, add, refused, start
):
    step_id = await add("draw", start=start)

    with refused(IllegalState) as raised:
        await finish_run(graph, run_id=running_id, status=Status.COMPLETED)

    assert raised.value.message == (
        f"the run has steps that have not ended: draw ({step_id}). Finish them first."
    )


async def test_up_to_five_steps_that_have_not_ended_are_named(graph, running_id, add, refused):
    steps = [await add(f"step {number}") for number in range(7)]

    with refused(IllegalState) as raised:
        await finish_run(graph, run_id=running_id, status=Status.COMPLETED)

    named = ", ".join(f"step {number} ({steps[number]})" for number in range(5))
    assert raised.value.message == (
        f"the run has steps that have not ended: {named} and 2 more. Finish them first."
    )


@pytest.mark.parametrize(("end", "error"), [(Status.FAILED, "no paint"), (Status.CANCELLED, None)])
async def test_steps_that_have_not_ended_are_cancelled_with_a_run_that_was_not_completed(
    graph, look, running_id, add, end, error
):
    other_run = await create_run(graph, request_id="o", workflow="film", session_id="chat-7")
    other = await create_step(graph, request_id="s", run_id=other_run, name="cut", agent="a")
    pending, running, done = await add("a"), await add("b", start=True), await add("c", start=True)
    await finish_step(graph, step_id=done, status=Status.COMPLETED)
    before = {step_id: look.node(step_id) for step_id in (pending, running, done, other)}

    await finish_run(graph, run_id=running_id, status=end, error=error)

    run = look.node(running_id)
    ended = {"status": "cancelled", "finished_at": run["finished_at"]}
    assert (run["status"], run["rev"]) == (end, 3)
    assert look.node(pending) == before[pending] | ended
    assert look.node(running) == before[running] | ended
    assert look.node(done) == before[done]
    assert look.node(other) == before[other]


async def test_what_a_step_made_may_come_after_its_run_has_ended(graph, look, running_id, add):
    step_id = await add("draw", start=True)
    await finish_run(graph, run_id=running_id, status=Status.CANCELLED)

    made = await register_stored(
        graph,
        request_id="late",
        kind=Kind.IMAGE,
        media_type="image/png",
        name="late",
        step_id=step_id,
        stage="drawing",
    )

    assert look.rows(
        "MATCH (r:Run)-[:HAS_STEP]->(s)-[:CREATED]->(a)<-[:PRODUCED]-(r) RETURN r.id, s.id, a.id"
    ) == [[running_id, step_id, made.artifact_id]]
