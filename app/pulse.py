"""Tells a server that is busy from one that hangs, so that nobody waits for the latter."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from anyio import move_on_after, sleep

from app.errors import Unavailable
from app.racing import GivenUp, unless

T = TypeVar("T")

PATIENCE = 1.0
"""Seconds without an answer after which the server is asked whether it is there, each time."""
REACTION = 2.5
"""Seconds in which it has to say so."""


class Pulse:
    """Asks a server whether it is there, by a call that shares nothing with what is waited for."""

    def __init__(self, server: str, beats: Callable[[], Coroutine[Any, Any, bool]]) -> None:
        self._server = server
        self._beats = beats
        self._asking: asyncio.Task[bool] | None = None

    async def attend(self, work: Awaitable[T]) -> T:
        """What the work returns, however long it takes while the server is there.

        Raises Unavailable, at most PATIENCE and REACTION after the server went silent.
        """
        try:
            return await unless(self._silent, work, after=PATIENCE)
        except GivenUp:
            raise Unavailable(f"the {self._server} does not answer; try again later") from None

    async def _silent(self) -> None:
        while True:
            if not await self._answers():
                return
            await sleep(PATIENCE)

    async def _answers(self) -> bool:
        """Whether the server is there; those who ask while another asks share the answer."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
        return await asyncio.shield(self._asking)

    async def _ask(self) -> bool:
        with move_on_after(REACTION):
            return await self._beats()
        return False
