"""Work that is given up when something else comes first."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from anyio import CancelScope

T = TypeVar("T")


class GivenUp(Exception):
    """What the work was to be done before has come first."""


async def unless(
    ended: Callable[[], Coroutine[Any, Any, None]], work: Awaitable[T], *, after: float
) -> T:
    """What the work returns; once `ended` returns, the work is cancelled and GivenUp is raised.

    `ended` is called when so many seconds have gone by: work that is done before pays nothing.
    """
    watches: list[asyncio.Task[None]] = []

    async def watch() -> None:
        await ended()
        scope.cancel()

    with CancelScope() as scope:
        timer = asyncio.get_running_loop().call_later(
            after, lambda: watches.append(asyncio.create_task(watch()))
        )
        try:
            return await work
        finally:
            timer.cancel()
            for one in watches:
                one.cancel()
    raise GivenUp
