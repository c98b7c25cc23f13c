"""Whatever is asked, the finished answer is the ordinary one, and one statement is sent for it."""

from __future__ import annotations

from random import Random
from typing import Any

import anyio
import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from tests.asking import Ask
from tests.builders import an_id, at, ids_of
from tests.library import Library
from tests.queries import Asking

pytestmark = pytest.mark.anyio

PAGES = {
    "Query": ["stories", "runs", "artifacts"],
    "Story": ["runs", "artifacts", "links", "history"],
    "Run": ["steps", "produced", "consumed"],
    "AgentStep": ["artifacts"],
    "Artifact": ["sources", "derivatives", "ancestors", "descendants", "runLinks", "storyLinks"],
}


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
        "Sha256": [row["sha256"] for row in books.artifacts if row.get("sha256")],
        "DateTime": [at(minutes).isoformat() for minutes in (0, 2, 4.5, 9)],
        "text": ["fox", "MOON l", "pap", "nobody"],
        "name": ["over", "1", ""],
        "stage": ["stage 0", "stage 1"],
        "session": ["monday", "tuesday"],
        "workflow": ["paint"],
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
        assert codes <= {"BAD_INPUT"}, result.errors
        assert result.data is None or len(reader.sent) - before <= 2 * len(result.data)
        answered.append(bool(result.data) and not codes)

    @settings(
        max_examples=60,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(chance=st.randoms(use_true_random=False))
    def try_one(chance: Random) -> None:
        asking = Asking(chance=chance, known=values, cursors=cursors)
        query = asking.query()
        note(f"{query}\n{asking.variables}")
        anyio.from_thread.run(ask, query, asking.variables)

    await anyio.to_thread.run_sync(try_one)

    assert sum(answered) > len(answered) / 2
