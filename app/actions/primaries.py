"""The stories that show an artifact: their locks, taken before the artifact itself is held."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.actions.requests import take_lock
from app.graph.statements import mutation
from app.graph.transaction import Transaction

_ANY = mutation("any")


async def lock_stories_of(transaction: Transaction, artifact_id: str) -> set[str]:
    """Locks every story in which the artifact is a primary, and returns their ids."""
    rows = await transaction.run(_ANY["primary_stories"], artifact_id=artifact_id)
    stories = [row["story_id"] for row in rows]
    for story_id in stories:
        await take_lock(transaction, f"story:{story_id}")
    return set(stories)


async def lock_late_stories(transaction: Transaction, artifact_id: str, locked: set[str]) -> None:
    """Locks the stories that made the artifact a primary while it was not held yet.

    Call it when the artifact is held: then no story can be added. These locks come out of order,
    so two writes may wait for one another; the graph ends one of them, and it is done again.
    """
    rows = await transaction.run(_ANY["primary_stories"], artifact_id=artifact_id)
    for row in rows:
        if row["story_id"] not in locked:
            await take_lock(transaction, f"story:{row['story_id']}")


def link_dict(artifact_id: str, link: Mapping[str, Any]) -> dict[str, object]:
    """A story's link to an artifact, as events tell it."""
    return {
        "artifact": artifact_id,
        "role": link["role"],
        "is_primary": link["is_primary"],
        "position": link["position"],
    }
