"""The line of those who want to use the graph: so many at once, and so many that wait for them."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import anyio

from app.errors import Overloaded, Unavailable


@dataclass(frozen=True, slots=True, kw_only=True)
class GateFacts:
    """How many have a place, wait, and can have one now; and how many were ever turned away."""

    busy: int
    waiting: int
    most: int
    refused: int


class Gate:
    """Lets so many in at once, and lets so many wait, for so many seconds."""

    def __init__(self, *, places: int, line: int, seconds: float) -> None:
        self._places = anyio.Semaphore(places, fast_acquire=True)
        self._most = places
        self._line = line
        self._seconds = seconds
        self._refused = 0

    @asynccontextmanager
    async def place(self, *, begun: bool) -> AsyncGenerator[None]:
        """A place while the block lasts.

        Raises Overloaded when the line is full, or does not move. What has `begun` to change
        something waits beyond the line, and gets Unavailable when that takes too long: its client
        must not be told that nothing was done.
        """
        if self._places.value == 0:
            await self._wait(begun)
        else:
            self._places.acquire_nowait()
        try:
            yield
        finally:
            self._places.release()

    async def _wait(self, begun: bool) -> None:
        if begun or self._places.statistics().tasks_waiting < self._line:
            with anyio.move_on_after(self._seconds):
                return await self._places.acquire()
        self._refused += 1
        if begun:
            raise Unavailable("the change was made; the database was too busy to read the answer")
        raise Overloaded("too many requests wait already; try again later, nothing was done")

    def facts(self) -> GateFacts:
        """The counters, for who looks after the service."""
        waiting = self._places.statistics().tasks_waiting
        busy = self._most - self._places.value
        return GateFacts(busy=busy, waiting=waiting, most=self._most, refused=self._refused)
