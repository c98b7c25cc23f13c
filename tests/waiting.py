"""How tests wait: for an event, and no longer than only a hang takes."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable

import anyio

HANG = 60.0
"""Seconds that nothing takes, on any machine, unless it never comes to its end."""
BLOCKED = "SHOW TRANSACTIONS YIELD status WHERE status STARTS WITH 'Blocked' RETURN count(*)"
"""How many transactions wait for a lock of another one."""
LOOK = 0.02
"""Seconds between two looks at what is waited for."""


async def until(happened: Callable[[], object | Awaitable[object]]) -> None:
    """Returns when that is true; looks again and again."""
    with anyio.fail_after(HANG):
        while True:
            found = happened()
            if await found if isinstance(found, Awaitable) else found:
                return
            await anyio.sleep(LOOK)


def until_now(happened: Callable[[], object], seconds: float = HANG) -> None:
    """The same where there is no event loop."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, f"it did not happen in {seconds:.0f} seconds"
        time.sleep(LOOK)
