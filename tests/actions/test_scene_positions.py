"""A scene has a position, whichever way it is linked."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from app.actions.ingest_run import ingest_run
from app.actions.link_artifact import link_artifact
from app.actions.set_primary import set_primary
from app.domain.artifacts import Kind, State
from app.domain.ingest import ArtifactRecord, Batch, LinkRecord, RunRecord
from app.domain.stories import Role
from app.errors import BadInput
from app.writes import stories, story_links
from tests.waiting import until

pytestmark = pytest.mark.anyio

HIGHEST = 2**31 - 1
SCENES = (
    "MATCH (:Story {id: $id})-[l:HAS_ARTIFACT {role: 'scene_image'}]->(a)"
    " RETURN a.id, l.position ORDER BY l.position, a.id"
)


async def linked(graph, story_id, artifact_id, position=None):
    role = Role.SCENE_IMAGE
    ids = {"story_id": story_id, "artifact_id": artifact_id}
    return await link_artifact(graph, **ids, role=role, position=position)


async def primary(graph, story_id, artifact_id):
    role = Role.SCENE_IMAGE
    return await set_primary(graph, story_id=story_id, artifact_id=artifact_id, role=role)


@pytest.mark.parametrize("link", [linked, primary])
@pytest.mark.parametrize(("others", "expected"), [((), 0), ((4,), 5), ((4, 2), 5), ((0, 0), 1)])
async def test_a_new_scene_without_a_position_comes_after_all_others(
    graph, look, story, artifact, link, others, expected
):
    fox, boat, scene = story(), story(), artifact()
    for position in others:
        await linked(graph, fox, artifact(), position)
    await linked(graph, boat, scene, 9)

    made = await link(graph, fox, scene)

    assert made.position == expected
    [told] = [one for one in look.events(fox)[-1][2]["links"] if one["artifact"] == scene]
    assert told["position"] == expected


async def test_other_roles_have_no_position(graph, story, artifact):
    made = await set_primary(graph, story_id=story(), artifact_id=artifact(), role=Role.COVER)

    assert made.position is None


@pytest.mark.parametrize("link", [linked, primary])
async def test_no_position_after_the_last_one_is_refused(graph, story, artifact, refused, link):
    fox, scene = story(), artifact()
    await linked(graph, fox, artifact(), HIGHEST)

    with refused(BadInput) as raised:
        await link(graph, fox, scene)

    assert raised.value.message == (
        f"a scene of the story has the last position, {HIGHEST}: give a position"
    )


async def test_scenes_that_are_linked_at_once_get_positions_of_their_own(
    graph, look, race, story, artifact
):
    fox, scenes = story(), [artifact() for _ in range(8)]

    await race(lambda scene: linked(graph, fox, scene), scenes)

    assert [position for _, position in look.rows(SCENES, id=fox)] == list(range(8))


async def test_scenes_of_a_run_come_after_all_others_in_their_order(graph, look, story, artifact):
    fox, old = story(), artifact()
    await linked(graph, fox, old, 2)
    pictures = [
        ArtifactRecord(
            ref=ref,
            kind=Kind.IMAGE,
            media_type="image/png",
            name=ref,
            stage="paint",
            state=State.CANDIDATE,
        )
        for ref in "abc"
    ]
    scene = LinkRecord(artifact="a", role=Role.SCENE_IMAGE)
    links = [
        replace(scene, artifact="b"),
        replace(scene, artifact=old),
        replace(scene, artifact="c", position=5),
        scene,
        replace(scene, artifact="b", role=Role.COVER),
    ]
    batch = Batch(run=RunRecord(workflow="w", story_id=fox), artifacts=pictures, links=links)

    made = await ingest_run(graph, request_id="in", batch=batch)

    ids = made.artifact_ids
    assert look.rows(SCENES, id=fox) == [[old, 2], [ids["c"], 5], [ids["b"], 6], [ids["a"], 7]]
    told = {one["artifact"]: one["position"] for one in look.events(fox)[-1][2]["links"]}
    assert [told[ids["c"]], told[ids["a"]], old in told] == [5, 7, False]


async def test_a_scene_that_has_none_gets_a_position_when_it_is_linked_again(
    graph, look, story, artifact
):
    fox, scene = story(), artifact()
    await linked(graph, fox, scene)
    look.rows("MATCH (:Story)-[l:HAS_ARTIFACT]->() SET l.position = null")

    again = await linked(graph, fox, scene)

    assert (again.position, again.rev) == (0, 2)


async def test_without_the_lock_two_scenes_get_the_same_position(
    graph, look, story, artifact, monkeypatch
):
    put, other_is_linked, looked = story_links.put_links, asyncio.Event(), []

    async def take_no_lock(*_):
        return None

    async def put_the_first_last(*arguments):
        looked.append(arguments)
        if len(looked) == 1:
            await other_is_linked.wait()
        return await put(*arguments)

    monkeypatch.setattr(stories, "lock_stories", take_no_lock)
    monkeypatch.setattr(story_links, "put_links", put_the_first_last)
    fox = story()

    first = asyncio.create_task(linked(graph, fox, artifact()))
    await until(lambda: len(looked) == 1)
    await linked(graph, fox, artifact())
    other_is_linked.set()
    await first

    assert [position for _, position in look.rows(SCENES, id=fox)] == [0, 0]
