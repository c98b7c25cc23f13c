"""Assessing artifacts: what is kept, which one counts, and what is refused."""

from __future__ import annotations

import pytest

from app.actions.archive_artifact import archive_artifact
from app.actions.assess_artifact import assess_artifact
from app.domain.artifacts import State
from app.domain.assessments import AssessmentKind
from app.errors import BadInput, IdempotencyMismatch, NotFound

pytestmark = pytest.mark.anyio

NOBODY = "5f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c11"
SAFETY, QUALITY, RIGHTS = AssessmentKind
COUNTING = (
    "MATCH (x:Assessment)-[:ASSESSES]->(:Artifact {id: $id}) WHERE x.slot IS NOT NULL"
    " RETURN x.kind, x.score, x.slot ORDER BY x.kind"
)


async def assessed(graph, artifact_id, score, kind=SAFETY, **facts):
    known = {"request_id": f"{artifact_id} {kind} {score}", "by": "guard-2"}
    return await assess_artifact(
        graph, artifact_id=artifact_id, kind=kind, score=score, **{**known, **facts}
    )


async def test_an_assessment_is_kept_beside_an_artifact_that_stays_as_it_is(graph, look, artifact):
    cover, _ = artifact(), artifact()
    before = look.node(cover)

    made = await assessed(graph, cover, 0.25, by="Ada", note="A knife.\nOn page 3.", actor="ada")

    assert look.node(cover) == {**before, "rev": 1}
    assert look.rows(
        "MATCH (x:Assessment)-[:ASSESSES]->(a) RETURN x {.*, created_at: null}, a.id,"
        " valueType(x.created_at)"
    ) == [
        [
            {
                "id": made,
                "kind": "safety",
                "score": 0.25,
                "by": "Ada",
                "note": "A knife.\nOn page 3.",
                "slot": f"{cover}|safety",
                "created_at": None,
            },
            cover,
            "ZONED DATETIME NOT NULL",
        ]
    ]


async def test_an_assessment_is_an_event_of_its_artifact(graph, look, artifact):
    cover = artifact()

    made = await assessed(graph, cover, 1.0, RIGHTS)

    told = {"id": made, "kind": "rights", "score": 1.0, "by": "guard-2", "note": None}
    assert look.events(cover) == [
        ("artifact_assessed", {"assessments": []}, {"assessments": [told]})
    ]


async def test_the_newest_of_each_kind_counts_and_every_assessment_stays(graph, look, artifact):
    cover, other = artifact(), artifact()
    await assessed(graph, other, 0.5)
    for score in (0.1, 0.9, 0.3):
        await assessed(graph, cover, score)
    await assessed(graph, cover, 0.7, QUALITY)

    found = look.rows(COUNTING, id=cover)

    assert found == [["quality", 0.7, f"{cover}|quality"], ["safety", 0.3, f"{cover}|safety"]]
    assert look.rows(COUNTING, id=other) == [["safety", 0.5, f"{other}|safety"]]
    assert look.rows(
        "MATCH (x:Assessment {kind: 'safety'})-[:ASSESSES]->({id: $id})"
        " RETURN x.score ORDER BY x.created_at",
        id=cover,
    ) == [[0.1], [0.9], [0.3]]


async def test_an_older_assessment_than_the_one_that_counts_does_not_count(graph, look, artifact):
    cover = artifact()
    await assessed(graph, cover, 0.2)
    look.rows("MATCH (x:Assessment) SET x.created_at = datetime() + duration({days: 1})")

    await assessed(graph, cover, 0.8)

    assert look.rows(COUNTING, id=cover) == [["safety", 0.2, f"{cover}|safety"]]


async def test_the_same_request_assesses_once(graph, look, artifact, refused):
    cover = artifact()
    made = await assessed(graph, cover, 0.5, request_id="once")

    again = await assessed(graph, cover, 0.5, request_id="once")

    assert again == made
    assert look.rows("MATCH (x:Assessment) RETURN count(x)") == [[1]]
    assert look.node(cover)["rev"] == 1
    for changes in ({"score": 0.6}, {"kind": QUALITY}, {"by": "Bob"}, {"note": "no"}):
        with refused(IdempotencyMismatch):
            await assessed(graph, cover, **{"score": 0.5, "request_id": "once", **changes})


@pytest.mark.parametrize("score", [-0.01, 1.01, float("nan"), float("inf"), float("-inf")])
async def test_a_score_is_from_0_to_1(graph, artifact, refused, score):
    cover = artifact()

    with refused(BadInput) as refusal:
        await assessed(graph, cover, score)

    assert refusal.value.message == f"score must be from 0.0 to 1.0, not {score}"


@pytest.mark.parametrize("score", [0.0, 1.0])
async def test_the_ends_of_the_scale_are_scores(graph, look, artifact, score):
    cover = artifact()

    await assessed(graph, cover, score)

    assert look.rows(COUNTING, id=cover) == [["safety", score, f"{cover}|safety"]]


@pytest.mark.parametrize(
    "facts",
    [{"note": "x" * 1_025}, {"note": "\ud800"}, {"by": ""}, {"by": "x" * 257}, {"by": "a\nb"}],
)
async def test_what_is_said_with_an_assessment_is_checked(graph, artifact, refused, facts):
    cover = artifact()

    with refused(BadInput):
        await assessed(graph, cover, 0.5, **facts)


async def test_what_is_assessed_exists(graph, artifact, refused):
    artifact()

    with refused(NotFound) as refusal:
        await assessed(graph, NOBODY, 0.5)
    with refused(BadInput):
        await assessed(graph, "../x", 0.5)

    assert refusal.value.message == f"there is no artifact {NOBODY}"


@pytest.mark.parametrize("state", State)
async def test_an_artifact_is_assessed_in_any_state_and_stays_in_it(graph, look, artifact, state):
    cover = artifact(state=state.value)

    await assessed(graph, cover, 0.5)

    assert look.node(cover)["state"] == state
    assert look.rows(COUNTING, id=cover) == [["safety", 0.5, f"{cover}|safety"]]


async def test_an_artifact_keeps_its_assessments_when_it_is_archived(graph, look, artifact):
    cover = artifact()
    await assessed(graph, cover, 0.1)

    await archive_artifact(graph, artifact_id=cover)

    assert look.rows(COUNTING, id=cover) == [["safety", 0.1, f"{cover}|safety"]]
    assert [kind for kind, _, _ in look.events(cover)] == ["artifact_assessed", "artifact_archived"]


async def test_of_assessments_at_once_all_stay_and_one_counts(graph, look, artifact, race):
    cover = artifact()
    scores = [place / 16 for place in range(16)]

    outcomes = await race(lambda score: assessed(graph, cover, score), scores)

    assert len(set(outcomes)) == 16
    [[kept]] = look.rows("MATCH (x:Assessment)-[:ASSESSES]->({id: $id}) RETURN count(x)", id=cover)
    assert (kept, len(look.rows(COUNTING, id=cover)), look.node(cover)["rev"]) == (16, 1, 16)
