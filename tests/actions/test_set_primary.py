"""One primary for each role of a story."""

from __future__ import annotations

import pytest

from app.actions.link_artifact import Linked, link_artifact
from app.actions.set_primary import set_primary
from app.domain.stories import Role
from app.errors import BadInput, Conflict, IllegalState, KindMismatch, NotFound

pytestmark = pytest.mark.anyio

NOBODY = "5f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c11"
PRIMARIES = (
    "MATCH (s:Story)-[l:HAS_ARTIFACT]->(a:Artifact) WHERE l.is_primary"
    " RETURN s.id, l.role, a.id, l.slot ORDER BY l.role"
)


async def primary(graph, story_id, artifact_id, role=Role.COVER, **more):
    return await set_primary(graph, story_id=story_id, role=role, artifact_id=artifact_id, **more)


async def test_a_linked_artifact_becomes_the_primary(graph, look, story, artifact):
    fox, scene = story(), artifact()
    await link_artifact(graph, story_id=fox, artifact_id=scene, role=Role.SCENE_IMAGE, position=4)

    link = await primary(graph, fox, scene, Role.SCENE_IMAGE)

    assert link == Linked(
        story_id=fox,
        artifact_id=scene,
        role=Role.SCENE_IMAGE,
        is_primary=True,
        position=4,
        key=f"{fox}|scene_image|{scene}",
        rev=2,
    )
    told = {"artifact": scene, "role": "scene_image", "is_primary": False, "position": 4}
    assert look.events(fox)[1] == (
        "primary_set",
        {"links": [told]},
        {"links": [told | {"is_primary": True}]},
    )


async def test_an_artifact_that_was_not_linked_is_linked_as_primary(graph, look, story, artifact):
    fox, cover = story(), artifact()

    await primary(graph, fox, cover)

    assert look.rows(PRIMARIES) == [[fox, "cover", cover, f"{fox}|cover"]]


async def test_primaries_of_other_roles_and_stories_stay(graph, look, story, artifact):
    fox, boat, first, second = story(), story(), artifact(), artifact()
    await primary(graph, fox, first)
    await primary(graph, fox, first, Role.SCENE_IMAGE)
    await primary(graph, boat, first)

    await primary(graph, fox, second)

    assert sorted(look.rows(PRIMARIES)) == sorted(
        [
            [boat, "cover", first, f"{boat}|cover"],
            [fox, "cover", second, f"{fox}|cover"],
            [fox, "scene_image", first, f"{fox}|scene_image"],
        ]
    )


async def test_what_cannot_be_linked_cannot_be_primary(graph, story, artifact, refused):
    fox, sound, old = story(), artifact("audio"), artifact(state="archived")

    with refused(KindMismatch) as raised:
        await primary(graph, fox, sound)
    with refused(IllegalState):
        await primary(graph, fox, old)
    with refused(NotFound):
        await primary(graph, fox, NOBODY)
    with refused(NotFound):
        await primary(graph, NOBODY, sound)
    with refused(BadInput):
        await primary(graph, "fox", sound)

    assert raised.value.message == "COVER takes IMAGE, not AUDIO"


async def test_a_primary_that_was_linked_before_must_still_be_fit(
    graph, look, story, artifact, refused
):
    fox, cover = story(), artifact()
    await link_artifact(graph, story_id=fox, artifact_id=cover, role=Role.COVER)
    look.rows("MATCH (a:Artifact) SET a.state = 'archived'")

    with refused(IllegalState):
        await primary(graph, fox, cover)


async def test_of_many_who_expect_the_same_primary_one_succeeds(graph, look, race, story, artifact):
    fox, before, covers = story(), artifact(), [artifact() for _ in range(8)]
    await primary(graph, fox, before)

    outcomes = await race(lambda cover: primary(graph, fox, cover, expected_primary=before), covers)

    [winner] = [outcome for outcome in outcomes if isinstance(outcome, Linked)]
    assert outcomes.count(Conflict) == 7
    assert look.rows(PRIMARIES) == [[fox, "cover", winner.artifact_id, f"{fox}|cover"]]


async def test_of_many_primaries_set_at_once_one_stays_and_none_fails(
    graph, look, race, story, artifact
):
    fox, covers = story(), [artifact() for _ in range(8)]

    for _ in range(3):
        outcomes = await race(lambda cover: primary(graph, fox, cover), covers)
        assert all(isinstance(outcome, Linked) for outcome in outcomes)

    assert look.rows("MATCH (l:Lock) RETURN l.name, l.n") == [[f"story:{fox}", 24]]
    [[_, _, last, _]] = look.rows(PRIMARIES)
    events = look.events(fox)
    assert events[-1][2]["links"][0] == {
        "artifact": last,
        "role": "cover",
        "is_primary": True,
        "position": None,
    }
