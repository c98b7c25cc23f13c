"""An artifact's roles in a story."""

from __future__ import annotations

import pytest

from app.actions.link_artifact import Linked, link_artifact
from app.domain.stories import Role
from app.errors import BadInput, Conflict, IllegalState, KindMismatch, NotFound
from tests.waiting import BLOCKED, until

pytestmark = [pytest.mark.anyio, pytest.mark.releases]

NOBODY = "5f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c11"
LINKS = (
    "MATCH (s:Story)-[l:HAS_ARTIFACT]->(a:Artifact)"
    " RETURN a.id, l.role, l.is_primary, l.position, l.slot ORDER BY l.role, l.created_at"
)


def told(artifact_id, role, *, is_primary, position=None):
    return {
        "artifact": artifact_id,
        "role": role.value,
        "is_primary": is_primary,
        "position": position,
    }


async def linked(graph, story_id, artifact_id, role=Role.COVER, **more):
    return await link_artifact(graph, story_id=story_id, artifact_id=artifact_id, role=role, **more)


async def test_a_linked_artifact_has_its_role_and_is_no_primary(graph, look, story, artifact):
    fox, cover, _ = story(), artifact(), artifact()

    link = await linked(graph, fox, cover)

    assert link == Linked(
        story_id=fox,
        artifact_id=cover,
        role=Role.COVER,
        is_primary=False,
        position=None,
        key=f"{fox}|cover|{cover}",
        rev=1,
    )
    assert look.rows(LINKS) == [[cover, "cover", False, None, None]]
    assert look.rows("MATCH ()-[l:HAS_ARTIFACT]->() RETURN l.key, valueType(l.created_at)") == [
        [f"{fox}|cover|{cover}", "ZONED DATETIME NOT NULL"]
    ]


async def test_a_link_raises_the_story_and_leaves_an_event_there(graph, look, story, artifact):
    fox, cover = story(), artifact()

    await linked(graph, fox, cover)

    after = {"links": [told(cover, Role.COVER, is_primary=False)]}
    assert look.events(fox) == [("artifact_linked", {"links": []}, after)]
    assert [look.node(fox)["rev"], look.node(cover)["rev"]] == [1, 0]
    assert look.rows("MATCH (s:Story) RETURN s.updated_at > s.created_at") == [[True]]


async def test_linking_a_primary_takes_the_place_of_the_one_before(graph, look, story, artifact):
    fox, first, second = story(), artifact(), artifact()
    await linked(graph, fox, first, is_primary=True)

    link = await linked(graph, fox, second, is_primary=True, expected_primary=first)

    assert (link.is_primary, link.rev) == (True, 2)
    assert look.rows(LINKS) == [
        [first, "cover", False, None, None],
        [second, "cover", True, None, f"{fox}|cover"],
    ]
    before = {"links": [told(first, Role.COVER, is_primary=True)]}
    after = {
        "links": [
            told(second, Role.COVER, is_primary=True),
            told(first, Role.COVER, is_primary=False),
        ]
    }
    assert look.events(fox)[1] == ("primary_set", before, after)


async def test_linking_again_changes_nothing(graph, look, story, artifact):
    fox, cover = story(), artifact()
    first = await linked(graph, fox, cover, is_primary=True)

    again = await linked(graph, fox, cover, is_primary=True)
    without = await linked(graph, fox, cover)

    assert again == without == first
    assert look.rows(LINKS) == [[cover, "cover", True, None, f"{fox}|cover"]]
    assert len(look.events(fox)) == 1


async def test_linking_again_moves_a_scene(graph, look, story, artifact):
    fox, scene = story(), artifact()
    await linked(graph, fox, scene, Role.SCENE_IMAGE, position=1, is_primary=True)

    link = await linked(graph, fox, scene, Role.SCENE_IMAGE, position=0)
    same = await linked(graph, fox, scene, Role.SCENE_IMAGE)

    assert same == link
    assert (link.position, link.is_primary, link.rev) == (0, True, 2)
    before = {"links": [told(scene, Role.SCENE_IMAGE, is_primary=True, position=1)]}
    after = {"links": [told(scene, Role.SCENE_IMAGE, is_primary=True, position=0)]}
    assert look.events(fox)[1] == ("artifact_linked", before, after)


