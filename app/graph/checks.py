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
    found: dict[str, list[dict[str, Any]]] = {}
    for name, check in CHECKS.items():
        rows = await graph.read(check.text, {})
        found[name] = [dict(zip(check.returns, row, strict=True)) for row in rows]
    return found
