"""The event loop of the suite."""

from __future__ import annotations

import asyncio
from typing import Any


class TestLoop(asyncio.SelectorEventLoop):
    """An event loop that reports what it reports elsewhere, but for one fault of the driver.

    A test fails when an exception of a task was never retrieved. Before Python 3.12, Neo4j's driver
    leaves that of its own connection behind (neo4j/_async_compat/shims/_wait_for.py), when it is
    cancelled in the moment in which the connection fails. What it waits for there are coroutines of
    asyncio, which are tasks by themselves nowhere in the service or in tests.
    """

    __test__ = False

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        if not (isinstance(context.get("exception"), OSError) and _of_asyncio(context)):
            super().call_exception_handler(context)


def _of_asyncio(context: dict[str, Any]) -> bool:
    """Whether the task that is reported is one of a coroutine of asyncio."""
    code = getattr(getattr(context.get("future"), "get_coro", lambda: None)(), "cr_code", None)
    return code is not None and "/asyncio/" in code.co_filename.replace("\\", "/")
