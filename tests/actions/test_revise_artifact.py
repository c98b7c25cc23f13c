"""New versions, and the stories that show them from then on."""

from __future__ import annotations

import pytest

from app.actions.link_artifact import link_artifact
from app.actions.revise_artifact import Revised, revise_stored
from app.actions.set_primary import set_primary
from app.domain.artifacts import State
from app.domain.blobs import StoredBlob
from app.domain.lineage import RelationType, Source
from app.domain.stories import Role
from app.errors import (
    BadInput,
    IdempotencyMismatch,
    IllegalState,
    MediaTypeMismatch,
    NotFound,
    SourceNotFound,
    StaleRevision,
    UploadExpired,
)

pytestmark = pytest.mark.anyio

NOBODY = "5f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c11"
LINKS = (
    "MATCH (s:Story)-[l:HAS_ARTIFACT]->(a:Artifact)"
    " RETURN s.id, l.role, a.id, l.is_primary, l.position, l.slot, l.key"
    " ORDER BY s.id, l.role, l.is_primary"
)


async def revised(graph, artifact_id, request_id="revise", **more):
    asked = {"media_type": "image/png", "name": "cover-2.png"}
    return await revise_stored(
        graph, request_id=request_id, artifact_id=artifact_id, **(asked | more)
    )


@pytest.mark.parametrize("state", ["intermediate", "candidate", "published", "archived"])
async def test_a_new_version_is_a_variant_and_the_old_one_goes_to_its_next_revision(
    graph, look, artifact, state
):
    old, sketch, _ = artifact(state=state), artifact(), artifact()
    before = look.node(old)

    new = await revised(
        graph,
        old,
        note="brighter",
        sources=[Source(artifact_id=sketch, relation_type=RelationType.DERIVED_FROM)],
        blob=StoredBlob(sha256="ab" * 32, size=5, key="blobs/ab/one"),
    )

    assert new == Revised(
        artifact_id=new.artifact_id, story_ids=(), deduplicated=False, unused_key=None
    )
    assert look.node(old) == before | {"rev": before["rev"] + 1}
    assert look.events(old)[-1] == ("artifact_revised", {}, {"versions": [new.artifact_id]})
    kept = look.node(new.artifact_id)
    assert [kept["kind"], kept["state"], kept["rev"]] == ["image", "candidate", 1]
    assert look.rows(
        "MATCH (a:Artifact)-[r]->(b:Artifact) RETURN a.id, type(r), b.id, r.note ORDER BY type(r)"
    ) == [
        [new.artifact_id, "DERIVED_FROM", sketch, None],
        [new.artifact_id, "VARIANT_OF", old, "brighter"],
    ]
    assert look.events(new.artifact_id) == [
        (
            "artifact_registered",
            {},
            {
                "state": "candidate",
                "relations": [
                    {"type": "variant_of", "to": old, "note": "brighter"},
                    {"type": "derived_from", "to": sketch, "note": None},
                ],
            },
        )
    ]


async def test_a_new_version_takes_the_primary_links_of_all_stories_and_roles(
    graph, look, story, artifact
):
    fox, boat = sorted([story(), story()])
    old, other = artifact(state="published"), artifact()
    await link_artifact(
        graph,
        story_id=fox,
        artifact_id=old,
        role=Role.SCENE_IMAGE,
        is_primary=True,
        position=2,
    )
    await set_primary(graph, story_id=fox, role=Role.COVER, artifact_id=old)
    await link_artifact(graph, story_id=boat, artifact_id=old, role=Role.COVER)
    await set_primary(graph, story_id=boat, role=Role.SCENE_IMAGE, artifact_id=other)

    new = await revised(graph, old)

    heir = new.artifact_id
    assert new.story_ids == (fox,)
    assert look.rows(LINKS) == [
        [fox, "cover", heir, True, None, f"{fox}|cover", f"{fox}|cover|{heir}"],
        [
            fox,
            "scene_image",
            heir,
            True,
            2,
            f"{fox}|scene_image",
            f"{fox}|scene_image|{heir}",
        ],
        [boat, "cover", old, False, None, None, f"{boat}|cover|{old}"],
        [
            boat,
            "scene_image",
            other,
            True,
            0,
            f"{boat}|scene_image",
            f"{boat}|scene_image|{other}",
        ],
    ]
    links = [
        {"artifact": old, "role": "cover", "is_primary": True, "position": None},
        {"artifact": old, "role": "scene_image", "is_primary": True, "position": 2},
    ]
    assert look.events(fox)[2:] == [
        (
            "primary_set",
            {"links": links},
            {"links": [link | {"artifact": heir} for link in links]},
        )
    ]
    assert look.node(heir)["state"] == "candidate"


