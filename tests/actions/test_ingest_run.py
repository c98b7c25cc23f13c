from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest

from app.actions.create_run import create_run
from app.actions.create_story import create_story
from app.actions.ingest_run import ingest_run
from app.actions.set_current_run import set_current_run
from app.domain.artifacts import Kind, State
from app.domain.blobs import StoredBlob
from app.domain.ingest import (
    ArtifactRecord,
    Batch,
    ConsumedRecord,
    LinkRecord,
    RelationRecord,
    RunRecord,
    StepRecord,
)
from app.domain.lineage import RelationType
from app.domain.runs import Status
from app.domain.stories import Role
from app.errors import (
    BadInput,
    Cycle,
    DuplicateRelation,
    EmptyBlob,
    IdempotencyMismatch,
    IllegalState,
    KindMismatch,
    MediaTypeMismatch,
    NotFound,
    SelfRelation,
    SizeMismatch,
    SourceNotFound,
)
from app.graph.session import Transaction

pytestmark = pytest.mark.anyio

NOBODY = "5f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c11"
RELATIONS = (
    "MATCH (a:Artifact)-[r:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM]->(b:Artifact)"
    " RETURN a.name, type(r), b.name, r.note ORDER BY a.name, b.name, type(r)"
)
LINKS = (
    "MATCH (:Story {id: $id})-[l:HAS_ARTIFACT]->(a:Artifact)"
    " RETURN a.name, l.role, l.is_primary, l.position ORDER BY l.role, a.name"
)


def run(**said):
    return RunRecord(**{"workflow": "picture book", "session_id": "chat-7", **said})


def step(ref="draw", **said):
    return StepRecord(**{"ref": ref, "name": ref, "agent": "illustrator", **said})


def image(ref, **said):
    known = {"kind": Kind.IMAGE, "media_type": "image/png", "stage": "drawing"}
    return ArtifactRecord(**{"ref": ref, "name": ref, "state": State.CANDIDATE, **known, **said})


def derived(from_artifact, to_artifact, relation_type=RelationType.DERIVED_FROM, note=None):
    return RelationRecord(
        relation_type=relation_type, from_artifact=from_artifact, to_artifact=to_artifact, note=note
    )


def cover(artifact, **said):
    return LinkRecord(**{"artifact": artifact, "role": Role.COVER, "is_primary": True, **said})


def stored(content, key=None):
    digest = sha256(content).hexdigest()
    return StoredBlob(sha256=digest, size=len(content), key=key or f"blobs/{digest}")


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
    assert node.pop("created_at") > node["started_at"]
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
            {"links": [old | {"is_primary": False}, new | {"is_primary": True}]},
        )
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


async def test_more_artifacts_take_no_more_statements(graph, monkeypatch):
    counts = []

    async def counted(size, request_id):
        sent = []
        original = Transaction.run

        async def run_counted(self, statement, **parameters):
            sent.append(statement.name)
            return await original(self, statement, **parameters)

        monkeypatch.setattr(Transaction, "run", run_counted)
        batch = Batch(
            run=run(),
            steps=[step(f"s{n}") for n in range(size)],
            artifacts=[image(f"a{n}", step=f"s{n}", blob=stored(b"%d" % n)) for n in range(size)],
            relations=[derived(f"a{n}", f"a{n - 1}") for n in range(1, size)],
        )
        await ingest_run(graph, request_id=request_id, batch=batch)
        monkeypatch.setattr(Transaction, "run", original)
        counts.append(len(sent))

    await counted(2, "few")
    await counted(50, "many")

    assert counts == [8, 8]


