"""Looks for what must not be: a file of `cypher/checks/` is an invariant, its rows offend it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.graph.session import Graph
from app.graph.statements import folder

CHECKS = {Path(check.name).stem: check for check in folder("checks")}
"""The statement of each invariant, by name."""


async def run_checks(graph: Graph) -> dict[str, list[dict[str, Any]]]:
    """The offenders of every invariant by its name; all lists are empty in a sound graph."""
    return {name: await offenders(graph, name) for name in CHECKS}


async def offenders(graph: Graph, name: str) -> list[dict[str, Any]]:
    """The rows that offend one invariant."""
    return await graph.rows(CHECKS[name])
