"""Stories are found by their words; what a user writes is never syntax of a query."""

from __future__ import annotations

import neo4j
import pytest

from tests.asking import Ask
from tests.builders import a_story, create

pytestmark = pytest.mark.anyio

TITLES = [
    "The Fox and the Moon",
    "Moon-landing, 1969",
    "Fox's dream",
    "Tales of example.com",
    "月の狐",
    "AND OR NOT",
    "🦊",
    "École d'été",
]
QUERY = "query ($text: String) { stories(order: OLDEST, where: {text: $text}) { nodes { title } } }"


@pytest.fixture
def told(ask: Ask, driver: neo4j.Driver) -> Ask:
    """Stories of the titles, one of which has a synopsis; and one that nothing finds."""
    stories = [a_story(n, title=title) for n, title in enumerate([*TITLES, "Nobody"])]
    stories[1]["synopsis"] = "Nothing about animals.\nIt was a *night*."
    create(driver, "Story", stories)
    return ask


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("fox", [0, 2]),
        ("FOX", [0, 2]),
        ("fo", [0, 2]),
        ("ox", []),
        ("fox moon", [0]),
        ("moo  fo\tth", [0]),
        ("fox animals", []),
        ("moon animals", [1]),
        ("moon-landing", [1]),
        ("moon-lan", [1]),
        ("landing 1969", [1]),
        ("fox's", [2]),
        ("example.com", [3]),
        ("example.c", [3]),
        ("狐", [4]),
        ("月の", [4]),
        ("🦊", [6]),
        ("éCO", [7]),
        ("AND", [0, 5]),
        ("NOT and", [5]),
        ("fox AND", [0]),
        ("fox NOT moon", []),
        ("fox -moon", [0]),
        ("fox || moon", [0]),
        ("*night*", [1]),
        ("(fox", [0, 2]),
        ('"fox', [0, 2]),
        ("fox\\", [0, 2]),
        ("fox~2^9", []),
        ("f*x", []),
        ("f?x", []),
        ("title:fox", []),
        ("[a TO z]", []),
        ("/.*/ fox", [0, 2]),
        ("fox !!! moon", [0]),
        ("+", []),
    ],
)
async def test_a_story_is_found_by_all_the_words_or_their_beginnings(
    told: Ask, text: str, found: list[int]
) -> None:
    data = await told(QUERY, text=text)

    assert [node["title"] for node in data["stories"]["nodes"]] == [TITLES[n] for n in found]


@pytest.mark.parametrize("text", ["", "   ", '"', "*", "\\", "?!", "a " * 33, "a" * 257])
async def test_a_text_without_words_or_with_too_many_is_refused(told: Ask, text: str) -> None:
    assert await told.code(QUERY, text=text) == "BAD_INPUT"


@pytest.mark.parametrize("text", ["a " * 32, "月" * 256, "🦊 " * 128, "a-" * 32, "'" * 200 + "a"])
async def test_the_longest_texts_are_taken(told: Ask, text: str) -> None:
    await told(QUERY, text=text)


async def test_words_go_with_other_filters_orders_and_cursors(told: Ask) -> None:
    query = (
        "query ($after: String) { stories(order: NAME, first: 1, after: $after,"
        ' where: {text: "fox", createdBefore: "2026-01-01T00:02:01Z"})'
        " { totalCount nodes { title } pageInfo { endCursor hasNextPage } } }"
    )

    one = (await told(query))["stories"]
    two = (await told(query, after=one["pageInfo"]["endCursor"]))["stories"]

    assert [one["totalCount"], two["totalCount"]] == [2, 2]
    assert one["nodes"] + two["nodes"] == [{"title": TITLES[2]}, {"title": TITLES[0]}]
    assert [one["pageInfo"]["hasNextPage"], two["pageInfo"]["hasNextPage"]] == [True, False]