REFUSED = {
    "a run that belongs nowhere": (
        {"run": run(session_id=None)},
        BadInput,
        "a run belongs to a story or to a session: give storyId or sessionId",
    ),
    "a failed run without an error": (
        {"run": run(status=Status.FAILED)},
        BadInput,
        "error must say why it failed",
    ),
    "a pending run that has started": (
        {"run": run(status=Status.PENDING, started_at=datetime(2026, 1, 1, tzinfo=UTC))},
        BadInput,
        "startedAt belongs to what has started, and the status is pending",
    ),
    "a running run that has ended": (
        {"run": run(status=Status.RUNNING, finished_at=datetime(2026, 1, 1, tzinfo=UTC))},
        BadInput,
        "finishedAt belongs to what has ended, and the status is running",
    ),
    "a run that ends before it starts": (
        {
            "run": run(
                started_at=datetime(2026, 1, 2, tzinfo=UTC),
                finished_at=datetime(2026, 1, 1, tzinfo=UTC),
            )
        },
        BadInput,
        "finishedAt must not be before startedAt",
    ),
    "a time without a zone": (
        {"run": run(created_at=datetime(2026, 1, 1))},
        BadInput,
        "createdAt must say its zone, like 2026-03-01T12:00:00Z",
    ),
    "a bad name in a step": (
        {"steps": [step("draw", agent="")]},
        BadInput,
        "step draw: agent must have 1 to 256 characters, not 0",
    ),
    "two steps of one ref": (
        {"steps": [step("draw"), step("draw")]},
        BadInput,
        "two steps have the ref draw",
    ),
    "two artifacts of one ref": (
        {"artifacts": [image("fox"), image("fox")]},
        BadInput,
        "two artifacts have the ref fox",
    ),
    "an artifact of an unknown step": (
        {"artifacts": [image("fox", step="paint")]},
        BadInput,
        "artifact fox: no step of the batch has the ref paint",
    ),
    "an artifact that the run would not know": (
        {"artifacts": [image("fox", stage=None)]},
        BadInput,
        "artifact fox: it has neither step nor stage, so that the run would not know it",
    ),
    "a media type of another kind": (
        {"artifacts": [image("fox", media_type="audio/mpeg")]},
        MediaTypeMismatch,
        "artifact fox: audio/mpeg is no media type of the kind image",
    ),
    "bytes that are none": (
        {"artifacts": [image("fox", blob=stored(b""))]},
        EmptyBlob,
        "artifact fox: an artifact's content has at least one byte",
    ),
    "one digest with two sizes": (
        {
            "artifacts": [
                image("fox", blob=stored(b"fox")),
                image("hen", blob=replace(stored(b"fox"), size=4)),
            ]
        },
        SizeMismatch,
        "artifact hen: the batch has the same digest with 3 bytes",
    ),
    "a relation of an unknown artifact": (
        {"artifacts": [image("fox")], "relations": [derived("fox", "hen")]},
        BadInput,
        "no artifact of the batch has the ref hen",
    ),
    "a relation to itself": (
        {"artifacts": [image("fox")], "relations": [derived("fox", "fox")]},
        SelfRelation,
        "artifact fox cannot be made from itself",
    ),
    "a relation twice": (
        {
            "artifacts": [image("fox"), image("hen")],
            "relations": [derived("fox", "hen"), derived("fox", "hen", note="again")],
        },
        DuplicateRelation,
        "fox is derived_from hen twice in the batch",
    ),
    "links without a story": (
        {"artifacts": [image("fox")], "links": [cover("fox")]},
        BadInput,
        "links and setCurrent need the storyId of the run",
    ),
    "a current run without a story": (
        {"set_current": True},
        BadInput,
        "links and setCurrent need the storyId of the run",
    ),
    "a bad stage": (
        {"artifacts": [image("fox")], "consumed": [ConsumedRecord(artifact="fox", stage="")]},
        BadInput,
        "consumed artifact fox: stage must have 1 to 256 characters, not 0",
    ),
    "an artifact consumed twice in a stage": (
        {
            "artifacts": [image("fox")],
            "consumed": [ConsumedRecord(artifact="fox", stage="a")] * 2,
        },
        BadInput,
        "consumed has an artifact twice in the same stage",
    ),
    "an unknown artifact consumed": (
        {"consumed": [ConsumedRecord(artifact=NOBODY, stage="a")]},
        NotFound,
        f"there is no artifact {NOBODY}",
    ),
    "an unknown source": (
        {"artifacts": [image("fox")], "relations": [derived("fox", NOBODY)]},
        SourceNotFound,
        f"there is no artifact {NOBODY}",
    ),
    "an unknown story": (
        {"run": run(story_id=NOBODY)},
        NotFound,
        f"there is no story {NOBODY}",
    ),
    "too many artifacts": (
        {"artifacts": [image(f"a{n}") for n in range(1001)]},
        BadInput,
        "artifacts must be at most 1000, not 1001",
    ),
    "too many relations": (
        {"relations": [derived("a", "b")] * 5001},
        BadInput,
        "relations must be at most 5000, not 5001",
    ),
}


@pytest.mark.parametrize(("said", "error", "message"), REFUSED.values(), ids=REFUSED)
async def test_a_batch_with_a_mistake_writes_nothing(graph, look, said, error, message):
    before = look.everything()

    with pytest.raises(error) as refused:
        await ingest_run(graph, request_id="in", batch=Batch(**{"run": run(), **said}))

    assert type(refused.value) is error
    assert refused.value.message == message
    assert look.everything() == before


