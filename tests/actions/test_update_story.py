from __future__ import annotations

import pytest

from app.actions.create_story import create_story
from app.actions.update_story import update_story
from app.errors import BadInput, NotFound, StaleRevision

pytestmark = pytest.mark.anyio

NOBODY = "5f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c11"


@pytest.fixture
async def story_id(graph):
    return await create_story(
        graph, request_id="make", title="The Fox", synopsis="A fox runs.", metadata={"age": 6}
    )


async def test_only_what_is_given_changes(graph, look, story_id):
    before = look.node(story_id)

    answer = await update_story(graph, story_id=story_id, changes={"title": "The Hen"})

    after = look.node(story_id)
    assert answer == story_id
    assert after["updated_at"] > before["updated_at"]
    assert after == before | {"title": "The Hen", "rev": 2, "updated_at": after["updated_at"]}


async def test_a_change_tells_what_was_before(graph, look, story_id):
    changes = {"title": "The Fox", "synopsis": None, "metadata": [1]}

    await update_story(graph, story_id=story_id, changes=changes)

    assert look.events(story_id)[1:] == [
        (
            "story_updated",
            {"synopsis": "A fox runs.", "metadata": '{"age":6}'},
            {"synopsis": None, "metadata": "[1]"},
        )
    ]
    assert set(look.node(story_id)) == {
        "id", "title", "metadata", "created_at", "updated_at", "rev",
    }  # fmt: skip


async def test_what_is_so_already_is_no_change(graph, look, story_id):
    before = look.node(story_id)

    await update_story(graph, story_id=story_id, changes={"metadata": {"age": 6}})

    assert look.node(story_id) == before


async def test_a_change_of_an_older_revision_is_refused(graph, look, story_id):
    await update_story(graph, story_id=story_id, changes={"title": "The Hen"}, if_rev=1)
    before = look.everything()

    with pytest.raises(StaleRevision) as refused:
        await update_story(graph, story_id=story_id, changes={"title": "The Owl"}, if_rev=1)

    assert refused.value.code == "CONFLICT"
    assert refused.value.message == "the story is at revision 2, not 1"
    assert look.everything() == before


async def test_of_eight_clients_that_read_one_revision_one_changes_it(graph, look, race, story_id):
    async def change(title):
        return await update_story(graph, story_id=story_id, changes={"title": title}, if_rev=1)

    outcomes = await race(change, "abcdefgh")

    assert outcomes.count(story_id) == 1
    assert outcomes.count(StaleRevision) == 7
    assert look.node(story_id)["title"] == "abcdefgh"[outcomes.index(story_id)]
    assert look.node(story_id)["rev"] == 2


async def test_eight_changes_at_once_are_all_told(graph, look, race, story_id):
    async def change(title):
        return await update_story(graph, story_id=story_id, changes={"title": title})

    await race(change, "abcdefgh")

    told = look.events(story_id)
    assert look.node(story_id)["rev"] == 9
    assert [before["title"] for _, before, _ in told[1:]] == [
        after["title"] for _, _, after in told[:-1]
    ]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({}, "nothing to change: give a title, a synopsis or metadata"),
        ({"title": ""}, "title must have 1 to 256 characters, not 0"),
        ({"synopsis": "a" * 65_537}, "synopsis must have at most 65536 characters, not 65537"),
        ({"metadata": float("inf")}, "metadata is Infinity, which JSON does not have"),
    ],
)
async def test_a_bad_change_is_not_written(graph, look, story_id, changes, message):
    before = look.everything()

    with pytest.raises(BadInput) as refused:
        await update_story(graph, story_id=story_id, changes=changes)

    assert refused.value.message == message
    assert look.everything() == before


async def test_a_story_that_does_not_exist_cannot_change(graph, look):
    before = look.everything()

    with pytest.raises(NotFound):
        await update_story(graph, story_id=NOBODY, changes={"title": "The Hen"})

    assert look.everything() == before


async def test_the_id_of_a_story_is_a_uuid(graph):
    with pytest.raises(BadInput):
        await update_story(graph, story_id="../x", changes={"title": "The Hen"})
