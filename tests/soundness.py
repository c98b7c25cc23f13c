"""A pytest plugin: whatever a test left in the graph, every invariant of it holds.

The graph is looked at after each test that can reach it, and only when something was written since
the last look. A test that writes what must not be says so: `@pytest.mark.unlawful("why")`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import neo4j
import pytest

from app.graph.checks import CHECKS

_ALL = "CYPHER replan=skip\n" + "\nUNION ALL\n".join(
    f"CALL () {{\n{check.text}\n}}\n"
    f"RETURN '{name}' AS name, collect([{', '.join(check.returns)}]) AS rows"
    for name, check in CHECKS.items()
)
"""All invariants in one statement, which costs a third of what one each costs. It is planned once:
to plan it takes seconds."""


class Soundness:
    """What offends the invariants in what was written since the last look."""

    def __init__(self, driver: neo4j.Driver) -> None:
        self._driver = driver
        self._seen: object = None
        self._allowed: dict[str, list[Any]] = {}

    def offenders(self) -> dict[str, list[Any]]:
        """The rows that offend each invariant, but for those that an unlawful test left.

        A graph that was not changed since the last look has none.
        """
        rows = self._looked()
        if rows is None:
            return {}
        found = {
            name: [row for row in offending if row not in self._allowed.get(name, [])]
            for name, offending in rows.items()
        }
        self._allowed = {
            name: [row for row in allowed if row in rows.get(name, [])]
            for name, allowed in self._allowed.items()
        }
        return {name: offending for name, offending in found.items() if offending}

    def allow(self) -> None:
        """Takes what offends now as meant, for as long as the graph has it."""
        self._allowed = self._looked() or self._allowed

    def _looked(self) -> dict[str, list[Any]] | None:
        """All offenders, or None when nothing was written since the last look.

        A write that ends while they are looked for makes them be looked for again.
        """
        latest, _ = self._asked("RETURN null AS name, [] AS rows")
        rows: dict[str, list[Any]] | None = None
        while latest != self._seen:
            self._seen = latest
            latest, rows = self._asked(_ALL)
        return rows

    def _asked(self, text: Any) -> tuple[object, dict[str, list[Any]]]:
        """A mark of the last write before the end of the statement, and its rows."""
        with self._driver.session(default_access_mode=neo4j.READ_ACCESS) as session:
            rows = {row["name"]: row["rows"] for row in session.run(text)}
            return session.last_bookmarks().raw_values, rows


@pytest.fixture(scope="session")
def soundness(driver: neo4j.Driver) -> Soundness:
    return Soundness(driver)


@pytest.fixture(autouse=True)
def sound(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test that leaves a graph that is not sound."""
    if "driver" not in request.fixturenames:
        yield
        return
    soundness: Soundness = request.getfixturevalue("soundness")
    yield
    if marker := request.node.get_closest_marker("unlawful"):
        [_why] = marker.args
        soundness.allow()
    elif found := soundness.offenders():
        pytest.fail(f"left in the graph: {found}", pytrace=False)
