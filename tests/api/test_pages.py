"""Pages reach every row once, in an order that ties do not upset; a cursor is of its page alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.graph.cursors import encode, page_mark
from app.graph.fields import load_field
from tests.asking import Ask
from tests.builders import an_id
from tests.library import Library
from tests.paging import paged, pages

pytestmark = pytest.mark.anyio

Key = Callable[[dict[str, Any]], Any]

ROOTS: dict[str, tuple[str, Key, bool]] = {
    "stories NEWEST": ("stories", lambda row: (row["created_at"], row["id"]), True),
    "stories OLDEST": ("stories", lambda row: (row["created_at"], row["id"]), False),
    "stories NAME": ("stories", lambda row: (row["title"], row["id"]), False),
    "runs NEWEST": ("runs", lambda row: (row["created_at"], row["id"]), True),
    "runs OLDEST": ("runs", lambda row: (row["created_at"], row["id"]), False),
    "steps NEWEST": ("steps", lambda row: (row["created_at"], row["id"]), True),
    "steps OLDEST": ("steps", lambda row: (row["created_at"], row["id"]), False),
    "artifacts NEWEST": ("artifacts", lambda row: (row["created_at"], row["id"]), True),
    "artifacts OLDEST": ("artifacts", lambda row: (row["created_at"], row["id"]), False),
    "artifacts NAME": ("artifacts", lambda row: (row["name"], row["id"]), False),
}
"""Each order of each page at the root: the rows, the key, and whether the last comes first."""


@pytest.mark.parametrize("first", [1, 4, 100])
@pytest.mark.parametrize("name", ROOTS)
async def test_pages_at_the_root_reach_every_row_once_in_order(
    reader: Ask, books: Library, name: str, first: int
) -> None:
    field, key, descending = ROOTS[name]
    rows = sorted(getattr(books, field), key=key, reverse=descending)

    found = await pages(reader, paged(field, "id", f"order: {name.split()[1]},"), first)

    assert [node["id"] for page in found for node in page["nodes"]] == [row["id"] for row in rows]
    assert {page["totalCount"] for page in found} == {len(rows)}


NESTED = {
    "Story.runs": ("story", "s", "runs", "id"),
    "Story.artifacts": ("story", "s", "artifacts", "id"),
    "Story.links": ("story", "s", "links", "role position artifact { id }"),
    "Story.history": ("story", "s", "history", "kind at"),
    "Run.steps": ("run", "r", "steps", "id"),
    "Run.produced": ("run", "r", "produced", "stage artifact { id }"),
    "Run.consumed": ("run", "r", "consumed", "stage artifact { id }"),
    "Run.retries": ("run", "r", "retries", "id"),
    "AgentStep.artifacts": ("step", "t", "artifacts", "id"),
    "AgentStep.retries": ("step", "t", "retries", "id"),
    "Artifact.sources": ("artifact", "a", "sources", "to { id }"),
    "Artifact.derivatives": ("artifact", "a", "derivatives", "from { id }"),
    "Artifact.ancestors": ("artifact", "a", "ancestors", "id"),
    "Artifact.descendants": ("artifact", "a", "descendants", "id"),
    "Artifact.storyLinks": ("artifact", "a", "storyLinks", "role story { id }"),
    "Artifact.runLinks": ("artifact", "a", "runLinks", "direction stage run { id }"),
}
COUNTED = {"s": "stories", "r": "runs", "t": "steps", "a": "artifacts"}


@pytest.mark.parametrize("name", NESTED)
async def test_pages_below_the_root_reach_every_row_once_in_one_order(
    reader: Ask, books: Library, name: str
) -> None:
    parent, letter, field, asked = NESTED[name]
    rows = getattr(books, COUNTED[letter])
    counts = await reader(
        f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {name.partition('.')[0]}"
        f" {{ id {field} {{ totalCount }} }} }} }}",
        ids=[row["id"] for row in rows[:100]],
    )
    longest = max(counts["nodes"], key=lambda node: node[field]["totalCount"])
    whole = f"{parent}(id: $id) {{ {field}(first: 100) {{ nodes {{ {asked} }} }} }}"
    expected = (await reader(f"query ($id: ID!) {{ {whole} }}", id=longest["id"]))[parent][field][
        "nodes"
    ]
    inner = paged(field, asked).partition(" { ")[2].removesuffix(" }")
    query = f"query ($id: ID!, $first: Int!, $after: String) {{ {parent}(id: $id) {{ {inner} }} }}"

    for first in (1, 3):
        found = await pages(reader, query, first, id=longest["id"])

        assert [node for page in found for node in page["nodes"]] == expected
    assert len(expected) == longest[field]["totalCount"]
    assert len(expected) >= 2


async def test_the_links_of_a_story_are_ordered_by_role_then_position(
    reader: Ask, books: Library
) -> None:
    for story in books.stories:
        data = await reader(
            "query ($id: ID!) { story(id: $id) { links(first: 100)"
            " { nodes { role position artifact { id } } } } }",
            id=story["id"],
        )

        links = [link for link in books.links if link["start"] == story["id"]]
        links.sort(key=lambda link: (link["role"], _place(link), link["key"]))
        assert data["story"]["links"]["nodes"] == [
            {
                "role": link["role"].upper(),
                "position": link["position"],
                "artifact": {"id": link["end"]},
            }
            for link in links
        ]


def _place(link: dict[str, Any]) -> int:
    return -1 if link["position"] is None else link["position"]


@pytest.mark.parametrize("absent", ["where: null,", "where: {},", "where: {kinds: null},", ""])
async def test_null_arguments_are_absent_arguments(
    reader: Ask, books: Library, absent: str
) -> None:
    data = await reader("{ artifacts(first: 2) { pageInfo { endCursor } } }")
    cursor = data["artifacts"]["pageInfo"]["endCursor"]

    data = await reader(
        f"query ($after: String) {{ artifacts({absent} first: 3, after: $after)"
        " { nodes { id } totalCount } }",
        after=cursor,
    )

    rows = sorted(books.artifacts, key=lambda row: (row["created_at"], row["id"]), reverse=True)
    assert data["artifacts"] == {
        "nodes": [{"id": row["id"]} for row in rows[2:5]],
        "totalCount": len(rows),
    }


@pytest.mark.parametrize("first", [0, -1, 101, -(2**31)])
async def test_a_page_has_from_1_to_100_rows(reader: Ask, first: int) -> None:
    for query in (
        f"{{ artifacts(first: {first}) {{ totalCount }} }}",
        f'{{ story(id: "{an_id("s", 1)}") {{ runs(first: {first}) {{ nodes {{ id }} }} }} }}',
    ):
        assert await reader.code(query) == "BAD_INPUT"


async def test_a_cursor_of_something_else_is_refused(reader: Ask) -> None:
    data = await reader(
        "query ($id: ID!) { artifacts { pageInfo { endCursor } }"
        " story(id: $id) { runs { pageInfo { endCursor } } links { pageInfo { endCursor } } } }",
        id=an_id("s", 1),
    )
    cursor = data["artifacts"]["pageInfo"]["endCursor"]

    for field in (
        "stories",
        "runs",
        "artifacts(order: OLDEST after: $after)",
        "artifacts(order: NAME after: $after)",
        "artifacts(where: {kinds: [IMAGE]} after: $after)",
        f'artifacts(where: {{ids: ["{an_id("a", 1)}"]}} after: $after)',
        f'story(id: "{an_id("s", 1)}") {{ artifacts(after: $after) {{ nodes {{ id }} }} }}',
    ):
        called = field if "(" in field else f"{field}(after: $after)"
        asked = called if called.endswith("}") else f"{called} {{ nodes {{ id }} }}"
        code = await reader.code(f"query ($after: String) {{ {asked} }}", after=cursor)
        assert code == "CURSOR_INVALID"


@pytest.mark.parametrize("cursor", ["", "x", "\x00", "\ud800", "W10", "bnVsbA", "a" * 10_000])
async def test_what_is_no_cursor_is_refused(reader: Ask, cursor: str) -> None:
    query = "query ($after: String) { artifacts(after: $after) { nodes { id } } }"

    assert await reader.code(query, after=cursor) == "CURSOR_INVALID"


@pytest.mark.parametrize(
    "cells",
    [
        ["2026-13-01T00:00:00Z", "x"],
        ["0000-01-01T00:00:00Z", "x"],
        ["2026-01-01T00:00:00+19:00", "x"],
        [1, "x"],
        ["2026-01-01T00:00:00Z", 2**63],
        ["2026-01-01T00:00:00Z", None],
        ["2026-01-01T00:00:00Z"],
    ],
)
async def test_a_cursor_that_somebody_made_up_is_refused(reader: Ask, cells: list[Any]) -> None:
    mark = page_mark(load_field("Query", "artifacts"), {"order": "NEWEST"})
    query = "query ($after: String) { artifacts(after: $after) { nodes { id } } }"

    assert await reader.code(query, after=encode(mark, cells)) == "CURSOR_INVALID"


async def test_a_cursor_that_could_have_been_is_taken(reader: Ask, books: Library) -> None:
    mark = page_mark(load_field("Query", "artifacts"), {"order": "NEWEST"})
    query = "query ($after: String) { artifacts(after: $after) { totalCount nodes { id } } }"

    for cells in (["0001-01-01T00:00:00Z", "x"], ["0001-01-01T00:00:00Z", 7]):
        data = await reader(query, after=encode(mark, cells))

        assert data == {"artifacts": {"totalCount": len(books.artifacts), "nodes": []}}
