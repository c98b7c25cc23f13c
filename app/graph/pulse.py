"""Tells a server that is busy from one that hangs, so that nobody waits for the latter."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

import neo4j
from anyio import CancelScope, move_on_after, sleep
from neo4j import exceptions

from app.errors import Unavailable

T = TypeVar("T")

PATIENCE = 1.5
"""Seconds without an answer after which the server is asked whether it is there, each time."""
REACTION = 2.0
"""Seconds in which it has to say so."""


class Pulse:
    """Asks a server whether it is there, over a driver that nothing else uses."""

    def __init__(self, driver: neo4j.AsyncDriver) -> None:
        self._driver = driver
        self._asking: asyncio.Task[bool] | None = None

    async def attend(self, work: Awaitable[T]) -> T:
        """What the work returns, however long it takes while the server is there.

        Raises Unavailable, at most PATIENCE and REACTION after the server went silent. The driver
        alone would wait for two minutes: it takes silence for a long statement.
        """
        watches: list[asyncio.Task[None]] = []
        with CancelScope() as scope:
            timer = asyncio.get_running_loop().call_later(
                PATIENCE, lambda: watches.append(asyncio.create_task(self._watch(scope)))
            )
            try:
                return await work
            finally:
                timer.cancel()
                for watch in watches:
                    watch.cancel()
        raise Unavailable("the graph does not answer; try again later")

    async def _watch(self, scope: CancelScope) -> None:
        while True:
            if not await self._beats():
                return scope.cancel()
            await sleep(PATIENCE)

    async def _beats(self) -> bool:
        """Whether the server is there; those who ask while another asks share the answer."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._answers())
        return await asyncio.shield(self._asking)

    async def _answers(self) -> bool:
        with move_on_after(REACTION):
            try:
                await self._driver.verify_connectivity()  # pyright: ignore[reportUnknownMemberType]
            except exceptions.AuthError:
                return True
            except (exceptions.DriverError, exceptions.Neo4jError):
                return False
            return True
        return False
