"""Reads events as they come to light, each once, though commits are not in the order of times.

An event has the time of its statement and is seen from its commit on, which is later by less than a
transaction may take. So what is younger than that, the window, is read again each time, and told
apart by the events' keys.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Any, NamedTuple

from app.domain.changes import Change, Scope, Watched, artifacts_of
from app.graph.session import Graph
from app.graph.statements import CYPHER, load_statement

MOST = 1_000
"""Events that are read at once."""

_EVENTS = load_statement(CYPHER / "Server" / "events_since.cypher")
_ARTIFACTS = load_statement(CYPHER / "Server" / "artifacts_watched.cypher")
_DESCENDANTS = load_statement(CYPHER / "Server" / "descendants_watched.cypher")
_RUNS = load_statement(CYPHER / "Server" / "runs_watched.cypher")


class Event(NamedTuple):
    """One event: what it is about, and which artifacts it names."""

    key: str
    at: int
    subject: Scope
    artifacts: list[str]


class Position(NamedTuple):
    """How far a run has come, in numbers that never fall; `over` when nothing can come any more."""

    rev: int
    steps: int
    begun: int
    ended: int
    artifacts: int
    over: bool


class Changes:
    """What comes to light from a moment on, or from a window before the first reading."""

    def __init__(self, graph: Graph, window: int, floor: int | None = None) -> None:
        self._graph = graph
        self._window = window
        self._known: dict[str, int] = {}
        self._from = floor
        self.floor = floor or 0
        """Milliseconds; what happened before is all known."""
        self.more = True
        """Whether there was more than could be read at once."""

    async def read(self, watched: Callable[[], Collection[Scope]]) -> list[Change]:
        """What has come to light since the last reading, as far as it is of what is watched then.

        Who watches is asked after the events are read: who comes later sees them, too.
        """
        known = list(self._known)
        feed = {"floor": self._from, "window": self._window, "known": known, "most": MOST}
        rows = await self._graph.read(_EVENTS.text, {"feed": feed})
        events = [_event(row) for _, *row in rows if row[0] is not None]
        scopes = await _scopes_of(self._graph, events, set(watched()))
        self._pass(events, rows[0][0])
        return [
            Change(event_key=one.key, at=one.at, artifact_id=artifact, scopes=found)
            for one in events
            for artifact in one.artifacts
            if (found := frozenset(scopes[one.subject] | scopes[_artifact(artifact)]))
        ]

    def _pass(self, events: list[Event], now: int) -> None:
        self._known.update((one.key, one.at) for one in events)
        self.more = len(events) == MOST
        settled = now - self._window
        self.floor = max(self.floor, min(settled, events[-1].at) if self.more else settled)
        self._from = self.floor
        self._known = {key: at for key, at in self._known.items() if at >= self.floor}


async def positions(graph: Graph, run_ids: Iterable[str]) -> dict[str, Position]:
    """How far some runs have come, by their ids, without those that do not exist."""
    rows = await graph.read(_RUNS.text, {"feed": {"runs": list(run_ids)}})
    return {row[0]: Position(*row[1:]) for row in rows}


def _event(row: list[Any]) -> Event:
    key, at, label, subject_id, before, after = row
    subject = Scope(watched=Watched(label), id=subject_id)
    return Event(key, at, subject, artifacts_of(subject, before, after))


def _artifact(artifact_id: str) -> Scope:
    return Scope(watched=Watched.UPSTREAM, id=artifact_id)


async def _scopes_of(
    graph: Graph, events: list[Event], watched: set[Scope]
) -> defaultdict[Scope, set[Scope]]:
    """What is watched, by the story, the run or the artifact that has to do with it."""
    found: defaultdict[Scope, set[Scope]] = defaultdict(set)
    artifacts = sorted({artifact for one in events for artifact in one.artifacts})
    if not artifacts or not watched:
        return found
    for scope in watched:
        found[scope].add(scope)
    ids = {of: [one.id for one in watched if one.watched is of] for of in Watched}
    feed = {"artifacts": artifacts, "stories": ids[Watched.STORY], "runs": ids[Watched.RUN]}
    if feed["stories"] or feed["runs"]:
        for artifact, stories, runs in await graph.read(_ARTIFACTS.text, {"feed": feed}):
            found[_artifact(artifact)] |= {Scope(watched=Watched.STORY, id=one) for one in stories}
            found[_artifact(artifact)] |= {Scope(watched=Watched.RUN, id=one) for one in runs}
    if ids[Watched.UPSTREAM]:
        feed = {"artifacts": artifacts, "descendants": ids[Watched.UPSTREAM]}
        for artifact, descendants in await graph.read(_DESCENDANTS.text, {"feed": feed}):
            found[_artifact(artifact)] |= {_artifact(one) for one in descendants}
    return found
