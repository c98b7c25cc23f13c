"""Ways to look at what a write has left, and to let writes race."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from uuid import uuid4

import anyio
import neo4j
import pytest

from app.errors import AppError
from app.graph import transaction
from app.traces import statement_span

EventState = tuple[str, dict[str, Any], dict[str, Any]]


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

    def events(self, subject_id: str) -> list[EventState]:
        """The kind, `before` and `after` of a subject's events, from the first revision on."""
        rows = self.rows(
            "MATCH (e:Event)-[:ABOUT]->({id: $id})"
            " RETURN e.kind, e.before, e.after ORDER BY toInteger(split(e.key, ':')[1])",
            id=subject_id,
        )
        return [(kind, json.loads(before), json.loads(after)) for kind, before, after in rows]

    def everything(self) -> list[list[Any]]:
        """All nodes and relationships, to show that nothing was written."""
        labels = "|".join(label for [label] in self.rows("CALL db.labels()"))
        return self.rows(
            f"MATCH (n:{labels}) RETURN labels(n) AS what, properties(n) AS has, '' AS ends"
            f" UNION ALL MATCH (n:{labels})-[r]->(m)"
            " RETURN [type(r)] AS what, properties(r) AS has, elementId(n) + elementId(m) AS ends"
        )


@pytest.fixture
def look(driver: neo4j.Driver) -> Look:
    return Look(driver)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The statements of writes in the order in which they are sent, with those sent as one."""
    names: list[list[str]] = []

    def named(name: str, text: str) -> AbstractContextManager[object]:
        names.append(name.split(", "))
        return statement_span(name, text)

    monkeypatch.setattr(transaction, "statement_span", named)
    return names


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


@pytest.fixture
def refused(look: Look) -> Callable[[type[AppError]], AbstractContextManager[Any]]:
    """Expects an error, and that nothing was written before it."""

    @contextmanager
    def expecting(error: type[AppError]) -> Iterator[Any]:
        before = look.everything()
        with pytest.raises(error) as raised:
            yield raised
        assert raised.type is error
        assert look.everything() == before

    return expecting


@pytest.fixture
def artifact(look: Look) -> Callable[..., str]:
    """Makes an artifact as an import brings it, at revision 0 and without events."""

    def make(kind: str = "image", state: str = "candidate") -> str:
        made = str(uuid4())
        look.rows(
            "CREATE (:Artifact:Entity {id: $id, kind: $kind, state: $state,"
            " media_type: $media_type, name: 'made', created_at: datetime(), rev: 0})",
            id=made,
            kind=kind,
            state=state,
            media_type=f"{kind}/test",
        )
        return made

    return make


@pytest.fixture
def story(look: Look) -> Callable[[], str]:
    """Makes a story as an import brings it, at revision 0 and without events."""

    def make() -> str:
        made = str(uuid4())
        look.rows(
            "CREATE (:Story:Entity {id: $id, title: 'The Fox', created_at: datetime(),"
            " updated_at: datetime('2026-01-01T00:00:00Z'), rev: 0})",
            id=made,
        )
        return made

    return make


@pytest.fixture
def step(look: Look) -> Callable[[], tuple[str, str]]:
    """Makes a run with one step, as an import brings them: their ids."""

    def make() -> tuple[str, str]:
        run_id, step_id = str(uuid4()), str(uuid4())
        look.rows(
            "CREATE (:Run:Entity {id: $run, workflow: 'book', status: 'running',"
            " session_id: 'chat', created_at: datetime(), rev: 0})"
            "-[:HAS_STEP]->(:AgentStep:Entity {id: $step, name: 'paint',"
            " agent: 'painter', step_order: 1, status: 'running', created_at: datetime()})",
            run=run_id,
            step=step_id,
        )
        return run_id, step_id

    return make


@pytest.fixture
def derive(look: Look) -> Callable[[str, str], None]:
    """Relates two artifacts as an import does: the first is derived from the second."""

    def make(one: str, other: str) -> None:
        look.rows(
            "MATCH (a:Artifact {id: $one}) MATCH (b:Artifact {id: $other})"
            " CREATE (a)-[:DERIVED_FROM {key: $one + '|' + $other, created_at: datetime()}]->(b)",
            one=one,
            other=other,
        )

    return make
