"""New artifacts: what is written with them, what is refused, and what a retry gets."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from app.actions.begin_uploads import UploadIntent, begin_uploads
from app.actions.register_artifact import Registered, register_stored
from app.domain.artifacts import Kind, State
from app.domain.blobs import StoredBlob
from app.domain.lineage import RelationType, Source
from app.errors import (
    BadInput,
    DigestMismatch,
    EmptyBlob,
    IdempotencyMismatch,
    MediaTypeMismatch,
    NotFound,
    SizeMismatch,
    SourceNotFound,
    UploadExpired,
)
from app.writes.requests import is_answered
from app.writes.uploads import usable_upload

pytestmark = pytest.mark.anyio

NOBODY = "5f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c11"
NOBODY_ELSE = "6f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c11"
SHA256, OTHER_SHA256 = "ab" * 32, "cd" * 32


def blob(key="blobs/ab/one", sha256=SHA256, size=2_000):
    return StoredBlob(sha256=sha256, size=size, key=key)


async def registered(graph, request_id="register", **more):
    asked = {"kind": Kind.IMAGE, "media_type": "image/png", "name": "cover.png"}
    return await register_stored(graph, request_id=request_id, **(asked | more))


async def upload_of(graph, actor="local", **more):
    intent = UploadIntent(request_id="upload", kind=Kind.IMAGE, media_type="image/png", **more)
    [begun] = await begin_uploads(graph, [intent], lifetime=timedelta(hours=1), actor=actor)
    return begun.upload_id


def derived_from(*ids):
    return [Source(artifact_id=one, relation_type=RelationType.DERIVED_FROM) for one in ids]


async def test_an_artifact_is_registered_with_all_that_is_known_of_it(graph, look, step):
    run_id, step_id = step()

    new = await registered(
        graph,
        metadata={"seed": 7, "model": "brush-2"},
        state=State.CANDIDATE,
        step_id=step_id,
        blob=blob(),
        actor="ada",
    )

    assert new == Registered(artifact_id=new.artifact_id, deduplicated=False, unused_key=None)
    kept = look.node(new.artifact_id)
    assert json.loads(kept.pop("metadata")) == {"seed": 7, "model": "brush-2"}
    del kept["created_at"]
    assert kept == {
        "id": new.artifact_id,
        "kind": "image",
        "media_type": "image/png",
        "state": "candidate",
        "name": "cover.png",
        "sha256": SHA256,
        "size": 2_000,
        "rev": 1,
    }
    assert look.rows("MATCH (s:AgentStep)-[:CREATED]->(a) RETURN s.id, a.id") == [
        [step_id, new.artifact_id]
    ]
    assert look.rows("MATCH (a)-[:MADE_IN]->(r:Run) RETURN a.id, r.id") == [
        [new.artifact_id, run_id]
    ]
    assert look.rows("MATCH (a)-[:STORED_AS]->(b:Blob) RETURN a.id, b.sha256, b.size, b.key") == [
        [new.artifact_id, SHA256, 2_000, "blobs/ab/one"]
    ]
    assert look.events(new.artifact_id) == [
        ("artifact_registered", {}, {"state": "candidate", "relations": []})
    ]
    assert look.node(run_id)["rev"] == 0


async def test_an_artifact_needs_no_step_no_sources_and_no_content(graph, look):
    new = await registered(graph)

    kept = look.node(new.artifact_id)
    del kept["created_at"]
    assert kept == {
        "id": new.artifact_id,
        "kind": "image",
        "media_type": "image/png",
        "state": "intermediate",
        "name": "cover.png",
        "rev": 1,
    }
    assert look.rows("MATCH (:Artifact)-[r]-(n) WHERE NOT n:Event RETURN r") == []


async def test_an_artifact_is_registered_with_its_sources(graph, look, artifact):
    sketch, take, _ = artifact(), artifact("audio"), artifact()
    sources = [
        Source(artifact_id=sketch, relation_type=RelationType.DERIVED_FROM, note="inked"),
        Source(artifact_id=sketch, relation_type=RelationType.VARIANT_OF),
        Source(artifact_id=take, relation_type=RelationType.TRANSCODED_FROM),
    ]

    new = await registered(graph, sources=sources)

    rows = look.rows(
        "MATCH (a:Artifact)-[r]->(b:Artifact)"
        " RETURN a.id, type(r), b.id, r.key, r.note, valueType(r.created_at) ORDER BY type(r)"
    )
    cover, at = new.artifact_id, "ZONED DATETIME NOT NULL"
    assert rows == [
        [cover, "DERIVED_FROM", sketch, f"{cover}|{sketch}", "inked", at],
        [cover, "TRANSCODED_FROM", take, f"{cover}|{take}", None, at],
        [cover, "VARIANT_OF", sketch, f"{cover}|{sketch}", None, at],
    ]
    [(_, _, after)] = look.events(cover)
    assert after["relations"] == [
        {"type": "derived_from", "to": sketch, "note": "inked"},
        {"type": "variant_of", "to": sketch, "note": None},
        {"type": "transcoded_from", "to": take, "note": None},
    ]
    assert look.node(sketch)["rev"] == 0


async def test_registering_with_a_stage_says_that_the_run_produced_it(graph, look, step):
    run_id, step_id = step()

    new = await registered(graph, step_id=step_id, stage="paint")

    assert look.rows("MATCH (r:Run)-[l:PRODUCED]->(a) RETURN r.id, a.id, l.stage, l.key") == [
        [run_id, new.artifact_id, "paint", f"{run_id}|paint|{new.artifact_id}"]
    ]
    assert look.rows("MATCH (a)-[:MADE_IN]->(r:Run) RETURN a.id, r.id") == [
        [new.artifact_id, run_id]
    ]
    told = {"artifact": new.artifact_id, "stage": "paint"}
    assert look.events(run_id) == [("run_linked", {"produced": []}, {"produced": [told]})]


async def test_bytes_that_the_store_had_already_are_kept_once(graph, look):
    first = await registered(graph, "first", blob=blob("blobs/ab/one"))
    look.rows("MATCH (b:Blob) SET b.idle_at = datetime()")

    second = await registered(graph, "second", blob=blob("blobs/ab/two"))

    assert second == Registered(
        artifact_id=second.artifact_id, deduplicated=True, unused_key="blobs/ab/two"
    )
    assert look.rows("MATCH (b:Blob)<-[:STORED_AS]-(a) RETURN b.key, b.idle_at, collect(a.id)") in (
        [["blobs/ab/one", None, [first.artifact_id, second.artifact_id]]],
        [["blobs/ab/one", None, [second.artifact_id, first.artifact_id]]],
    )


async def test_a_retry_gets_the_same_answer_and_what_it_stored_is_unused(graph, look):
    assert not await is_answered(graph, "register")
    first = await registered(graph, blob=blob("blobs/ab/one"))
    before = look.node(first.artifact_id)

    again = await registered(graph, blob=blob("blobs/ab/two"))

    assert await is_answered(graph, "register")
    assert again == Registered(
        artifact_id=first.artifact_id, deduplicated=False, unused_key="blobs/ab/two"
    )
    assert look.node(first.artifact_id) == before
    assert look.rows("MATCH (n:Artifact|Blob|Event) RETURN count(n)") == [[3]]


@pytest.mark.parametrize(
    "other",
    [
        {"name": "other.png"},
        {"kind": Kind.VIDEO, "media_type": "video/mp4"},
        {"media_type": "image/jpeg"},
        {"metadata": {"seed": 8}},
        {"state": State.CANDIDATE},
        {"blob": blob(sha256=OTHER_SHA256)},
        {"blob": None},
        {"sources": derived_from(NOBODY)},
        {"step_id": NOBODY},
    ],
)
async def test_a_request_registers_one_artifact(graph, refused, other):
    asked = {"blob": blob(), "metadata": {"seed": 7}}
    await registered(graph, **asked)

    with refused(IdempotencyMismatch):
        await registered(graph, **(asked | other))


async def test_many_with_the_same_request_get_one_artifact(graph, look, race):
    for n in range(3):
        keys = [f"blobs/ab/{n}-{client}" for client in range(8)]

        async def register(key, n=n):
            return await registered(graph, f"register {n}", blob=blob(key, f"{n}" * 64))

        outcomes = await race(register, keys)

        assert len({outcome.artifact_id for outcome in outcomes}) == 1
        assert sum(outcome.unused_key is None for outcome in outcomes) == 1
    assert look.rows("MATCH (a:Artifact) RETURN count(a)") == [[3]]
    assert look.rows("MATCH (b:Blob) RETURN count(b)") == [[3]]


async def test_many_with_the_same_bytes_share_one_blob(graph, look, race):
    outcomes = await race(
        lambda client: registered(graph, f"{client}", blob=blob(f"blobs/ab/{client}")), range(8)
    )

    [[key, artifacts]] = look.rows("MATCH (b:Blob)<-[:STORED_AS]-(a) RETURN b.key, count(a)")
    assert artifacts == 8
    unused = {outcome.unused_key for outcome in outcomes} - {None}
    assert unused == {f"blobs/ab/{client}" for client in range(8)} - {key}


async def test_many_from_the_same_sources_into_the_same_run(graph, look, race, artifact, step):
    (run_id, step_id), sketches = step(), [artifact() for _ in range(5)]

    def register(client):
        ids = sketches if client % 2 else sketches[::-1]
        sources = derived_from(*ids)
        return registered(graph, f"{client}", sources=sources, step_id=step_id, stage="paint")

    outcomes = await race(register, range(8))

    assert all(isinstance(outcome, Registered) for outcome in outcomes)
    assert look.node(run_id)["rev"] == 8
    assert look.rows("MATCH (l:Lock) RETURN l.name, l.n") == [[f"run:{run_id}", 8]]
    assert look.rows("MATCH ()-[r:DERIVED_FROM]->() RETURN count(r)") == [[40]]


async def test_every_source_that_is_missing_is_named(graph, artifact, refused):
    sketch = artifact()

    with refused(SourceNotFound) as raised:
        await registered(graph, sources=derived_from(NOBODY, sketch, NOBODY_ELSE))

    assert raised.value.message == f"there is no artifact {NOBODY}, {NOBODY_ELSE}"


async def test_the_step_is_there(graph, refused):
    with refused(NotFound) as raised:
        await registered(graph, step_id=NOBODY)

    assert raised.value.message == f"there is no step {NOBODY}"


async def test_a_stage_is_one_of_a_run(graph, look, step, refused):
    _, step_id = step()
    look.rows("MATCH (r:Run) DETACH DELETE r")

    with refused(BadInput) as raised:
        await registered(graph, step_id=step_id, stage="paint")

    assert raised.value.message == "the step has no run, so there is no stage"
    look.rows("MATCH (s:AgentStep) DETACH DELETE s")  # A step without a run is no lawful graph.


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"request_id": ""}, BadInput),
        ({"name": ""}, BadInput),
        ({"name": "x" * 257}, BadInput),
        ({"media_type": "image/png; charset=x"}, BadInput),
        ({"media_type": "text/html"}, MediaTypeMismatch),
        ({"metadata": {"x": "y" * 65_536}}, BadInput),
        ({"state": State.PUBLISHED}, BadInput),
        ({"state": State.ARCHIVED}, BadInput),
        ({"stage": "paint"}, BadInput),
        ({"step_id": "STEP"}, BadInput),
        ({"upload_id": "../x"}, BadInput),
        ({"blob": blob(size=0)}, EmptyBlob),
        ({"blob": blob(sha256="AB" * 32)}, BadInput),
        ({"sources": derived_from("../x")}, BadInput),
        ({"sources": derived_from(NOBODY, NOBODY)}, BadInput),
        ({"sources": derived_from(*[f"{NOBODY[:-3]}{n}" for n in range(100, 201)])}, BadInput),
    ],
)
async def test_an_artifact_that_cannot_be_is_refused(graph, refused, wrong, error):
    with refused(error):
        await registered(graph, **wrong)


async def test_an_upload_is_used_once(graph, look, refused):
    upload_id = await upload_of(graph, size=2_000, sha256=SHA256)

    new = await registered(graph, upload_id=upload_id, blob=blob())

    assert look.rows("MATCH (u:Upload) RETURN valueType(u.used_at)") == [
        ["ZONED DATETIME NOT NULL"]
    ]
    with refused(UploadExpired):
        await registered(graph, "other", upload_id=upload_id, blob=blob())
    with refused(UploadExpired):
        await usable_upload(graph, upload_id=upload_id, actor="local")
    assert await registered(graph, upload_id=upload_id) == new


async def test_of_many_who_use_an_upload_one_does(graph, race):
    upload_id = await upload_of(graph)

    outcomes = await race(
        lambda client: registered(graph, f"{client}", upload_id=upload_id, blob=blob()), range(6)
    )

    assert outcomes.count(UploadExpired) == 5


async def test_an_upload_that_is_over_or_of_somebody_else_is_not_used(graph, look, refused):
    upload_id = await upload_of(graph, actor="ada")

    with refused(UploadExpired):
        await registered(graph, upload_id=upload_id, blob=blob(), actor="eve")
    with refused(UploadExpired):
        await registered(graph, upload_id=NOBODY, blob=blob(), actor="ada")
    look.rows("MATCH (u:Upload) SET u.expires_at = datetime() - duration({seconds: 1})")
    with refused(UploadExpired) as raised:
        await registered(graph, upload_id=upload_id, blob=blob(), actor="ada")

    assert raised.value.message == (
        "the upload is over, was used already, or was begun by somebody else"
    )


@pytest.mark.parametrize(
    ("brought", "error"),
    [
        ({"blob": blob(size=1_999)}, SizeMismatch),
        ({"blob": blob(sha256=OTHER_SHA256)}, DigestMismatch),
        ({"blob": None}, UploadExpired),
        ({"media_type": "image/jpeg"}, BadInput),
        ({"kind": Kind.VIDEO, "media_type": "video/mp4"}, BadInput),
    ],
)
async def test_an_upload_brings_what_it_was_begun_for(graph, refused, brought, error):
    upload_id = await upload_of(graph, size=2_000, sha256=SHA256)

    with refused(error):
        await registered(graph, **({"upload_id": upload_id, "blob": blob()} | brought))


async def test_a_refused_artifact_leaves_its_upload_usable(graph, look, artifact):
    upload_id = await upload_of(graph)
    with pytest.raises(SourceNotFound):
        await registered(graph, upload_id=upload_id, blob=blob(), sources=derived_from(NOBODY))

    new = await registered(
        graph, upload_id=upload_id, blob=blob(), sources=derived_from(artifact())
    )

    assert look.node(new.artifact_id)["sha256"] == SHA256


async def test_a_hundred_sources_take_as_many_statements_as_one(graph, artifact, sent):
    await registered(graph, "one", sources=derived_from(artifact()), blob=blob())
    one = sent.copy()
    sent.clear()

    await registered(
        graph,
        "hundred",
        sources=derived_from(*[artifact() for _ in range(100)]),
        blob=blob(),
    )

    assert (
        sent
        == one
        == [
            ["writes/requests/claim.cypher"],
            ["writes/artifacts/missing.cypher"],
            [
                "writes/artifacts/create.cypher",
                "writes/relations/create.cypher",
                "writes/blobs/bind.cypher",
            ],
            ["writes/events/create.cypher", "writes/requests/answer.cypher"],
        ]
    )
