"""One reader of changes for all who watch in this process; nothing is kept for each of them.

What comes to light is put into one log, of which everybody reads in their own time. Who falls
behind by the whole log is ended, and may go on from their last cursor.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import AsyncGenerator, Generator, Iterable, Sequence
from contextlib import asynccontextmanager, contextmanager
from itertools import islice
from time import time
from typing import TypeVar

import anyio
import structlog

from app.domain.changes import Change, Scope, WatchState, watch_state
from app.errors import CursorInvalid, FellBehind, NotFound, Unavailable
from app.graph.changes import Changes, Position, positions
from app.graph.cursors import decode, encode
from app.graph.session import Graph

T = TypeVar("T")
Telling = tuple[Change | None, str]

INTERVAL = 0.2
"""Seconds from one reading to the next, while somebody watches."""
MARGIN = 5.0
"""Seconds that the window is longer than a transaction may take."""
PAUSE = 1.0
"""Seconds before the next reading after one that failed."""
PATIENCE = 5.0
"""Seconds that a first watcher waits for the first reading."""
LOG = 10_000
"""Changes that are kept for those who watch."""
AT_ONCE = 100
"""Changes that a watcher takes from the log at once."""
MOST = 1_000
"""How many may watch in one process."""
OLDEST = 3_600
"""Seconds that a cursor is good for."""

_log = structlog.stdlib.get_logger()


class Feed:
    """What changes, for all who watch; `timeout` is the seconds that a transaction may take."""

    def __init__(self, timeout: float) -> None:
        self._window = round((timeout + MARGIN) * 1_000)
        self._watched: Counter[Scope] = Counter()
        self._runs: Counter[str] = Counter()
        self._log: deque[Change] = deque(maxlen=LOG)
        self._end = self._floor = 0
        self._positions: dict[str, Position] = {}
        self._wanted, self._primed, self._news = anyio.Event(), anyio.Event(), anyio.Event()
        self._stopping = False

    def stop(self) -> None:
        """Ends all who watch, and lets nobody begin."""
        self._stopping = True
        self._tell()

    @property
    def watching(self) -> tuple[int, int]:
        """How many watch changes of artifacts, and how many watch runs."""
        return self._watched.total(), self._runs.total()

    async def run(self, graph: Graph) -> None:
        """Reads as long as somebody watches, and waits while nobody does."""
        while True:
            await self._wanted.wait()
            changes = Changes(graph, self._window)
            while self._watched or self._runs:
                try:
                    await self._read(graph, changes)
                except Exception as error:
                    _log.warning("changes cannot be read now", exc_info=error)
                    await anyio.sleep(PAUSE)
            self._wanted, self._primed = anyio.Event(), anyio.Event()

    async def changes(
        self, graph: Graph, scope: Scope, after: str | None
    ) -> AsyncGenerator[Telling]:
        """The changes of a scope, each with its cursor, from now on or after an earlier cursor.

        Without one the first is None: whatever happens from then on is told. Raises CursorInvalid,
        FellBehind, and Unavailable when too many watch or the service stops.
        """
        state = (
            WatchState(scope=scope, floor=0) if after is None else _fresh(watch_state(after, scope))
        )
        with self._watching(self._watched, scope):
            await self._prime()
            place, missed = self._end, Changes(graph, self._window, state.floor or None)
            while missed.more:
                for one in await _missed(missed, state):
                    if after is not None:
                        yield one
            if after is None:
                yield None, state.cursor()
            while True:
                news, place = await self._next(place, state)
                for one in news:
                    yield one

    async def progress(
        self, graph: Graph, run_id: str, after: str | None
    ) -> AsyncGenerator[tuple[Position, str]]:
        """How far a run has come, now and whenever that changes, until nothing more can come.

        After an earlier cursor it begins when the run has come further. Raises NotFound,
        CursorInvalid, and Unavailable when too many watch or the service stops.
        """
        mark = f"progress of {run_id}"
        seen = tuple(decode(after, mark, [False] * 5)) if after is not None else ()
        with self._watching(self._runs, run_id):
            found = (await positions(graph, [run_id])).get(run_id)
            if found is None:
                raise NotFound(f"there is no run {run_id}")
            while True:
                if found[:5] > seen:
                    seen = found[:5]
                    yield found, encode(mark, seen)
                if found.over:
                    return
                await self._hear()
                found = self._positions.get(run_id, found)

    def log(self, found: Sequence[Change]) -> None:
        """Puts changes where those who watch find them."""
        if found:
            self._log.extend(found)
            self._end += len(found)
            self._tell()

    async def _read(self, graph: Graph, changes: Changes) -> None:
        found = await changes.read(lambda: self._watched)
        before, self._positions = self._positions, await positions(graph, self._runs)
        self._floor = changes.floor
        if self._primed.is_set():
            self.log(found)
        if self._positions != before:
            self._tell()
        if not changes.more:
            self._primed.set()
            await anyio.sleep(INTERVAL)

    async def _prime(self) -> None:
        """Waits until what is known of the window is known, so that what is new can be told."""
        with anyio.move_on_after(PATIENCE):
            await self._primed.wait()
        if not self._primed.is_set():
            raise Unavailable("the graph does not answer; try again later")

    async def _next(self, place: int, state: WatchState) -> tuple[list[Telling], int]:
        """What is new in the log from a place on, once something is, and the next place."""
        while place == self._end:
            state.settle(self._floor)
            await self._hear()
        behind = self._end - place
        if behind > len(self._log):
            raise FellBehind("changes came faster than they were taken: go on after a cursor")
        first = len(self._log) - behind
        found = list(islice(self._log, first, first + AT_ONCE))
        return _told(found, state), place + len(found)

    async def _hear(self) -> None:
        if not self._stopping:
            await self._news.wait()
        if self._stopping:
            raise Unavailable("the service is stopping; subscribe again, after the last cursor")

    def _tell(self) -> None:
        self._news.set()
        self._news = anyio.Event()

    @contextmanager
    def _watching(self, watched: Counter[T], one: T) -> Generator[None]:
        if sum(self.watching) >= MOST:
            raise Unavailable("too many watch for changes here; try again later")
        watched[one] += 1
        self._wanted.set()
        try:
            yield
        finally:
            watched[one] -= 1
            if not watched[one]:
                del watched[one]


def _told(found: Iterable[Change], state: WatchState) -> list[Telling]:
    return [(change, state.cursor()) for change in found if state.tell(change)]


async def _missed(missed: Changes, state: WatchState) -> list[Telling]:
    """The next of what was not told, in the order of its time, so that cursors move on with it."""
    tellings: list[Telling] = []
    for change in await missed.read(lambda: (state.scope,)):
        state.settle(min(change.at, missed.floor))
        tellings += _told([change], state)
    state.settle(missed.floor)
    return tellings


def _fresh(state: WatchState) -> WatchState:
    """Refuses what would take long to come back from."""
    if state.floor < (time() - OLDEST) * 1_000:
        raise CursorInvalid("the cursor is more than an hour old: read anew, and begin without it")
    return state


@asynccontextmanager
async def fed(feed: Feed, graph: Graph) -> AsyncGenerator[None]:
    """Feeds from a graph while the block lasts."""
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(feed.run, graph)
        yield
        feed.stop()
        tasks.cancel_scope.cancel()
