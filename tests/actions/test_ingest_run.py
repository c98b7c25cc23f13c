from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.actions.create_run import create_run
from app.actions.create_story import create_story
from app.actions.ingest_run import ingest_run
from app.actions.set_current_run import set_current_run
from app.domain.artifacts import State
from app.domain.ingest import (
    Batch,
    ConsumedRecord,
    LinkRecord,
)
from app.domain.lineage import RelationType
from app.domain.runs import Status
from app.domain.stories import Role
from tests.batches import LINKS, RELATIONS, cover, derived, image, run, step, stored

pytestmark = pytest.mark.anyio


@pytest.fixture
async def story_id(graph):
    return await create_story(graph, request_id="story", title="The Fox")


@pytest.fixture
async def sketch_id(graph):
    """An artifact that a run before this one made."""
    batch = Batch(run=run(), artifacts=[image("old sketch")])
    ingested = await ingest_run(graph, request_id="sketch", batch=batch)
    return ingested.artifact_ids["old sketch"]


async def test_a_run_comes_with_its_steps(graph, look, story_id):
    began = datetime(2026, 3, 1, 13, tzinfo=timezone(timedelta(hours=1)))
    batch = Batch(
        run=run(story_id=story_id, started_at=began, finished_at=began + timedelta(seconds=9)),
        steps=[
            step("plan", step_order=4, status=Status.FAILED, error="no idea"),
            step(
                "draw",
                model="image-3",
                prompt="A fox",
                parameters={"seed": 7},
                input_tokens=12,
                output_tokens=0,
                cost_micro_usd=2_500,
                started_at=began,
            ),
        ],
    )

    ingested = await ingest_run(graph, request_id="in", batch=batch)

    node = look.node(ingested.run_id)
    assert look.rows("MATCH (:Story {id: $id})-[:HAS_RUN]->(r) RETURN r.id", id=story_id) == [
        [ingested.run_id]
    ]
    created_at = node.pop("created_at")
    assert created_at > node["started_at"]
    assert node.pop("started_at").to_native() == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert node.pop("finished_at").to_native() == datetime(2026, 3, 1, 12, 0, 9, tzinfo=UTC)
    assert node == {
        "id": ingested.run_id,
        "session_id": "chat-7",
        "workflow": "picture book",
        "status": "completed",
        "rev": 1,
    }
    assert look.node(ingested.step_ids["plan"]) == {
        "id": ingested.step_ids["plan"],
        "name": "plan",
        "agent": "illustrator",
        "created_at": created_at,
        "step_order": 4,
        "status": "failed",
        "error": "no idea",
    }
    drawn = look.node(ingested.step_ids["draw"])
    assert drawn.pop("started_at").to_native() == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert drawn == {
        "id": ingested.step_ids["draw"],
        "name": "draw",
        "agent": "illustrator",
        "model": "image-3",
        "created_at": created_at,
        "step_order": 5,
        "status": "completed",
        "prompt": "A fox",
        "parameters": '{"seed":7}',
        "input_tokens": 12,
        "output_tokens": 0,
        "cost_micro_usd": 2_500,
    }


async def test_artifacts_come_with_their_step_their_stage_and_their_bytes(graph, look):
    fox = stored(b"fox")
    batch = Batch(
        run=run(),
        steps=[step("draw"), step("paint")],
        artifacts=[
            image("sketch", step="draw", stage=None, state=State.INTERMEDIATE),
            image("fox", step="paint", metadata={"w": 8}, state=State.PUBLISHED, blob=fox),
        ],
    )

    ingested = await ingest_run(graph, request_id="in", batch=batch)

    node = look.node(ingested.artifact_ids["fox"])
    del node["created_at"]
    assert node == {
        "id": ingested.artifact_ids["fox"],
        "kind": "image",
        "media_type": "image/png",
        "state": "published",
        "name": "fox",
        "metadata": '{"w":8}',
        "sha256": fox.sha256,
        "size": 3,
        "rev": 1,
    }
    assert look.rows(
        "MATCH (s:AgentStep)-[:CREATED]->(a:Artifact) RETURN s.name, a.name ORDER BY a.name"
    ) == [["paint", "fox"], ["draw", "sketch"]]
    assert look.rows("MATCH (a)-[:MADE_IN]->(r:Run) RETURN r.id, a.name ORDER BY a.name") == [
        [ingested.run_id, "fox"],
        [ingested.run_id, "sketch"],
    ]
    assert look.rows(
        "MATCH (r:Run)-[p:PRODUCED]->(a:Artifact) RETURN r.id, p.stage, p.key, a.name"
    ) == [
        [
            ingested.run_id,
            "drawing",
            f"{ingested.run_id}|drawing|{ingested.artifact_ids['fox']}",
            "fox",
        ]
    ]
    assert look.rows(
        "MATCH (a:Artifact)-[:STORED_AS]->(b:Blob) RETURN a.name, b.sha256, b.size, b.key"
    ) == [["fox", fox.sha256, 3, fox.key]]


