from __future__ import annotations

import pytest

from app.actions.create_run import create_run
from app.actions.create_story import create_story
from app.actions.finish_run import finish_run
from app.domain.runs import Status
from app.errors import BadInput, IdempotencyMismatch, IllegalState, NotFound

pytestmark = pytest.mark.anyio

NOBODY = "5f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c11"
RUNS = "MATCH (s:Story)-[:HAS_RUN]->(r:Run) RETURN s.id, r.id ORDER BY r.created_at"


async def test_a_new_run_of_a_story_is_pending(graph, look):
    story_id = await create_story(graph, request_id="story", title="The Fox")

    run_id = await create_run(graph, request_id="run", workflow="picture book", story_id=story_id)

    run = look.node(run_id)
    del run["created_at"]
    assert run == {"id": run_id, "workflow": "picture book", "status": "pending", "rev": 1}
    assert look.rows(RUNS) == [[story_id, run_id]]
    assert look.events(run_id) == [("run_created", {}, {"status": "pending"})]


async def test_a_new_run_leaves_its_story_as_it_was(graph, look):
    story_id = await create_story(graph, request_id="story", title="The Fox")
    before = look.node(story_id)

    await create_run(graph, request_id="run", workflow="picture book", story_id=story_id)

    assert look.node(story_id) == before


async def test_a_run_may_belong_to_a_session_alone(graph, look):
    run_id = await create_run(graph, request_id="run", workflow="sketches", session_id="chat-7")

    assert look.node(run_id)["session_id"] == "chat-7"
    assert look.rows(RUNS) == []


async def test_a_run_may_belong_to_a_story_and_a_session(graph, look):
    story_id = await create_story(graph, request_id="story", title="The Fox")

    run_id = await create_run(
        graph, request_id="run", workflow="sketches", story_id=story_id, session_id="chat-7"
    )

    assert look.node(run_id)["session_id"] == "chat-7"
    assert look.rows(RUNS) == [[story_id, run_id]]


async def test_a_run_belongs_somewhere(graph, look):
    before = look.everything()

    with pytest.raises(BadInput) as refused:
        await create_run(graph, request_id="run", workflow="sketches")

    assert refused.value.message == (
        "a run belongs to a story or to a session: give storyId or sessionId"
    )
    assert look.everything() == before


async def test_a_run_of_a_story_that_does_not_exist_is_not_written(graph, look):
    before = look.everything()

    with pytest.raises(NotFound):
        await create_run(graph, request_id="run", workflow="sketches", story_id=NOBODY)

    assert look.everything() == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"workflow": ""},
        {"session_id": ""},
        {"session_id": "a\x00"},
        {"story_id": "x"},
        {"retry_of": "x"},
    ],
)
async def test_a_run_with_a_bad_value_is_not_written(graph, look, wrong):
    before = look.everything()

    with pytest.raises(BadInput):
        await create_run(
            graph, **{"request_id": "run", "workflow": "sketches", "session_id": "chat-7", **wrong}
        )

    assert look.everything() == before


async def test_the_same_request_gets_the_same_run(graph, look):
    story_id = await create_story(graph, request_id="story", title="The Fox")
    first = await create_run(graph, request_id="run", workflow="sketches", story_id=story_id)

    again = await create_run(graph, request_id="run", workflow="sketches", story_id=story_id)

    assert again == first
    assert look.rows(RUNS) == [[story_id, first]]


async def test_a_request_id_of_a_story_is_not_used_for_a_run(graph, look):
    story_id = await create_story(graph, request_id="one", title="The Fox")

    with pytest.raises(IdempotencyMismatch):
        await create_run(graph, request_id="one", workflow="sketches", story_id=story_id)

    assert look.rows(RUNS) == []


async def test_eight_runs_of_one_story_are_made_at_once(graph, look, race):
    story_id = await create_story(graph, request_id="story", title="The Fox")

    async def make(name):
        return await create_run(graph, request_id=name, workflow=name, story_id=story_id)

    ids = await race(make, "abcdefgh")

    assert {run for _, run in look.rows(RUNS)} == set(ids)
    assert len(set(ids)) == 8


