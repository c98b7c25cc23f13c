"""Whatever is asked, the finished answer is the ordinary one, and one statement is sent for it."""

from __future__ import annotations

import re
from random import Random
from typing import Any, cast

import anyio
import neo4j
import pytest
from hypothesis import assume, given, note
from hypothesis import strategies as st

from app.api.definitions import crossing_field, strawberry_of
from app.api.schema import core_schema
from tests.asking import Ask
from tests.builders import an_id, at, ids_of
from tests.evaluating import Evaluator, NotPlain
from tests.examples import examples
from tests.generated import generated
from tests.library import Library
from tests.queries import Asking

pytestmark = pytest.mark.anyio

QUERY = {
    name: strawberry_of(one) for name, one in cast("Any", core_schema().query_type).fields.items()
}
PAGES = {
    "Query": ["stories", "runs", "steps", "artifacts"],
    "Story": ["runs", "artifacts", "links", "history"],
    "Run": ["steps", "produced", "consumed", "retries"],
    "AgentStep": ["artifacts", "retries"],
    "Artifact": ["sources", "derivatives", "ancestors", "descendants", "runLinks", "storyLinks"],
}

OWN = re.compile("|".join(name for name, one in QUERY.items() if not crossing_field(one)))
"""Fields at the root that ask the graph by statements of their own, too."""
ORDERED = (
    "{ stories(first: 3) { nodes { id runs(first: 2) { nodes { id status } } artifacts(first: 3) {"
    " nodes { id kind } pageInfo { hasNextPage } } } } }"
)
PLAIN = ["story", "stories", "run", "runs", "step", "steps", "artifact", "artifacts"]


@pytest.fixture
async def cursors(reader: Ask, books: Library) -> dict[str, list[str]]:
    """Cursors of pages that no argument changes, by type and field."""
    every = [*books.stories[:9], *books.runs[:9], *books.steps[:9], *books.artifacts[20:50]]
    found: dict[str, list[str]] = {}

    def keep(value: Any, type_name: str) -> None:
        for field in PAGES[type_name]:
            edges = value.get(field, {"edges": []})["edges"]
            found.setdefault(f"{type_name}.{field}", []).extend(edge["cursor"] for edge in edges)

    asked = " ".join(f"{field} {{ edges {{ cursor }} }}" for field in PAGES["Query"])
    keep(await reader(f"{{ {asked} }}"), "Query")
    for type_name in PAGES.keys() - {"Query"}:
        asked = " ".join(f"{field} {{ edges {{ cursor }} }}" for field in PAGES[type_name])
        data = await reader(
            f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {type_name} {{ {asked} }} }} }}",
            ids=ids_of(every),
        )
        for node in data["nodes"]:
            keep(node, type_name)
    return {name: some[:20] for name, some in found.items()}


def known(books: Library) -> dict[str, list[Any]]:
    rows = [*books.stories, *books.runs, *books.steps, *books.artifacts]
    return {
        "ID": [*ids_of(rows), an_id("z", 1)],
        "story": ids_of(books.stories),
        "madeFor": ids_of(books.stories),
        "run": ids_of(books.runs),
        "step": ids_of(books.steps),
        "artifact": ids_of(books.artifacts),
        "Sha256": [row["sha256"] for row in books.artifacts if row.get("sha256")],
        "DateTime": [at(minutes).isoformat() for minutes in (0, 2, 4.5, 9)],
        "text": ["fox", "MOON l", "pap", "nobody"],
        "name": ["over", "1", ""],
        "stage": ["stage 0", "stage 1"],
        "session": ["monday", "tuesday"],
        "workflow": ["paint"],
        "agent": ["painter", "sketcher"],
        "model": ["brush-2"],
        "mediaTypes": ["image/png", "text/plain"],
        "String": ["x"],
    }


async def test_finished_is_ordinary_for_any_query(
    reader: Ask, books: Library, cursors: dict[str, list[str]]
) -> None:
    values = known(books)
    answered: list[bool] = []

    async def ask(query: str, variables: dict[str, Any]) -> None:
        before = len(reader.sent)
        result = await reader.both(query, **variables)
        codes = {(error.extensions or {}).get("code") for error in result.errors or []}
        assert codes <= {"TOO_COMPLEX"}, result.errors
        if result.data is not None and not OWN.search(query):
            assert len(reader.sent) - before <= 2 * len(result.data)
        answered.append(bool(result.data) and not codes)

    @examples(40)
    @given(chance=st.randoms(use_true_random=False))
    def try_one(chance: Random) -> None:
        asking = Asking(chance=chance, known=values, cursors=cursors)
        query = asking.query()
        note(f"{query}\n{asking.variables}")
        anyio.from_thread.run(ask, query, asking.variables)

    await anyio.to_thread.run_sync(try_one)

    assert sum(answered) > len(answered) / 2


async def test_finished_is_ordinary_for_any_query_that_others_generate(
    reader: Ask, books: Library, cursors: dict[str, list[str]]
) -> None:
    every = [cursor for some in cursors.values() for cursor in some]
    codes: list[set[str]] = []

    async def ask(query: str) -> None:
        result = await reader.both(query)
        codes.append({(error.extensions or {})["code"] for error in result.errors or []})

    @examples(20)
    @given(query=generated({**known(books), "after": every}))
    def try_one(query: str) -> None:
        note(query)
        anyio.from_thread.run(ask, query)

    await anyio.to_thread.run_sync(try_one)

    assert set().union(*codes) <= {"BAD_INPUT", "CURSOR_INVALID", "TOO_COMPLEX"}
    assert codes.count(set()) > len(codes) / 2


async def test_an_answer_is_what_each_file_gives_by_itself_for_each_parent(
    reader: Ask, books: Library, driver: neo4j.Driver
) -> None:
    plain = Evaluator(driver)
    answered: list[int] = []

    async def ask(query: str, expected: dict[str, Any]) -> None:
        result = await reader.both(query)
        codes = {(error.extensions or {})["code"] for error in result.errors or []}
        assert codes <= {"BAD_INPUT"}
        if not codes:
            assert result.data == expected
            answered.append(repr(expected).count("{"))

    @examples(40)
    @given(query=generated(known(books), PLAIN))
    def try_one(query: str) -> None:
        note(query)
        try:
            expected = plain.answer(query)
        except NotPlain:
            assume(False)
        else:
            anyio.from_thread.run(ask, query, expected)

    await ask(ORDERED, await anyio.to_thread.run_sync(plain.answer, ORDERED))
    await anyio.to_thread.run_sync(try_one)

    assert len(answered) > 30
    assert max(answered) > 5