async def test_a_new_version_that_becomes_a_primary_is_a_candidate(
    graph, look, story, artifact, refused
):
    fox, old, other = story(), artifact(), artifact()
    await set_primary(graph, story_id=fox, role=Role.COVER, artifact_id=old)

    with refused(IllegalState) as raised:
        await revised(graph, old, state=State.INTERMEDIATE)
    new = await revised(graph, other, state=State.INTERMEDIATE)

    assert raised.value.message == "the new version becomes a primary, so it must be a candidate"
    assert look.node(new.artifact_id)["state"] == "intermediate"


async def test_a_new_version_keeps_the_kind(graph, artifact, refused):
    take = artifact("audio")

    with refused(MediaTypeMismatch) as raised:
        await revised(graph, take)

    assert raised.value.message == "image/png is a media type of the kind IMAGE, not AUDIO"


async def test_the_old_version_is_what_the_caller_read(graph, look, artifact, refused):
    old = artifact()

    with refused(StaleRevision):
        await revised(graph, old, if_rev=1)
    new = await revised(graph, old, if_rev=0)

    assert look.node(new.artifact_id)["name"] == "cover-2.png"


async def test_of_two_who_revise_what_they_have_read_one_is_told_that_it_is_stale(
    graph, look, race, artifact
):
    old = artifact()

    outcomes = await race(lambda client: revised(graph, old, client, if_rev=0), ["one", "other"])

    assert outcomes.count(StaleRevision) == 1
    assert look.rows("MATCH (:Artifact)-[r:VARIANT_OF]->() RETURN count(r)") == [[1]]


async def test_what_a_new_version_needs_is_there(graph, artifact, refused):
    old = artifact()
    nothing = [Source(artifact_id=NOBODY, relation_type=RelationType.DERIVED_FROM)]
    itself = [Source(artifact_id=old, relation_type=RelationType.VARIANT_OF)]

    with refused(NotFound) as raised:
        await revised(graph, NOBODY)
    with refused(NotFound):
        await revised(graph, old, step_id=NOBODY)
    with refused(SourceNotFound):
        await revised(graph, old, sources=nothing)
    with refused(UploadExpired):
        await revised(graph, old, upload_id=NOBODY)
    with refused(BadInput):
        await revised(graph, old, sources=itself)
    with refused(BadInput):
        await revised(graph, "cover")

    assert raised.value.message == f"there is no artifact {NOBODY}"


async def test_a_new_version_can_be_produced_in_a_stage(graph, look, artifact, step):
    run_id, step_id = step()

    new = await revised(graph, artifact(), step_id=step_id, stage="ink")

    assert look.rows("MATCH (r:Run)-[l:PRODUCED]->(a) RETURN r.id, l.stage, a.id") == [
        [run_id, "ink", new.artifact_id]
    ]


async def test_a_retry_gets_the_same_version(graph, look, story, artifact, refused):
    fox, old = story(), artifact()
    await set_primary(graph, story_id=fox, role=Role.COVER, artifact_id=old)
    first = await revised(graph, old)

    again = await revised(graph, old)
    with refused(IdempotencyMismatch):
        await revised(graph, old, name="other.png")

    assert again == first
    assert again.story_ids == (fox,)
    assert look.node(fox)["rev"] == 2


async def test_of_versions_made_at_once_one_takes_the_primary_links(
    graph, look, race, story, artifact
):
    stories, old = [story() for _ in range(3)], artifact()
    for one in stories:
        await set_primary(graph, story_id=one, role=Role.COVER, artifact_id=old)

    outcomes = await race(lambda client: revised(graph, old, f"{client}"), range(6))

    assert sorted(len(outcome.story_ids) for outcome in outcomes) == [0, 0, 0, 0, 0, 3]
    [winner] = [outcome.artifact_id for outcome in outcomes if outcome.story_ids]
    assert [row[2] for row in look.rows(LINKS)] == [winner] * 3


async def test_a_version_made_while_the_old_one_becomes_a_primary_leaves_one_primary(
    graph, look, race, story, artifact
):
    for n in range(6):
        fox, old = story(), artifact()
        calls = [
            lambda n=n, old=old: revised(graph, old, f"{n}"),
            lambda fox=fox, old=old: set_primary(
                graph, story_id=fox, role=Role.COVER, artifact_id=old
            ),
        ]

        new, _ = await race(lambda call: call(), calls)

        [[primary]] = look.rows(
            "MATCH (:Story {id: $id})-[l:HAS_ARTIFACT]->(a) WHERE l.is_primary RETURN a.id",
            id=fox,
        )
        assert primary == (new.artifact_id if new.story_ids else old)


async def test_a_story_that_shows_the_old_one_at_the_last_moment_is_locked_before_it_changes(
    graph, look, story, artifact, monkeypatch
):
    fox, old = story(), artifact()
    await set_primary(graph, story_id=fox, role=Role.COVER, artifact_id=old)

    async def saw_no_story(*_):
        return set()

    monkeypatch.setattr("app.actions.revise_artifact.lock_stories_of", saw_no_story)
    await revised(graph, old)

    assert look.rows("MATCH (l:Lock) RETURN l.name, l.n") == [[f"story:{fox}", 2]]
