from __future__ import annotations

import pytest

from app.actions.create_run import create_run
from app.actions.finish_run import finish_run
from app.actions.start_run import start_run
from app.domain.runs import Status
from app.errors import BadInput, IllegalTransition, NotFound, StaleRevision

pytestmark = pytest.mark.anyio

NOBODY = "5f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c11"


@pytest.fixture
async def run_id(graph):
    return await create_run(graph, request_id="run", workflow="sketches", session_id="chat-7")


async def test_a_pending_run_starts(graph, look, run_id):
    answer = await start_run(graph, run_id=run_id)

    run = look.node(run_id)
    assert answer == run_id
    assert (run["status"], run["rev"]) == ("running", 2)
    assert run["started_at"] > run["created_at"]
    assert look.events(run_id)[1:] == [
        ("run_started", {"status": "pending"}, {"status": "running"})
    ]


async def test_a_running_run_does_not_start_again(graph, look, run_id):
    await start_run(graph, run_id=run_id)
    before = look.everything()

    with pytest.raises(IllegalTransition) as refused:
        await start_run(graph, run_id=run_id)

    assert refused.value.message == "a run that is RUNNING cannot become RUNNING"
    assert look.everything() == before


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.FAILED])
async def test_a_run_that_has_ended_does_not_start(graph, look, run_id, status):
    error = "no money" if status is Status.FAILED else None
    await finish_run(graph, run_id=run_id, status=status, error=error)
    before = look.everything()

    with pytest.raises(IllegalTransition):
        await start_run(graph, run_id=run_id)

    assert look.everything() == before


async def test_of_eight_clients_one_starts_the_run(graph, look, race, run_id):
    async def start(_):
        return await start_run(graph, run_id=run_id)

    outcomes = await race(start, range(8))

    assert outcomes.count(run_id) == 1
    assert outcomes.count(IllegalTransition) == 7
    assert look.node(run_id)["rev"] == 2


async def test_an_older_revision_does_not_start(graph, look, run_id):
    before = look.everything()

    with pytest.raises(StaleRevision) as refused:
        await start_run(graph, run_id=run_id, if_rev=2)

    assert refused.value.message == "the run is at revision 1, not 2"
    assert look.everything() == before


async def test_a_run_that_does_not_exist_does_not_start(graph, look):
    before = look.everything()

    with pytest.raises(NotFound):
        await start_run(graph, run_id=NOBODY)

    assert look.everything() == before


async def test_the_id_of_a_run_is_a_uuid(graph):
    with pytest.raises(BadInput):
        await start_run(graph, run_id="00000000-0000-0000-0000-000000000000")
