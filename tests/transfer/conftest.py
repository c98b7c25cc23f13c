"""Ways to import lines, and to see what that left."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any

import neo4j
import pytest

from app.blobs.store import Store
from app.cli.transfers import run_export
from app.graph.session import Graph
from app.settings import Settings
from app.transfer.importing import Imported, import_file
from app.transfer.problems import FileRefused, Problem
from tests.lines import Line, write_lines

LARGEST = 10_000_000


def unseen(what: str, done: int, total: int) -> None:
    """A progress that nobody looks at."""


Bring = Callable[..., Awaitable[Imported]]


class Seen:
    """All that is in the graph, by the model's properties, as an order of no account."""

    def __init__(self, driver: neo4j.Driver) -> None:
        self._driver = driver

    def __call__(self) -> list[list[Any]]:
        rows = self._driver.execute_query(
            "MATCH (n:Story|Run|AgentStep|Artifact|Assessment|Blob|Event)"
            " RETURN labels(n)[0] AS what, coalesce(n.id, n.sha256, n.key) AS one, '' AS other,"
            " properties(n) AS has"
            " UNION ALL MATCH (n:Story|Run|AgentStep|Artifact|Assessment)-[r]->(m)"
            " RETURN type(r) AS what, n.id AS one, coalesce(m.id, m.sha256) AS other,"
            " properties(r) AS has"
        ).records
        order = [(record.values(), record["has"].get("key", "")) for record in rows]
        return [row for row, _ in sorted(order, key=lambda one: (one[0][:3], one[1]))]

    def count(self) -> int:
        """How many nodes and relationships there are, other than locks."""
        return len(self())


@pytest.fixture
def seen(driver: neo4j.Driver) -> Seen:
    return Seen(driver)


@pytest.fixture
def bring(graph: Graph, store: Store, tmp_path: Path) -> Bring:
    """Imports lines, or a file; `options` are those of an import."""

    async def importing(lines: Iterable[Line] | Path, **options: int) -> Imported:
        path = lines if isinstance(lines, Path) else write_lines(tmp_path / "lines.jsonl", lines)
        given = {"largest": LARGEST, **options}
        return await import_file(graph, store, path, progress=unseen, **given)

    return importing


@pytest.fixture
def refused(bring: Bring, seen: Seen) -> Callable[..., Awaitable[list[Problem]]]:
    """What is wrong with lines, of which nothing is written."""

    async def refusing(lines: Iterable[Line] | Path) -> list[Problem]:
        before = seen()
        with pytest.raises(FileRefused) as refusal:
            await bring(lines)
        assert seen() == before
        return refusal.value.problems

    return refusing


@pytest.fixture
def empty(graph: Graph, driver: neo4j.Driver) -> Callable[[], None]:
    """Takes everything away but the schema and what the store has."""

    def emptying() -> None:
        driver.execute_query(
            "MATCH (n:Story|Run|AgentStep|Artifact|Assessment|Blob|Event|Lock|Request)"
            " DETACH DELETE n"
        )

    return emptying


@pytest.fixture
def write(settings: Settings, graph: Graph) -> Callable[..., Awaitable[dict[str, int]]]:
    """Exports into a file."""

    async def writing(path: Path, *, with_content: bool = True) -> dict[str, int]:
        return await run_export(settings, path, with_content, print)

    return writing