async def test_an_artifact_may_say_when_it_was_made(graph, look):
    made = datetime(2025, 12, 31, 23, 59, tzinfo=UTC)

    ingested = await ingest_run(
        graph, request_id="in", batch=Batch(run=run(), artifacts=[image("fox", created_at=made)])
    )

    assert look.node(ingested.artifact_ids["fox"])["created_at"].to_native() == made


async def test_in_time_too_an_artifact_comes_after_its_sources(graph, look):
    batch = Batch(
        run=run(),
        artifacts=[image(ref) for ref in "abc"],
        relations=[derived("a", "b"), derived("b", "c")],
    )

    await ingest_run(graph, request_id="in", batch=batch)

    names = look.rows("MATCH (a:Artifact) RETURN a.name ORDER BY a.created_at")
    assert names == [["c"], ["b"], ["a"]]


async def test_relations_of_every_type_come_in_whatever_order(graph, look):
    batch = Batch(
        run=run(),
        artifacts=[image(ref) for ref in "abcd"],
        relations=[
            derived("d", "c", RelationType.TRANSCODED_FROM),
            derived("b", "a", note="brighter"),
            derived("c", "b", RelationType.VARIANT_OF),
            derived("d", "a"),
            derived("d", "c"),
        ],
    )

    ingested = await ingest_run(graph, request_id="in", batch=batch)

    ids = ingested.artifact_ids
    assert look.rows(RELATIONS) == [
        ["b", "DERIVED_FROM", "a", "brighter"],
        ["c", "VARIANT_OF", "b", None],
        ["d", "DERIVED_FROM", "a", None],
        ["d", "DERIVED_FROM", "c", None],
        ["d", "TRANSCODED_FROM", "c", None],
    ]
    assert look.events(ids["b"]) == [
        (
            "artifact_registered",
            {},
            {
                "state": "candidate",
                "relations": [{"type": "derived_from", "to": ids["a"], "note": "brighter"}],
            },
        )
    ]


async def test_a_run_tells_what_it_produced_and_consumed(graph, look, sketch_id):
    batch = Batch(
        run=run(status=Status.FAILED, error="out of ink"),
        artifacts=[image("fox")],
        consumed=[
            ConsumedRecord(artifact=sketch_id, stage="drawing"),
            ConsumedRecord(artifact="fox", stage="checking"),
        ],
    )

    ingested = await ingest_run(graph, request_id="in", batch=batch)

    fox = ingested.artifact_ids["fox"]
    assert look.rows(
        "MATCH (:Run {id: $id})-[c:CONSUMED]->(a) RETURN a.id, c.stage, c.key ORDER BY c.stage",
        id=ingested.run_id,
    ) == [
        [fox, "checking", f"{ingested.run_id}|checking|{fox}"],
        [sketch_id, "drawing", f"{ingested.run_id}|drawing|{sketch_id}"],
    ]
    assert look.events(ingested.run_id) == [
        (
            "run_created",
            {},
            {
                "status": "failed",
                "error": "out of ink",
                "produced": [{"artifact": fox, "stage": "drawing"}],
                "consumed": [
                    {"artifact": sketch_id, "stage": "drawing"},
                    {"artifact": fox, "stage": "checking"},
                ],
            },
        )
    ]


async def test_a_new_artifact_may_come_from_one_that_exists(graph, look, sketch_id):
    batch = Batch(run=run(), artifacts=[image("fox")], relations=[derived("fox", sketch_id)])

    await ingest_run(graph, request_id="in", batch=batch)

    assert look.rows(RELATIONS) == [["fox", "DERIVED_FROM", "old sketch", None]]
    assert look.node(sketch_id)["rev"] == 1


