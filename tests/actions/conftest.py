"""Ways to look at what a write has left, and to let writes race."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

import anyio
import neo4j
import pytest

from app.errors import AppError
from app.graph.checks import run_checks
from app.graph.session import Graph

Told = tuple[str, dict[str, Any], dict[str, Any]]


class Look:
    """The graph as the tests' own driver sees it."""

    def __init__(self, driver: neo4j.Driver) -> None:
        self._driver = driver

    def rows(self, text: Any, **parameters: object) -> list[list[Any]]:
        return [record.values() for record in self._driver.execute_query(text, parameters).records]

    def node(self, node_id: str) -> dict[str, Any]:
        """The properties of the node with that id."""
        [[properties]] = self.rows("MATCH (n {id: $id}) RETURN properties(n)", id=node_id)
        return properties

    def events(self, subject_id: str) -> list[Told]:
        """The kind, `before` and `after` of a subject's events, from the first revision on."""
        rows = self.rows(
            "MATCH (e:Event)-[:ABOUT]->({id: $id})"
            " RETURN e.kind, e.before, e.after ORDER BY toInteger(split(e.key, ':')[1])",
            id=subject_id,
        )
        return [(kind, json.loads(before), json.loads(after)) for kind, before, after in rows]

    def everything(self) -> list[list[Any]]:
        """All nodes and relationships, to show that nothing was written."""
        return self.rows(
            "MATCH (n) RETURN labels(n) AS what, properties(n) AS has, '' AS one, '' AS other"
            " UNION ALL MATCH (a)-[r]->(b) RETURN [type(r)] AS what, properties(r) AS has,"
            " elementId(a) AS one, elementId(b) AS other"
        )


@pytest.fixture
def look(driver: neo4j.Driver) -> Look:
    return Look(driver)


@pytest.fixture
def race() -> Callable[..., Awaitable[list[Any]]]:
    """Calls something for each of the arguments at once: what each returned, or its error."""

    async def racing(call: Callable[[Any], Awaitable[Any]], arguments: Any) -> list[Any]:
        outcomes: dict[int, Any] = {}

        async def one(place: int, argument: Any) -> None:
            try:
                outcomes[place] = await call(argument)
            except AppError as error:
                outcomes[place] = type(error)

        async with anyio.create_task_group() as tasks:
            for place, argument in enumerate(arguments):
                tasks.start_soon(one, place, argument)
        return [outcomes[place] for place in sorted(outcomes)]

    return racing


@pytest.fixture(autouse=True)
async def sound(graph: Graph) -> AsyncGenerator[None]:
    """Whatever a test did, every invariant of the graph holds after it."""
    yield
    offenders = {name: rows for name, rows in (await run_checks(graph)).items() if rows}
    assert offenders == {}
