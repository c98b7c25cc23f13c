from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.actions.create_story import create_story
from app.actions.ingest_run import ingest_run
from app.domain.artifacts import State
from app.domain.ingest import (
    Batch,
    ConsumedRecord,
)
from app.domain.lineage import RelationType
from app.domain.runs import Status
from app.domain.stories import Role
from app.errors import (
    BadInput,
    Cycle,
    DuplicateRelation,
    EmptyBlob,
    IllegalState,
    KindMismatch,
    MediaTypeMismatch,
    NotFound,
    SelfRelation,
    SizeMismatch,
    SourceNotFound,
)
from tests.batches import NOBODY, cover, derived, image, run, step, stored

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
        "startedAt belongs to what has started, and the status is PENDING",
    ),
    "a running run that has ended": (
        {"run": run(status=Status.RUNNING, finished_at=datetime(2026, 1, 1, tzinfo=UTC))},
        BadInput,
        "finishedAt belongs to what has ended, and the status is RUNNING",
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
    "a step that has not ended in a run that has": (
        {"steps": [step("draw", status=Status.RUNNING)]},
        BadInput,
        "step draw: the run is COMPLETED, so the step must have ended too: status must be"
        " COMPLETED, FAILED or CANCELLED, not RUNNING",
    ),
    "a step that waits in a run that has failed": (
        {
            "run": run(status=Status.FAILED, error="no paint"),
            "steps": [step("draw", status=Status.PENDING)],
        },
        BadInput,
        "step draw: the run is FAILED, so the step must have ended too: status must be"
        " COMPLETED, FAILED or CANCELLED, not PENDING",
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
        "artifact fox: audio/mpeg is a media type of the kind AUDIO, not IMAGE",
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
        " and this one is INTERMEDIATE",
    ),
    "an archived artifact": (
        {"artifacts": [image("fox", state=State.ARCHIVED)], "links": [cover("fox")]},
        IllegalState,
        "link of artifact fox: only a candidate or published artifact can be linked,"
        " and this one is ARCHIVED",
    ),
    "an artifact of another kind": (
        {"artifacts": [image("fox")], "links": [cover("fox", role=Role.FINAL_AUDIO)]},
        KindMismatch,
        "link of artifact fox: FINAL_AUDIO takes AUDIO, not IMAGE",
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
        "link of artifact fox: position is for SCENE_IMAGE, not for COVER",
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
