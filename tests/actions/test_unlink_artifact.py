"""Taking a role away from an artifact."""

from __future__ import annotations

import pytest

from app.actions.link_artifact import link_artifact
from app.actions.unlink_artifact import Unlinked, unlink_artifact
from app.domain.stories import Role
from app.errors import BadInput, NotFound

pytestmark = pytest.mark.anyio

NOBODY = "5f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c11"


async def unlinked(graph, story_id, artifact_id, role=Role.COVER, reason=None):
    return await unlink_artifact(
        graph, story_id=story_id, artifact_id=artifact_id, role=role, reason=reason
    )


async def test_an_unlinked_artifact_stays_and_the_event_keeps_the_link(
    graph, look, story, artifact
):
    fox, scene = story(), artifact()
    for role in (Role.COVER, Role.SCENE_IMAGE):
        await link_artifact(graph, story_id=fox, artifact_id=scene, role=role, is_primary=True)
    before = look.node(scene)

    gone = await unlinked(graph, fox, scene, reason="too dark")

    assert gone == Unlinked(
        story_id=fox, artifact_id=scene, role=Role.COVER, was_primary=True, rev=3
    )
    assert look.rows("MATCH ()-[l:HAS_ARTIFACT]->() RETURN l.role") == [["scene_image"]]
    assert look.node(scene) == before
    told = {"artifact": scene, "role": "cover", "is_primary": True, "position": None}
    assert look.events(fox)[2] == ("artifact_unlinked", {"links": [told]}, {"links": []})
    assert look.rows("MATCH (e:Event {key: $key}) RETURN e.reason", key=f"{fox}:3") == [
        ["too dark"]
    ]


async def test_of_many_who_take_a_role_away_one_does(graph, look, race, story, artifact):
    fox, cover = story(), artifact()
    await link_artifact(graph, story_id=fox, artifact_id=cover, role=Role.COVER)

    outcomes = await race(lambda _: unlinked(graph, fox, cover), range(6))

    assert outcomes.count(NotFound) == 5
    assert look.node(fox)["rev"] == 2
    assert look.rows("MATCH (l:Lock) RETURN l.name, l.n") == [[f"story:{fox}", 2]]


async def test_only_a_role_that_an_artifact_has_is_taken_away(graph, story, artifact, refused):
    fox, cover = story(), artifact()
    await link_artifact(graph, story_id=fox, artifact_id=cover, role=Role.COVER)

    with refused(NotFound) as raised:
        await unlinked(graph, fox, cover, Role.SCENE_IMAGE)
    with refused(NotFound):
        await unlinked(graph, fox, NOBODY)
    with refused(NotFound):
        await unlinked(graph, NOBODY, cover)
    with refused(BadInput):
        await unlinked(graph, fox, cover, reason="x" * 1025)

    assert raised.value.message == "the artifact is no SCENE_IMAGE of the story"


async def test_an_unlinked_artifact_can_be_linked_again(graph, look, story, artifact):
    fox, cover = story(), artifact()
    await link_artifact(graph, story_id=fox, artifact_id=cover, role=Role.COVER)
    await unlinked(graph, fox, cover)

    link = await link_artifact(
        graph, story_id=fox, artifact_id=cover, role=Role.COVER, is_primary=True
    )

    assert (link.is_primary, link.rev) == (True, 3)
