"""A new artifact with links of stories to it: all of it is written, or nothing."""

from __future__ import annotations

import pytest

from app.actions.create_story import create_story
from app.actions.link_artifact import link_artifact
from app.actions.register_artifact import register_stored
from app.domain.artifacts import Kind, State
from app.domain.stories import Role
from app.domain.story_links import NewLink
from app.errors import (
    BadInput,
    Conflict,
    IdempotencyMismatch,
    IllegalState,
    KindMismatch,
    NotFound,
)

pytestmark = [pytest.mark.anyio, pytest.mark.releases]

NOBODY = "5f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c11"
LINKS = (
    "MATCH (s:Story)-[l:HAS_ARTIFACT]->(a:Artifact)"
    " RETURN s.id, a.id, l.role, l.is_primary, l.position ORDER BY s.title, l.role, l.position"
)


async def registered(graph, *links, request_id="register", **more):
    asked = {"kind": Kind.IMAGE, "media_type": "image/png", "name": "cover.png"}
    asked |= {"state": State.CANDIDATE, "links": links, "request_id": request_id}
    return (await register_stored(graph, **(asked | more))).artifact_id


@pytest.fixture
async def fox(graph):
    return await create_story(graph, request_id="fox", title="The fox")


@pytest.fixture
async def hen(graph):
    return await create_story(graph, request_id="hen", title="The hen")


async def test_an_artifact_is_registered_together_with_its_links(graph, look, fox, hen, artifact):
    old = artifact()
    await link_artifact(graph, story_id=hen, artifact_id=old, role=Role.SCENE_IMAGE, position=6)

    new = await registered(
        graph,
        NewLink(story_id=hen, role=Role.SCENE_IMAGE),
        NewLink(story_id=fox, role=Role.COVER, is_primary=True, expected_primary=None),
        NewLink(story_id=fox, role=Role.SCENE_IMAGE, position=3),
    )

    assert look.rows(LINKS) == [
        [fox, new, "cover", True, None],
        [fox, new, "scene_image", False, 3],
        [hen, old, "scene_image", False, 6],
        [hen, new, "scene_image", False, 7],
    ]
    assert look.node(new)["rev"] == 1


async def test_each_link_raises_its_story_and_leaves_the_event_of_linking(graph, look, fox):
    new = await registered(
        graph,
        NewLink(story_id=fox, role=Role.COVER, is_primary=True),
        NewLink(story_id=fox, role=Role.SCENE_IMAGE),
    )

    known = {"artifact": new, "is_primary": True, "position": None}
    cover = {**known, "role": "cover"}
    scene = {**known, "role": "scene_image", "is_primary": False, "position": 0}
    assert look.node(fox)["rev"] == 3
    assert look.events(fox)[1:] == [
        ("primary_set", {"links": []}, {"links": [cover]}),
        ("artifact_linked", {"links": []}, {"links": [scene]}),
    ]
    assert [kind for kind, _, _ in look.events(new)] == ["artifact_registered"]


async def test_a_new_primary_takes_the_place_of_the_one_before(graph, look, fox):
    first = await registered(graph, NewLink(story_id=fox, role=Role.COVER, is_primary=True))

    second = await registered(
        graph,
        NewLink(story_id=fox, role=Role.COVER, is_primary=True, expected_primary=first),
        request_id="second",
    )

    links = {artifact: is_primary for _, artifact, _, is_primary, _ in look.rows(LINKS)}
    assert links == {first: False, second: True}


REFUSED = {
    "no such story": (NotFound, {"story_id": NOBODY}, {}),
    "another kind": (KindMismatch, {"role": Role.FINAL_AUDIO}, {}),
    "another primary": (Conflict, {"expected_primary": NOBODY}, {}),
    "intermediate": (IllegalState, {}, {"state": State.INTERMEDIATE}),
    "a position of no scene": (BadInput, {"position": 3}, {}),
    "no id": (BadInput, {"story_id": "x"}, {}),
}


@pytest.mark.parametrize("why", REFUSED)
async def test_with_one_link_that_is_refused_nothing_is_written(graph, fox, hen, refused, why):
    error, link, more = REFUSED[why]
    good = NewLink(story_id=hen, role=Role.COVER, is_primary=True)

    with refused(error):
        bad = NewLink(**{"story_id": fox, "role": Role.COVER, **link})
        await registered(graph, good, bad, **more)


async def test_a_story_links_a_new_artifact_once_in_a_role(graph, fox, refused):
    link = NewLink(story_id=fox, role=Role.SCENE_IMAGE)

    with refused(BadInput) as raised:
        await registered(graph, link, NewLink(story_id=fox, role=Role.SCENE_IMAGE, position=2))

    assert raised.value.message == "links has the same story twice in the same role"


async def test_a_retry_gets_the_same_artifact_and_links_nothing_again(graph, look, fox, artifact):
    links = [NewLink(story_id=fox, role=Role.COVER, is_primary=True, expected_primary=None)]
    first = await registered(graph, *links)
    cover = {"story_id": fox, "role": Role.COVER, "artifact_id": artifact()}
    await link_artifact(graph, **cover, is_primary=True)
    before = look.rows(LINKS), look.events(fox)

    again = await registered(graph, *links)

    assert again == first
    assert (look.rows(LINKS), look.events(fox)) == before


@pytest.mark.parametrize(
    "others",
    [
        [],
        [{}],
        [{"expected_primary": None, "is_primary": True}],
        [{"expected_primary": None}, {"role": Role.SCENE_IMAGE}],
    ],
)
async def test_the_links_are_part_of_the_request(graph, fox, refused, others):
    cover = {"story_id": fox, "role": Role.COVER}
    await registered(graph, NewLink(**cover, expected_primary=None))

    with refused(IdempotencyMismatch):
        await registered(graph, *(NewLink(**(cover | other)) for other in others))


async def test_eight_artifacts_that_become_scenes_at_once_have_eight_positions(
    graph, look, race, fox, hen
):
    async def make(name):
        stories = (fox, hen) if name in "aceg" else (hen, fox)
        links = [NewLink(story_id=story, role=Role.SCENE_IMAGE) for story in stories]
        return await registered(graph, *links, request_id=name)

    await race(make, "abcdefgh")

    positions = [[story, position] for story, _, _, _, position in look.rows(LINKS)]
    assert positions == [[story, place] for story in (fox, hen) for place in range(8)]
    assert [look.node(story)["rev"] for story in (fox, hen)] == [9, 9]