async def test_an_artifact_may_have_several_roles(graph, look, story, artifact):
    fox, picture = story(), artifact()

    await linked(graph, fox, picture, is_primary=True)
    await linked(graph, fox, picture, Role.SCENE_IMAGE, position=3)

    assert look.rows(LINKS) == [
        [picture, "cover", True, None, f"{fox}|cover"],
        [picture, "scene_image", False, 3, None],
    ]


@pytest.mark.parametrize(
    ("role", "kind"),
    [
        (Role.COVER, "image"),
        (Role.SCENE_IMAGE, "image"),
        (Role.FINAL_AUDIO, "audio"),
        (Role.FINAL_VIDEO, "video"),
    ],
)
async def test_each_role_takes_one_kind(graph, look, story, artifact, refused, role, kind):
    fox = story()
    unfit = [
        artifact(other) for other in ("image", "audio", "video", "text", "data") if other != kind
    ]
    fit = artifact(kind, "published")

    for one in unfit:
        with refused(KindMismatch):
            await linked(graph, fox, one, role)
    await linked(graph, fox, fit, role)

    position = 0 if role is Role.SCENE_IMAGE else None
    assert look.rows(LINKS) == [[fit, role.value, False, position, None]]


@pytest.mark.parametrize("state", ["intermediate", "archived"])
async def test_only_a_candidate_or_published_artifact_is_linked(
    graph, story, artifact, refused, state
):
    fox, cover = story(), artifact(state=state)

    with refused(IllegalState) as raised:
        await linked(graph, fox, cover)

    assert raised.value.message == (
        f"only a candidate or published artifact can be linked, and this one is {state.upper()}"
    )


async def test_another_primary_than_expected_is_a_conflict_that_names_it(
    graph, look, story, artifact, refused
):
    fox, first, second = story(), artifact(), artifact()
    with refused(Conflict) as unset:
        await linked(graph, fox, first, is_primary=True, expected_primary=second)
    await linked(graph, fox, first, is_primary=True, expected_primary=None)

    with refused(Conflict) as raised:
        await linked(graph, fox, second, is_primary=True, expected_primary=None)
    with refused(Conflict):
        await linked(graph, fox, second, is_primary=True, expected_primary=second)

    assert unset.value.message == "the COVER of the story is not set"
    assert raised.value.message == f"the COVER of the story is {first}"


async def test_a_link_has_two_ends(graph, story, artifact, refused):
    fox, cover = story(), artifact()

    with refused(NotFound) as no_story:
        await linked(graph, NOBODY, cover)
    with refused(NotFound) as no_artifact:
        await linked(graph, fox, NOBODY)

    assert no_story.value.message == f"there is no story {NOBODY}"
    assert no_artifact.value.message == f"there is no artifact {NOBODY}"


async def test_only_a_scene_has_a_position(graph, story, artifact, refused):
    fox, picture = story(), artifact()

    with refused(BadInput) as raised:
        await linked(graph, fox, picture, position=1)
    with refused(BadInput):
        await linked(graph, fox, picture, Role.SCENE_IMAGE, position=-1)
    with refused(BadInput):
        await linked(graph, fox, picture, expected_primary="COVER")

    assert raised.value.message == "position is for SCENE_IMAGE, not for COVER"


async def test_an_artifact_that_is_being_archived_is_not_linked(
    graph, look, driver, race, story, artifact
):
    fox, cover = story(), artifact()
    with driver.session() as session, session.begin_transaction() as archiving:
        archiving.run("MATCH (a:Artifact {id: $id}) SET a.state = 'archived'", id=cover).consume()

        async def commit():
            await until(lambda: look.rows(BLOCKED) == [[1]])
            archiving.commit()

        outcomes = await race(
            lambda call: call(), [lambda: linked(graph, fox, cover, is_primary=True), commit]
        )

    assert outcomes == [IllegalState, None]
    assert look.rows(LINKS) == []


async def test_the_same_link_made_at_once_is_one(graph, look, race, story, artifact):
    fox, cover = story(), artifact()

    outcomes = await race(lambda _: linked(graph, fox, cover), range(8))

    assert [outcome.rev for outcome in outcomes] == [1] * 8
    assert look.rows(LINKS) == [[cover, "cover", False, None, None]]