async def test_an_artifact_that_exists_may_come_from_a_new_one(graph, look, sketch_id):
    batch = Batch(
        run=run(), artifacts=[image("photo")], relations=[derived(sketch_id, "photo", note="late")]
    )

    ingested = await ingest_run(graph, request_id="in", batch=batch)

    told = {"type": "derived_from", "to": ingested.artifact_ids["photo"], "note": "late"}
    assert look.rows(RELATIONS) == [["old sketch", "DERIVED_FROM", "photo", "late"]]
    assert look.node(sketch_id)["rev"] == 2
    assert look.events(sketch_id)[1:] == [
        ("relation_added", {"relations": []}, {"relations": [told]})
    ]


async def test_links_and_the_current_run_are_one_change_of_the_story(graph, look, story_id):
    batch = Batch(
        run=run(story_id=story_id),
        artifacts=[image("fox"), image("one"), image("two")],
        links=[
            cover("fox"),
            LinkRecord(artifact="two", role=Role.SCENE_IMAGE, position=2),
            LinkRecord(artifact="one", role=Role.SCENE_IMAGE, position=1),
        ],
        set_current=True,
    )

    ingested = await ingest_run(graph, request_id="in", batch=batch, actor="mia")

    ids = ingested.artifact_ids
    assert look.rows(LINKS, id=story_id) == [
        ["fox", "cover", True, None],
        ["one", "scene_image", False, 1],
        ["two", "scene_image", False, 2],
    ]
    assert look.rows("MATCH (:Story)-[:CURRENT_RUN]->(r) RETURN r.id") == [[ingested.run_id]]
    [_, (kind, before, after)] = look.events(story_id)
    assert (kind, before) == ("run_ingested", {"links": [], "current_run": None})
    assert after == {
        "links": [
            {"artifact": ids["fox"], "role": "cover", "is_primary": True, "position": None},
            {"artifact": ids["two"], "role": "scene_image", "is_primary": False, "position": 2},
            {"artifact": ids["one"], "role": "scene_image", "is_primary": False, "position": 1},
        ],
        "current_run": ingested.run_id,
    }
    assert look.rows("MATCH (e:Event {kind: 'run_ingested'}) RETURN e.actor") == [["mia"]]


async def test_a_run_without_links_leaves_its_story_as_it_was(graph, look, story_id):
    before = look.node(story_id)

    await ingest_run(graph, request_id="in", batch=Batch(run=run(story_id=story_id)))

    assert look.node(story_id) == before


async def test_a_new_primary_takes_the_place_of_the_old_one(graph, look, story_id):
    def batch(ref):
        return Batch(run=run(story_id=story_id), artifacts=[image(ref)], links=[cover(ref)])

    first = await ingest_run(graph, request_id="first", batch=batch("fox"))
    second = await ingest_run(graph, request_id="second", batch=batch("hen"))

    fox, hen = first.artifact_ids["fox"], second.artifact_ids["hen"]
    assert look.rows(LINKS, id=story_id) == [
        ["fox", "cover", False, None],
        ["hen", "cover", True, None],
    ]
    old = {"artifact": fox, "role": "cover", "position": None}
    new = {"artifact": hen, "role": "cover", "position": None}
    assert look.events(story_id)[2:] == [
        (
            "run_ingested",
            {"links": [old | {"is_primary": True}]},
            {"links": [new | {"is_primary": True}, old | {"is_primary": False}]},
        )
    ]


async def test_an_old_primary_that_the_batch_links_as_well_gives_way_to_the_new_one(
    graph, look, story_id, sketch_id
):
    alone = Batch(run=run(story_id=story_id), links=[cover(sketch_id)])
    await ingest_run(graph, request_id="first", batch=alone)
    links = [replace(cover(sketch_id), is_primary=False), cover("fox")]
    batch = Batch(run=run(story_id=story_id), artifacts=[image("fox")], links=links)

    await ingest_run(graph, request_id="second", batch=batch)

    assert look.rows(LINKS, id=story_id) == [
        ["fox", "cover", True, None],
        ["old sketch", "cover", False, None],
    ]


async def test_an_artifact_that_exists_is_linked_by_its_id(graph, look, story_id, sketch_id):
    batch = Batch(run=run(story_id=story_id), links=[cover(sketch_id)])

    await ingest_run(graph, request_id="in", batch=batch)

    assert look.rows(LINKS, id=story_id) == [["old sketch", "cover", True, None]]
    assert look.node(sketch_id)["rev"] == 1


