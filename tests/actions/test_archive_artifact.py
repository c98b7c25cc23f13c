"""Archiving what stories show."""

from __future__ import annotations

import pytest

from app.actions.archive_artifact import archive_artifact
from app.actions.link_artifact import Linked, link_artifact
from app.actions.set_primary import set_primary
from app.domain.artifacts import State
from app.domain.stories import Role
from app.errors import IllegalState, InUse
from app.writes.transitions import Moved

pytestmark = pytest.mark.anyio

LINKS = (
    "MATCH (s:Story)-[l:HAS_ARTIFACT]->(a:Artifact)"
    " RETURN s.id, l.role, a.id, l.is_primary, l.slot ORDER BY s.id, l.role"
)


def told(artifact_id, role, *, is_primary, position=None):
    return {
        "artifact": artifact_id,
        "role": role,
        "is_primary": is_primary,
        "position": position,
    }


async def test_a_primary_is_not_archived(graph, story, artifact, refused):
    fox, cover = story(), artifact()
    await set_primary(graph, story_id=fox, role=Role.COVER, artifact_id=cover)

    with refused(InUse) as raised:
        await archive_artifact(graph, artifact_id=cover)

    assert raised.value.message == f"the artifact is the COVER of story {fox}"


async def test_an_artifact_whose_links_are_not_primary_is_archived(graph, look, story, artifact):
    fox, old, new = story(), artifact(), artifact()
    for cover in (old, new):
        await set_primary(graph, story_id=fox, role=Role.COVER, artifact_id=cover)

    await archive_artifact(graph, artifact_id=old)

    assert sorted(look.rows(LINKS)) == sorted(
        [[fox, "cover", old, False, None], [fox, "cover", new, True, f"{fox}|cover"]]
    )


async def test_a_released_primary_leaves_its_roles_empty_in_all_stories(
    graph, look, story, artifact
):
    fox, boat = sorted([story(), story()])
    picture, other = artifact(), artifact()
    await link_artifact(
        graph,
        story_id=fox,
        artifact_id=picture,
        role=Role.SCENE_IMAGE,
        is_primary=True,
        position=2,
    )
    await set_primary(graph, story_id=fox, role=Role.COVER, artifact_id=picture)
    await set_primary(graph, story_id=boat, role=Role.COVER, artifact_id=picture)
    await set_primary(graph, story_id=boat, role=Role.SCENE_IMAGE, artifact_id=other)

    moved = await archive_artifact(
        graph, artifact_id=picture, release_primaries=True, reason="not ours"
    )

    assert moved == Moved(artifact_id=picture, state=State.ARCHIVED, rev=1)
    assert look.rows(LINKS) == [
        [fox, "cover", picture, False, None],
        [fox, "scene_image", picture, False, None],
        [boat, "cover", picture, False, None],
        [boat, "scene_image", other, True, f"{boat}|scene_image"],
    ]
    assert look.events(fox)[2:] == [
        (
            "primary_released",
            {
                "links": [
                    told(picture, "cover", is_primary=True),
                    told(picture, "scene_image", is_primary=True, position=2),
                ]
            },
            {
                "links": [
                    told(picture, "cover", is_primary=False),
                    told(picture, "scene_image", is_primary=False, position=2),
                ]
            },
        )
    ]
    assert [kind for kind, _, _ in look.events(boat)] == [
        "primary_set",
        "primary_set",
        "primary_released",
    ]


async def test_the_events_of_one_write_have_one_time_and_reason(graph, look, story, artifact):
    fox, cover = story(), artifact()
    await set_primary(graph, story_id=fox, role=Role.COVER, artifact_id=cover)

    await archive_artifact(graph, artifact_id=cover, release_primaries=True, reason="not ours")

    rows = look.rows(
        "MATCH (e:Event) WHERE e.reason = 'not ours' RETURN e.key, toString(e.at) ORDER BY e.key"
    )
    assert [key for key, _ in rows] == sorted([f"{cover}:1", f"{fox}:2"])
    assert rows[0][1] == rows[1][1]


async def test_what_is_archived_and_made_primary_at_once_is_one_of_the_two(
    graph, look, race, story, artifact
):
    for release in (False, True) * 3:
        fox, cover = story(), artifact()
        calls = [
            lambda cover=cover, release=release: archive_artifact(
                graph, artifact_id=cover, release_primaries=release
            ),
            lambda fox=fox, cover=cover: set_primary(
                graph, story_id=fox, role=Role.COVER, artifact_id=cover
            ),
        ]

        archived, linked = await race(lambda call: call(), calls)

        assert isinstance(archived, Moved) or (archived is InUse and not release)
        assert isinstance(linked, Linked) or linked is IllegalState
        primaries = look.rows(
            "MATCH (:Story {id: $id})-[l:HAS_ARTIFACT]->(a) WHERE l.is_primary RETURN a.state",
            id=fox,
        )
        assert primaries == ([["candidate"]] if archived is InUse else [])


async def test_a_story_that_shows_it_at_the_last_moment_is_locked_before_it_changes(
    graph, look, story, artifact, monkeypatch
):
    fox, cover = story(), artifact()
    await set_primary(graph, story_id=fox, role=Role.COVER, artifact_id=cover)

    async def saw_no_story(*_):
        return set()

    monkeypatch.setattr("app.actions.archive_artifact.lock_stories_of", saw_no_story)
    await archive_artifact(graph, artifact_id=cover, release_primaries=True)

    assert look.rows("MATCH (l:Lock) RETURN l.name, l.n") == [[f"story:{fox}", 2]]
