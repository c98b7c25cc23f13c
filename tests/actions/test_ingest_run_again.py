from __future__ import annotations

from dataclasses import replace

import pytest

from app.actions.create_story import create_story
from app.actions.ingest_run import ingest_run
from app.domain.ingest import (
    Batch,
    ConsumedRecord,
)
from app.errors import (
    Cycle,
    IdempotencyMismatch,
)
from tests.batches import LINKS, cover, derived, image, run, step, stored

pytestmark = pytest.mark.anyio


@pytest.fixture
async def story_id(graph):
    return await create_story(graph, request_id="story", title="The Fox")


async def test_a_retry_gets_the_same_answer_and_its_own_objects_are_not_used(graph, look):
    def batch(key):
        return Batch(run=run(), steps=[step()], artifacts=[image("fox", blob=stored(b"fox", key))])

    first = await ingest_run(graph, request_id="in", batch=batch("one"))
    before = look.rows("MATCH (n) WHERE NOT n:Request RETURN count(n)")

    again = await ingest_run(graph, request_id="in", batch=batch("two"))

    assert first.unused_keys == set()
    assert again == replace(first, unused_keys=frozenset({"two"}))
    assert look.rows("MATCH (n) WHERE NOT n:Request RETURN count(n)") == before


@pytest.mark.parametrize(
    "changed",
    [
        {"workflow": "film"},
        {"steps": [step(prompt="A hen")]},
        {"artifacts": [image("fox", blob=stored(b"hen")), image("hen")]},
        {"relations": []},
        {"links": []},
        {"consumed": [ConsumedRecord(artifact="fox", stage="checking")]},
        {"set_current": True},
    ],
)
async def test_a_request_id_is_not_used_for_another_batch(graph, look, story_id, changed):
    batch = Batch(
        run=run(story_id=story_id),
        steps=[step()],
        artifacts=[image("fox", blob=stored(b"fox")), image("hen")],
        relations=[derived("fox", "hen")],
        links=[cover("fox")],
    )
    if "workflow" in changed:
        changed = {"run": run(story_id=story_id, **changed)}
    await ingest_run(graph, request_id="in", batch=batch)
    before = look.everything()

    with pytest.raises(IdempotencyMismatch):
        await ingest_run(graph, request_id="in", batch=replace(batch, **changed))

    assert look.everything() == before


async def test_eight_clients_with_one_request_bring_the_run_in_once(graph, look, race, story_id):
    batch = Batch(
        run=run(story_id=story_id),
        artifacts=[image("fox", blob=stored(b"fox")), image("hen")],
        relations=[derived("fox", "hen")],
        links=[cover("fox")],
        set_current=True,
    )

    async def bring(_):
        return await ingest_run(graph, request_id="in", batch=batch)

    outcomes = await race(bring, range(8))

    assert outcomes == [outcomes[0]] * 8
    assert look.rows("MATCH (r:Run) RETURN r.id") == [[outcomes[0].run_id]]
    assert look.node(story_id)["rev"] == 2


async def test_eight_runs_at_once_leave_one_primary_and_every_link(graph, look, race, story_id):
    async def bring(name):
        batch = Batch(
            run=run(story_id=story_id),
            artifacts=[image(name, blob=stored(b"the same"))],
            links=[cover(name)],
            set_current=True,
        )
        return await ingest_run(graph, request_id=name, batch=batch)

    await race(bring, "abcdefgh")

    links = look.rows(LINKS, id=story_id)
    assert [name for name, *_ in links] == list("abcdefgh")
    assert [primary for _, _, primary, _ in links].count(True) == 1
    assert look.node(story_id)["rev"] == 9
    assert look.rows("MATCH (b:Blob) RETURN count(b)") == [[1]]


async def test_runs_that_link_one_artifact_at_once_wait_for_one_another(
    graph, look, race, story, monkeypatch
):
    """None of them is turned back by a deadlock: each is one attempt."""
    shared = await ingest_run(
        graph, request_id="old", batch=Batch(run=run(), artifacts=[image("fox")])
    )
    attempts = []
    write = graph.write

    async def counted(work):
        async def attempt(transaction):
            attempts.append(work)
            return await work(transaction)

        return await write(attempt)

    monkeypatch.setattr(graph, "write", counted)

    async def bring(name):
        batch = Batch(run=run(story_id=story()), links=[cover(shared.artifact_ids["fox"])])
        return await ingest_run(graph, request_id=name, batch=batch)

    await race(bring, "abcdefghijkl")

    assert look.rows("MATCH (:Story)-[l:HAS_ARTIFACT]->(:Artifact) RETURN count(l)") == [[12]]
    assert len(attempts) == 12


async def test_two_runs_that_close_a_ring_at_once_do_not_both_come_in(graph, race):
    """The two runs touch no artifact in common, so nothing but the lineage's lock keeps order."""
    for turn in range(5):
        two_chains = Batch(
            run=run(),
            artifacts=[image(ref) for ref in ("a1", "a2", "b1", "b2")],
            relations=[derived("a2", "a1"), derived("b2", "b1")],
        )
        old = (await ingest_run(graph, request_id=f"old {turn}", batch=two_chains)).artifact_ids

        async def bring(ends, turn=turn, old=old):
            batch = Batch(
                run=run(),
                artifacts=[image("new")],
                relations=[derived(old[ends[0]], "new"), derived("new", old[ends[1]])],
            )
            return await ingest_run(graph, request_id=f"{ends} {turn}", batch=batch)

        outcomes = await race(bring, [("a1", "b2"), ("b1", "a2")])

        assert outcomes.count(Cycle) == 1
