"""Locks that one transaction holds at a time, each a node of the graph.

They are taken in this order: request, import, lineage, story, upload, run, artifact (ids
ascending), blob.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.graph.statements import writes
from app.graph.transaction import Transaction

_STATEMENTS = writes("locks")


async def lock_lineage(transaction: Transaction) -> int:
    """Waits for the lock under which artifacts that exist are related to one another.

    Returns how often it was taken: when that is one more than before, nobody has related any since.
    """
    return await _take(transaction, ["lineage"])


async def lock_imports(transaction: Transaction) -> int:
    """Waits for the lock under which the records of a file are written.

    Returns how often it was taken.
    """
    return await _take(transaction, ["import"])


async def lock_stories(transaction: Transaction, story_ids: Iterable[str]) -> None:
    """Waits for the locks under which the links, texts and current runs of stories change."""
    await _take(transaction, [f"story:{one}" for one in sorted(set(story_ids))])


async def lock_runs(transaction: Transaction, run_ids: Iterable[str]) -> None:
    """Waits for the locks under which runs, their steps and their links change."""
    await _take(transaction, [f"run:{one}" for one in sorted(set(run_ids))])


async def _take(transaction: Transaction, names: Sequence[str]) -> int:
    """Takes the locks, and returns how often the last of them was taken; 0 without any."""
    rows = await transaction.rows(_STATEMENTS["take"], names=names) if names else []
    return rows[-1]["n"] if rows else 0
