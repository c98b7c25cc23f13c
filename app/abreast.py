"""The same work for many things, some of them at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

import anyio

K = TypeVar("K")
V = TypeVar("V")

AT_ONCE = 8


async def each(things: Mapping[K, V], work: Callable[[K, V], Awaitable[None]]) -> None:
    """Does the work for every thing; after a failure no more is begun.

    Raises the first failure as itself, where a task group has a group of them.
    """
    limiter, failures = anyio.CapacityLimiter(AT_ONCE), list[Exception]()

    async def one(key: K, value: V) -> None:
        async with limiter:
            if failures:
                return
            try:
                await work(key, value)
            except Exception as error:
                failures.append(error)

    async with anyio.create_task_group() as tasks:
        for key, value in things.items():
            tasks.start_soon(one, key, value)
    if failures:
        raise failures[0]
