"""Checks a graph from the command line."""

from __future__ import annotations

from typing import Any

from app.graph.checks import run_checks
from app.servers import Say, opened
from app.settings import Settings


async def check_graph(settings: Settings, say: Say) -> dict[str, list[dict[str, Any]]]:
    """The offenders of every invariant of the graph, by its name."""
    async with opened(settings, say) as state:
        return await run_checks(state["graph"])
