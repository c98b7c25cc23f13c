"""Tells a store that is busy with much from one that hangs, so that nobody waits for the latter."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from anyio import CancelScope, CapacityLimiter, fail_after, sleep, to_thread
from minio.error import S3Error

from app.blobs.faults import translated
from app.errors import Unavailable

T = TypeVar("T")

PATIENCE = 1.0
"""Seconds after which the store is asked whether it is there, each time."""
REACTION = 3.0
"""Seconds in which it has to say so."""
ASKING_AT_ONCE = 8


class Pulse:
    """Asks a store whether it is there, by a call that moves no bytes.

    It has threads of its own, so that calls which wait for free ones are not taken for silence.
    """

    def __init__(self, ask: Callable[[], object]) -> None:
        self._ask = ask
        self._limiter = CapacityLimiter(ASKING_AT_ONCE)

    async def attend(self, work: Awaitable[T]) -> T:
        """What the work returns, however long it takes while the store is there.

        Raises Unavailable, at most PATIENCE and REACTION after the store went silent.
        """
        with CancelScope() as scope:
            watch = asyncio.create_task(self._watch(scope))
            try:
                return await work
            finally:
                watch.cancel()
        raise Unavailable("the store does not answer; try again later")

    async def _watch(self, scope: CancelScope) -> None:
        while True:
            await sleep(PATIENCE)
            try:
                with translated(), fail_after(REACTION):
                    await to_thread.run_sync(
                        self._beat, limiter=self._limiter, abandon_on_cancel=True
                    )
            except Unavailable:
                return scope.cancel()

    def _beat(self) -> None:
        try:
            self._ask()
        except S3Error:
            return  # A store that refuses is there.