REFUSED_LINKS = {
    "an intermediate artifact": (
        {"artifacts": [image("fox", state=State.INTERMEDIATE)], "links": [cover("fox")]},
        IllegalState,
        "link of artifact fox: only a candidate or published artifact can be linked,"
        " and this one is intermediate",
    ),
    "an archived artifact": (
        {"artifacts": [image("fox", state=State.ARCHIVED)], "links": [cover("fox")]},
        IllegalState,
        "link of artifact fox: only a candidate or published artifact can be linked,"
        " and this one is archived",
    ),
    "an artifact of another kind": (
        {"artifacts": [image("fox")], "links": [cover("fox", role=Role.FINAL_AUDIO)]},
        KindMismatch,
        "link of artifact fox: final_audio takes audio, not image",
    ),
    "two primaries of a role": (
        {"artifacts": [image("fox"), image("hen")], "links": [cover("fox"), cover("hen")]},
        BadInput,
        "links has two primaries of the role cover",
    ),
    "one artifact twice in a role": (
        {"artifacts": [image("fox")], "links": [cover("fox"), cover("fox", is_primary=False)]},
        BadInput,
        "links has an artifact twice in the same role",
    ),
    "a position of a cover": (
        {"artifacts": [image("fox")], "links": [cover("fox", position=1)]},
        BadInput,
        "link of artifact fox: position is for scene_image, not for cover",
    ),
    "an unknown ref": (
        {"links": [cover("fox")]},
        BadInput,
        "no artifact of the batch has the ref fox",
    ),
    "an unknown id": ({"links": [cover(NOBODY)]}, NotFound, f"there is no artifact {NOBODY}"),
}


@pytest.mark.parametrize(("said", "error", "message"), REFUSED_LINKS.values(), ids=REFUSED_LINKS)
async def test_a_batch_with_a_bad_link_writes_nothing(graph, look, story_id, said, error, message):
    batch = Batch(run=run(story_id=story_id), **said)
    before = look.everything()

    with pytest.raises(error) as refused:
        await ingest_run(graph, request_id="in", batch=batch)

    assert refused.value.message == message
    assert look.everything() == before


@pytest.mark.parametrize(
    ("old", "role", "error"),
    [
        ({"state": State.INTERMEDIATE}, Role.COVER, IllegalState),
        ({"state": State.ARCHIVED}, Role.COVER, IllegalState),
        ({}, Role.FINAL_VIDEO, KindMismatch),
    ],
)
async def test_an_artifact_that_exists_is_linked_by_the_same_rules(
    graph, look, story_id, old, role, error
):
    ingested = await ingest_run(
        graph, request_id="old", batch=Batch(run=run(), artifacts=[image("fox", **old)])
    )
    fox, before = ingested.artifact_ids["fox"], look.everything()
    batch = Batch(run=run(story_id=story_id), links=[cover(fox, role=role)])

    with pytest.raises(error):
        await ingest_run(graph, request_id="in", batch=batch)

    assert look.everything() == before


async def test_a_cycle_inside_the_batch_is_refused_with_the_way_back(graph, look, sketch_id):
    before = look.everything()
    relations = [
        derived("a", "b"),
        derived("b", sketch_id, RelationType.VARIANT_OF),
        derived(sketch_id, "a", RelationType.TRANSCODED_FROM),
        derived("a", "c"),
    ]
    batch = Batch(run=run(), artifacts=[image(ref) for ref in "abc"], relations=relations)

    with pytest.raises(Cycle) as refused:
        await ingest_run(graph, request_id="in", batch=batch)

    path = refused.value.path
    ring = ["a", "b", sketch_id]
    assert path in [ring[turn:] + ring[:turn] for turn in range(3)]
    assert refused.value.message == "the relations make a cycle of 3 artifacts"
    assert look.everything() == before


async def test_a_cycle_through_the_graph_is_refused_with_the_way_back(graph, look, sketch_id):
    painted = Batch(
        run=run(), artifacts=[image("painting")], relations=[derived("painting", sketch_id)]
    )
    painting = (await ingest_run(graph, request_id="p", batch=painted)).artifact_ids["painting"]
    before = look.everything()
    batch = Batch(
        run=run(),
        artifacts=[image("photo")],
        relations=[derived(sketch_id, "photo"), derived("photo", painting)],
    )

    with pytest.raises(Cycle) as refused:
        await ingest_run(graph, request_id="in", batch=batch)

    assert refused.value.path == ["photo", painting, sketch_id]
    assert look.everything() == before


async def test_a_relation_that_is_there_already_is_refused(graph, look, sketch_id):
    painted = Batch(
        run=run(), artifacts=[image("painting")], relations=[derived("painting", sketch_id)]
    )
    painting = (await ingest_run(graph, request_id="p", batch=painted)).artifact_ids["painting"]
    before = look.everything()
    batch = Batch(run=run(), relations=[derived(painting, sketch_id)])

    with pytest.raises(DuplicateRelation) as refused:
        await ingest_run(graph, request_id="in", batch=batch)

    assert refused.value.message == f"{painting} is derived_from {sketch_id} already"
    assert look.everything() == before


async def test_bytes_of_another_length_than_the_store_has_are_refused(graph, look):
    batch = Batch(run=run(), artifacts=[image("fox", blob=stored(b"fox"))])
    await ingest_run(graph, request_id="first", batch=batch)
    before = look.everything()
    wrong = image("hen", blob=replace(stored(b"fox"), size=4))

    with pytest.raises(SizeMismatch):
        await ingest_run(graph, request_id="in", batch=Batch(run=run(), artifacts=[wrong]))

    assert look.everything() == before
