from __future__ import annotations

import pytest

from app.actions.create_story import create_story
from app.errors import BadInput, IdempotencyMismatch

pytestmark = pytest.mark.anyio


async def test_a_new_story_has_its_texts_and_the_first_revision(graph, look):
    story_id = await create_story(
        graph,
        request_id="make",
        title="The Fox",
        synopsis="A fox\nruns.",
        metadata={"age": 6, "tags": ["fox"]},
    )

    story = look.node(story_id)

    assert story.pop("created_at") == story.pop("updated_at")
    assert story == {
        "id": story_id,
        "title": "The Fox",
        "synopsis": "A fox\nruns.",
        "metadata": '{"age":6,"tags":["fox"]}',
        "rev": 1,
    }


async def test_a_new_story_leaves_the_event_of_its_creation(graph, look):
    story_id = await create_story(graph, request_id="make", title="The Fox", actor="mia")

    after = {"title": "The Fox", "synopsis": None, "metadata": None}
    assert look.events(story_id) == [("story_created", {}, after)]
    assert look.rows("MATCH (e:Event) RETURN e.actor, e.reason") == [["mia", None]]


async def test_a_story_needs_a_title_alone(graph, look):
    story_id = await create_story(graph, request_id="make", title="The Fox")

    assert set(look.node(story_id)) == {"id", "title", "created_at", "updated_at", "rev"}


async def test_the_same_request_gets_the_same_story(graph, look):
    first = await create_story(graph, request_id="make", title="The Fox", metadata={"a": 1})
    before = look.rows("MATCH (n) WHERE NOT n:Request RETURN count(n)")

    again = await create_story(graph, request_id="make", title="The Fox", metadata={"a": 1})

    assert again == first
    assert look.rows("MATCH (n) WHERE NOT n:Request RETURN count(n)") == before


async def test_a_request_id_is_not_used_for_another_story(graph, look):
    await create_story(graph, request_id="make", title="The Fox")
    before = look.everything()

    with pytest.raises(IdempotencyMismatch):
        await create_story(graph, request_id="make", title="The Hen")

    assert look.everything() == before


async def test_eight_clients_with_one_request_make_one_story(graph, look, race):
    async def make(_):
        return await create_story(graph, request_id="make", title="The Fox")

    ids = await race(make, range(8))

    assert look.rows("MATCH (s:Story) RETURN s.id") == [[ids[0]]]
    assert set(ids) == {ids[0]}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"title": ""}, "title must have 1 to 256 characters, not 0"),
        ({"title": "a" * 257}, "title must have 1 to 256 characters, not 257"),
        ({"title": "a\nb"}, "title must not contain control characters"),
        ({"synopsis": "a" * 65_537}, "synopsis must have at most 65536 characters, not 65537"),
        ({"synopsis": "\ud800"}, "synopsis must be valid Unicode, without lone surrogates"),
        ({"metadata": float("nan")}, "metadata is NaN, which JSON does not have"),
        ({"request_id": ""}, "requestId must have 1 to 256 characters, not 0"),
    ],
)
async def test_a_story_with_a_bad_value_is_not_written(graph, look, wrong, message):
    before = look.everything()

    with pytest.raises(BadInput) as refused:
        await create_story(graph, **{"request_id": "make", "title": "The Fox", **wrong})

    assert refused.value.message == message
    assert look.everything() == before


async def test_cypher_in_a_title_is_stored_as_it_is(graph, look):
    title = "'}) DETACH DELETE (n) //"

    story_id = await create_story(graph, request_id="make", title=title)

    assert look.node(story_id)["title"] == title
