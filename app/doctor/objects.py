"""Looks for the objects that blobs name: whether the store has them, in their size."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from secrets import token_hex
from typing import Any

from app.abreast import each
from app.blobs.store import Store
from app.doctor.findings import Finding, State, ok, unknown
from app.errors import BlobMissing, Unavailable
from app.graph.session import Graph
from app.graph.statements import CYPHER, load_statement

SOME = 1_000
"""How many objects are looked for, unless all are: those after a random digest."""
PAGE = 500
LAST = "g"
"""What no digest comes after."""

_OF = "objects"
_BLOBS = load_statement(CYPHER / "Server" / "stored_blobs.cypher")


async def object_finding(graph: Graph, store: Store, *, most: int | None) -> Finding:
    """Which of the objects the store lacks, or has in another size; `most` None for all."""
    looked, lost = 0, list[dict[str, Any]]()
    try:
        async for page in _pages(graph, most):
            lost += await _lost(store, page)
            looked += len(page)
    except Unavailable as error:
        return unknown(_OF, error)
    if not lost:
        some = " (--objects looks at all)" if looked == most else ""
        return ok(_OF, f"The store has the {looked} objects that were looked for{some}.")
    return Finding(
        of=_OF,
        state=State.BAD,
        says=f"Of {looked} objects {len(lost)} are not in the store as the graph says.",
        mend="Restore them to the bucket, under their keys, from a backup of the store.",
        offenders=tuple(sorted(lost, key=lambda row: row["sha256"])),
    )


async def _pages(graph: Graph, most: int | None) -> AsyncGenerator[list[dict[str, Any]]]:
    """Blobs from a random digest on, then those before it, until there are enough."""
    middle, left = token_hex(32), most
    for after, until in ((middle, LAST), ("", middle)):
        while left != 0:
            first = PAGE if left is None else min(PAGE, left)
            rows = await graph.rows(_BLOBS, after=after, until=until, first=first)
            if rows:
                yield rows
            left = None if left is None else left - len(rows)
            if len(rows) < first:
                break
            after = rows[-1]["sha256"]


async def _lost(store: Store, page: list[dict[str, Any]]) -> list[dict[str, Any]]:
    lost: list[dict[str, Any]] = []

    async def look(_: str, blob: dict[str, Any]) -> None:
        try:
            size = await store.size(blob["key"])
        except BlobMissing:
            lost.append({**blob, "found": "nothing"})
        else:
            if size != blob["size"]:
                lost.append({**blob, "found": f"{size} bytes"})

    await each({blob["sha256"]: blob for blob in page}, look)
    return lost