async def test_a_run_can_start_as_it_is_created(graph, look):
    run_id = await create_run(
        graph, request_id="run", workflow="sketches", session_id="chat-7", start=True
    )

    run = look.node(run_id)
    assert (run["status"], run["rev"]) == ("running", 1)
    assert run["started_at"] >= run["created_at"]
    assert look.events(run_id) == [("run_created", {}, {"status": "running"})]


async def test_a_retry_of_a_started_run_gets_it_as_it_is_now(graph, look):
    said = {"request_id": "run", "workflow": "sketches", "session_id": "chat-7", "start": True}
    first = await create_run(graph, **said)
    await finish_run(graph, run_id=first, status=Status.COMPLETED)
    before = look.node(first)

    again = await create_run(graph, **said)

    assert again == first
    assert look.node(first) == before


@pytest.mark.parametrize("first", [True, False])
async def test_whether_a_run_starts_is_part_of_its_request(graph, look, refused, first):
    said = {"request_id": "run", "workflow": "sketches", "session_id": "chat-7"}
    await create_run(graph, **said, start=first)

    with refused(IdempotencyMismatch):
        await create_run(graph, **said, start=not first)


@pytest.fixture
async def failed_id(graph):
    return await failed_run(graph, "first")


async def failed_run(graph, request_id, **more):
    """The id of a new run that has failed."""
    said = {"request_id": request_id, "workflow": "sketches", "session_id": "chat-7"}
    run_id = await create_run(graph, **said, **more)
    return await finish_run(graph, run_id=run_id, status=Status.FAILED, error="no paint")


RETRIES = "MATCH (newer:Run)-[:RETRY_OF]->(older:Run) RETURN newer.id, older.id"


@pytest.mark.parametrize("start", [True, False])
async def test_a_run_tries_again_what_has_failed(graph, look, failed_id, start):
    before = look.node(failed_id)

    run_id = await create_run(
        graph,
        request_id="again",
        workflow="sketches",
        session_id="chat-8",
        retry_of=failed_id,
        start=start,
    )

    assert look.rows(RETRIES) == [[run_id, failed_id]]
    assert look.node(run_id)["status"] == ("running" if start else "pending")
    assert look.node(failed_id) == before


async def test_a_run_can_be_tried_again_several_times_and_so_can_its_retries(
    graph, look, failed_id
):
    second = await failed_run(graph, "second", retry_of=failed_id)
    other = await failed_run(graph, "other", retry_of=failed_id)
    third = await failed_run(graph, "third", retry_of=second)

    pairs = {tuple(row) for row in look.rows(RETRIES)}
    assert pairs == {(second, failed_id), (other, failed_id), (third, second)}


async def test_a_cancelled_run_is_tried_again(graph, look, failed_id):
    said = {"workflow": "sketches", "session_id": "chat-7"}
    first = await create_run(graph, request_id="cancelled", **said)
    await finish_run(graph, run_id=first, status=Status.CANCELLED)

    again = await create_run(graph, request_id="again", **said, retry_of=first)

    assert look.rows(RETRIES) == [[again, first]]


@pytest.mark.parametrize("status", [Status.PENDING, Status.RUNNING, Status.COMPLETED])
async def test_a_run_that_has_not_failed_is_not_tried_again(graph, refused, status):
    said = {"workflow": "sketches", "session_id": "chat-7"}
    start = status is not Status.PENDING
    first = await create_run(graph, request_id="first", **said, start=start)
    if status is Status.COMPLETED:
        await finish_run(graph, run_id=first, status=status)

    with refused(IllegalState) as raised:
        await create_run(graph, request_id="again", **said, retry_of=first)

    assert raised.value.message == (
        f"only a run that FAILED or was CANCELLED can be tried again, and this one is {status.name}"
    )


async def test_a_run_that_does_not_exist_is_not_tried_again(graph, refused):
    with refused(NotFound) as raised:
        await create_run(
            graph, request_id="run", workflow="sketches", session_id="chat-7", retry_of=NOBODY
        )

    assert raised.value.message == f"there is no run {NOBODY}"


async def test_what_a_run_tries_again_is_part_of_its_request(graph, refused, failed_id):
    said = {"request_id": "again", "workflow": "sketches", "session_id": "chat-7"}
    await create_run(graph, **said, retry_of=failed_id)

    with refused(IdempotencyMismatch):
        await create_run(graph, **said)
