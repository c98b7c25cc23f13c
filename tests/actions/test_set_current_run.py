from __future__ import annotations

import pytest

from app.actions.create_run import create_run
from app.actions.create_story import create_story
from app.actions.set_current_run import set_current_run
from app.errors import BadInput, NotFound, StaleRevision

pytestmark = pytest.mark.anyio

NOBODY = "5f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c11"
CURRENT = "MATCH (s:Story)-[:CURRENT_RUN]->(r:Run) RETURN s.id, r.id"


@pytest.fixture
async def story_id(graph):
    return await create_story(graph, request_id="story", title="The Fox")


@pytest.fixture
async def run_ids(graph, story_id):
    return [
        await create_run(graph, request_id=f"run {n}", workflow="sketches", story_id=story_id)
        for n in range(2)
    ]


async def test_a_run_of_the_story_becomes_its_current_run(graph, look, story_id, run_ids):
    answer = await set_current_run(graph, story_id=story_id, run_id=run_ids[0])

    assert answer == story_id
    assert look.rows(CURRENT) == [[story_id, run_ids[0]]]
    assert look.node(story_id)["rev"] == 2
    assert look.events(story_id)[1:] == [
        ("current_run_set", {"current_run": None}, {"current_run": run_ids[0]})
    ]


async def test_another_run_replaces_the_current_run(graph, look, story_id, run_ids):
    await set_current_run(graph, story_id=story_id, run_id=run_ids[0])

    await set_current_run(graph, story_id=story_id, run_id=run_ids[1])

    assert look.rows(CURRENT) == [[story_id, run_ids[1]]]
    assert look.events(story_id)[2:] == [
        ("current_run_set", {"current_run": run_ids[0]}, {"current_run": run_ids[1]})
    ]


async def test_no_run_clears_the_current_run(graph, look, story_id, run_ids):
    await set_current_run(graph, story_id=story_id, run_id=run_ids[0])

    await set_current_run(graph, story_id=story_id, run_id=None)

    assert look.rows(CURRENT) == []
    assert look.events(story_id)[2:] == [
        ("current_run_set", {"current_run": run_ids[0]}, {"current_run": None})
    ]


async def test_the_current_run_again_is_no_change(graph, look, story_id, run_ids):
    await set_current_run(graph, story_id=story_id, run_id=run_ids[0])
    before = look.node(story_id)

    await set_current_run(graph, story_id=story_id, run_id=run_ids[0])

    assert look.node(story_id) == before


async def test_a_run_of_another_story_is_refused(graph, look, story_id, run_ids):
    other = await create_story(graph, request_id="other", title="The Hen")
    before = look.everything()

    with pytest.raises(BadInput) as refused:
        await set_current_run(graph, story_id=other, run_id=run_ids[0])

    assert refused.value.message == f"run {run_ids[0]} is not a run of story {other}"
    assert look.everything() == before


async def test_a_run_of_a_session_alone_is_refused(graph, story_id):
    run_id = await create_run(graph, request_id="run", workflow="sketches", session_id="chat-7")

    with pytest.raises(BadInput):
        await set_current_run(graph, story_id=story_id, run_id=run_id)


async def test_a_run_that_does_not_exist_is_refused(graph, look, story_id):
    before = look.everything()

    with pytest.raises(NotFound) as refused:
        await set_current_run(graph, story_id=story_id, run_id=NOBODY)

    assert refused.value.message == f"there is no run {NOBODY}"
    assert look.everything() == before


async def test_a_story_that_does_not_exist_is_refused(graph, run_ids):
    with pytest.raises(NotFound) as refused:
        await set_current_run(graph, story_id=NOBODY, run_id=run_ids[0])

    assert refused.value.message == f"there is no story {NOBODY}"


async def test_an_older_revision_is_refused(graph, look, story_id, run_ids):
    before = look.everything()

    with pytest.raises(StaleRevision):
        await set_current_run(graph, story_id=story_id, run_id=run_ids[0], if_rev=2)

    assert look.everything() == before


async def test_eight_clients_leave_one_current_run_and_an_unbroken_history(
    graph, look, race, story_id, run_ids
):
    async def put(n):
        return await set_current_run(graph, story_id=story_id, run_id=run_ids[n % 2])

    await race(put, range(8))

    told = look.events(story_id)[1:]
    [[_, current]] = look.rows(CURRENT)
    assert told[-1][2] == {"current_run": current}
    assert [before for _, before, _ in told[1:]] == [after for _, _, after in told[:-1]]
