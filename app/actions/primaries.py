"""The stories that show an artifact: their locks, taken before the artifact itself is held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.actions.requests import take_lock
from app.graph.session import Transaction
from app.graph.statements import mutation

_ANY = mutation("any")


async def lock_story(transaction: Transaction, story_id: str) -> None:
    """Waits for the lock under which a story's links change."""
    await take_lock(transaction, f"story:{story_id}")


async def lock_stories_of(transaction: Transaction, artifact_id: str) -> set[str]:
    """Locks every story in which the artifact is a primary, and returns their ids."""
    rows = await transaction.run(_ANY["primary_stories"], artifact_id=artifact_id)
    stories = [row["story_id"] for row in rows]
    for story_id in stories:
        await lock_story(transaction, story_id)
    return set(stories)


async def lock_late_stories(transaction: Transaction, artifact_id: str, locked: set[str]) -> None:
    """Locks the stories that made the artifact a primary while it was not held yet.

    Call it when the artifact is held: then no story can be added. These locks come out of order,
    so two writes may wait for one another; the graph ends one of them, and it is done again.
    """
    rows = await transaction.run(_ANY["primary_stories"], artifact_id=artifact_id)
    for row in rows:
        if row["story_id"] not in locked:
            await lock_story(transaction, row["story_id"])


def told_links(
    artifact_id: str, links: Iterable[Mapping[str, Any]], *, is_primary: bool
) -> list[dict[str, object]]:
    """Links of a story to one artifact, as events tell them."""
    return [
        {
            "artifact": artifact_id,
            "role": link["role"],
            "is_primary": is_primary,
            "position": link["position"],
        }
        for link in links
    ]
