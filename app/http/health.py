"""Whether the process lives, and whether the graph, its schema and the store can be used."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

import anyio
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.errors import AppError, CannotRun
from app.graph.schema import check_schema
from app.logs import logged

CHECK_SECONDS = 3.0
"""How long one of the checks may take."""

OK = "ok"
UNKNOWN = "unknown"


async def healthz(_: Request) -> Response:
    """Answers as long as the process does."""
    return JSONResponse({"status": OK})


async def readyz(request: Request) -> Response:
    """Says of each server whether requests can be answered with it; 503 when one cannot be used."""
    graph, store = request.state.graph, request.state.store
    found = {"graph": UNKNOWN, "schema": UNKNOWN, "store": UNKNOWN}

    async def look_at_graph() -> None:
        found["graph"] = await _finding(graph.server)
        if found["graph"] == OK:
            found["schema"] = await _finding(partial(check_schema, graph, newer_too=True))

    async def look_at_store() -> None:
        found["store"] = await _finding(store.require_bucket)

    async with anyio.create_task_group() as looks:
        looks.start_soon(look_at_graph)
        looks.start_soon(look_at_store)
    ready = set(found.values()) == {OK}
    status = OK if ready else "unavailable"
    return JSONResponse({"status": status, **found}, status_code=200 if ready else 503)


async def _finding(check: Callable[[], Awaitable[object]]) -> str:
    try:
        with anyio.fail_after(CHECK_SECONDS):
            await check()
    except TimeoutError:
        return "no answer in time"
    except AppError as error:
        return error.message
    except CannotRun as error:
        return logged(error)[0]
    return OK
