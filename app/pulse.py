"""Tells a server that is slow from one that is gone, so that nobody waits for the latter."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextvars import Context
from typing import TypeVar

import structlog
from anyio import CancelScope, CapacityLimiter, move_on_after, sleep, to_thread

from app.errors import Unavailable

T = TypeVar("T")

PATIENCE = 1.0
"""Seconds of silence after which a server is probed."""
MISSES = 2
"""Probes in a row without an answer after which a server is gone: a pause of it, or of this
process, makes it miss one."""
PAUSE = 0.25
"""Seconds between a missed probe and the next."""
LIMIT = 1.75
"""Seconds after which a probe that has not returned is a miss; it should end by itself before."""
FAIR_SHARE = 0.5
"""The part of LIMIT that a probe must have had, since its thread began, to be a miss."""

_log = structlog.stdlib.get_logger()


class Pulse:
    """Watches over all that waits for one server; the server is probed while something waits.

    `probe` says whether the server answers. It is called in a thread, which a busy event loop does
    not hold up, one at a time. What it asks must share nothing with what is waited for. A server
    that falls silent is gone after PATIENCE and two probes: that is within five seconds, and
    the time in which a busy event loop starts no probe.
    """

    def __init__(
        self,
        server: str,
        probe: Callable[[], bool],
        *,
        patience: float = PATIENCE,
        limit: float = LIMIT,
        pause: float = PAUSE,
    ) -> None:
        self._server = server
        self._probe = probe
        self._patience = patience
        self._limit = limit
        self._pause = pause
        self._waiting: dict[CancelScope, float] = {}
        self._heard = float("-inf")
        self._timer: asyncio.TimerHandle | None = None
        self._probing: asyncio.Task[None] | None = None
        self._limiter = CapacityLimiter(1)

    async def wait_for(self, work: Awaitable[T]) -> T:
        """What the work returns, however long it takes while the server is there.

        Raises Unavailable when the server is gone; the work is cancelled then.
        """
        scope, loop = CancelScope(), asyncio.get_running_loop()
        self._waiting[scope] = loop.time()
        if self._timer is None:
            self._set_timer(loop)
        try:
            with scope:
                return await work
        finally:
            self._waiting.pop(scope, None)
        raise Unavailable(f"the {self._server} does not answer; try again later")

    async def aclose(self) -> None:
        """Stops probing; waits for probes that are under way.

        That is up to 2 * LIMIT + PAUSE, and longer only while a busy event loop starts no probe.
        """
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._probing is not None:
            await asyncio.wait([self._probing])

    def _set_timer(self, loop: asyncio.AbstractEventLoop) -> None:
        # In a context of its own: the first request's is not that of the others.
        self._timer = loop.call_later(self._patience / 4, self._check, loop, context=Context())

    def _check(self, loop: asyncio.AbstractEventLoop) -> None:
        """Probes the server if something waits for too long; the one timer for all that waits."""
        self._timer = None
        if not self._waiting:
            return
        self._set_timer(loop)
        if self._overdue() and (self._probing is None or self._probing.done()):
            self._probing = loop.create_task(self._end_if_gone())

    async def _end_if_gone(self) -> None:
        for missed in range(MISSES):
            if missed:
                await sleep(self._pause)
            if await self._answers():
                self._heard = asyncio.get_running_loop().time()
                return
        for scope in self._overdue():
            del self._waiting[scope]
            scope.cancel()

    async def _answers(self) -> bool:
        """Whether a probe was answered; one that began too late for its FAIR_SHARE is repeated."""
        started, answers = list[float](), list[bool]()

        def probe() -> None:
            started.append(time.monotonic())
            try:
                answers.append(self._probe())
            except Exception:
                _log.exception("a probe failed", server=self._server)

        while True:
            with move_on_after(self._limit) as limited:
                await to_thread.run_sync(probe, limiter=self._limiter, abandon_on_cancel=True)
            if True in answers or not limited.cancelled_caught:
                return True in answers
            if started and time.monotonic() - started[-1] >= self._limit * FAIR_SHARE:
                return False

    def _overdue(self) -> list[CancelScope]:
        """What has waited for too long since it began, and since the server was heard."""
        latest = asyncio.get_running_loop().time() - self._patience
        if self._heard > latest:
            return []
        return [scope for scope, began in self._waiting.items() if began <= latest]