async def test_a_link_that_is_there_keeps_what_the_batch_does_not_say(
    graph, look, story_id, sketch_id
):
    scene = LinkRecord(artifact=sketch_id, role=Role.SCENE_IMAGE, is_primary=True, position=4)
    batch = Batch(run=run(story_id=story_id), links=[scene])
    await ingest_run(graph, request_id="first", batch=batch)
    before = look.node(story_id)

    again = replace(batch, links=[replace(scene, is_primary=False, position=None)])
    await ingest_run(graph, request_id="second", batch=again)

    assert look.rows(LINKS, id=story_id) == [["old sketch", "scene_image", True, 4]]
    assert look.node(story_id) == before


async def test_the_current_run_is_replaced(graph, look, story_id):
    old = await create_run(graph, request_id="old", workflow="sketches", story_id=story_id)
    await set_current_run(graph, story_id=story_id, run_id=old)

    ingested = await ingest_run(
        graph, request_id="in", batch=Batch(run=run(story_id=story_id), set_current=True)
    )

    assert look.events(story_id)[2:] == [
        ("run_ingested", {"current_run": old}, {"current_run": ingested.run_id})
    ]


async def test_the_same_bytes_are_stored_once(graph, look):
    first = Batch(run=run(), artifacts=[image("fox", blob=stored(b"fox", "kept"))])
    second = Batch(
        run=run(),
        artifacts=[
            image("fox", blob=stored(b"fox", "late")),
            image("hen", blob=stored(b"hen", "hen")),
            image("hen again", blob=stored(b"hen", "hen too")),
        ],
    )
    await ingest_run(graph, request_id="first", batch=first)

    ingested = await ingest_run(graph, request_id="second", batch=second)

    assert ingested.unused_keys == {"late", "hen too"}
    assert look.rows(
        "MATCH (a:Artifact)-[:STORED_AS]->(b) RETURN b.key, count(a) ORDER BY b.key"
    ) == [["hen", 2], ["kept", 2]]


async def test_bytes_that_were_to_be_swept_are_kept(graph, look):
    batch = Batch(run=run(), artifacts=[image("fox", blob=stored(b"fox"))])
    look.rows(
        "CREATE (:Blob {sha256: $sha256, key: 'k', size: 3, created_at: datetime(),"
        " idle_at: datetime()})",
        sha256=stored(b"fox").sha256,
    )

    await ingest_run(graph, request_id="in", batch=batch)

    assert look.rows("MATCH (b:Blob) RETURN b.key, b.idle_at") == [["k", None]]


async def test_a_thousand_artifacts_and_five_thousand_relations_come_in(graph, look):
    batch = Batch(
        run=run(),
        artifacts=[image(f"a{n}") for n in range(1000)],
        relations=[
            derived(f"a{n}", f"a{n - back}")
            for n in range(1000)
            for back in range(1, 7)
            if n - back >= 0
        ][:5000],
    )

    await ingest_run(graph, request_id="in", batch=batch)

    assert look.rows("MATCH (a:Artifact) RETURN count(a)") == [[1000]]
    assert look.rows("MATCH (:Artifact)-[r:DERIVED_FROM]->() RETURN count(r)") == [[5000]]


async def test_more_artifacts_take_no_more_statements(graph, sent):
    async def ingested(size, request_id):
        sent.clear()
        batch = Batch(
            run=run(),
            steps=[step(f"s{n}") for n in range(size)],
            artifacts=[image(f"a{n}", step=f"s{n}", blob=stored(b"%d" % n)) for n in range(size)],
            relations=[derived(f"a{n}", f"a{n - 1}") for n in range(1, size)],
        )
        await ingest_run(graph, request_id=request_id, batch=batch)
        return sent.copy()

    few, many = await ingested(2, "few"), await ingested(50, "many")

    assert (
        many
        == few
        == [
            ["writes/requests/claim.cypher"],
            [
                "writes/runs/create.cypher",
                "writes/steps/create.cypher",
                "writes/artifacts/create.cypher",
                "writes/artifacts/set_runs.cypher",
                "writes/run_links/put.cypher",
                "writes/artifacts/set_runs.cypher",
                "writes/relations/create.cypher",
                "writes/blobs/bind.cypher",
            ],
            ["writes/events/create.cypher", "writes/requests/answer.cypher"],
        ]
    )
