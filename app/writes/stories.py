"""Stories: their creation, their texts and their current runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.events import Change, EventKind, refuse_stale
from app.errors import NotFound
from app.graph.statements import writes
from app.graph.transaction import Transaction
from app.writes.events import record
from app.writes.locks import lock_stories

_STATEMENTS = writes("stories")


async def create_stories(
    transaction: Transaction, rows: Sequence[Mapping[str, object]], *, rev: int = 1
) -> None:
    """Creates stories from their properties; those of an import begin at revision 0."""
    if rows:
        await transaction.write(_STATEMENTS["create"], rows=rows, rev=rev)


async def lock_story(
    transaction: Transaction, story_id: str, if_rev: int | None = None
) -> dict[str, Any]:
    """The revision, texts and current run of a story that nobody else can change meanwhile.

    Raises NotFound, and StaleRevision when its revision is not the expected one.
    """
    await lock_stories(transaction, [story_id])
    story = await transaction.one(_STATEMENTS["read"], ids=[story_id])
    if story is None:
        raise NotFound(f"there is no story {story_id}")
    refuse_stale("story", story["rev"], if_rev)
    return story


async def raise_story(transaction: Transaction, story_id: str) -> int:
    """Raises the revision of a story that is locked, and returns it."""
    return (await raise_stories(transaction, [story_id]))[story_id]


async def raise_stories(transaction: Transaction, story_ids: Sequence[str]) -> dict[str, int]:
    """Raises the revisions of stories that are locked, and returns them by the stories' ids."""
    rows = await transaction.rows(_STATEMENTS["raise"], ids=story_ids) if story_ids else []
    return {row["id"]: row["rev"] for row in rows}


async def change_story(
    transaction: Transaction,
    story_id: str,
    actor: str,
    kind: EventKind,
    before: Mapping[str, object],
    after: Mapping[str, object],
) -> None:
    """Raises the revision of a story that is locked, and leaves the event of the change."""
    rev = await raise_story(transaction, story_id)
    change = Change(subject_id=story_id, rev=rev, kind=kind, before=before, after=after)
    await record(transaction, actor, [change])


async def update_story(
    transaction: Transaction, story_id: str, texts: Mapping[str, str | None]
) -> None:
    """Sets `title`, `synopsis` and `metadata` of a story that is locked."""
    await transaction.write(_STATEMENTS["update"], id=story_id, **texts)


async def current_runs(transaction: Transaction, story_ids: Sequence[str]) -> dict[str, str | None]:
    """The ids of the current runs of stories, by the stories' ids."""
    rows = await transaction.rows(_STATEMENTS["read"], ids=story_ids)
    return {row["id"]: row["current_run_id"] for row in rows}


async def set_current_runs(transaction: Transaction, rows: Sequence[Mapping[str, str]]) -> None:
    """Sets the current runs of stories that are locked, each `{story_id, run_id}`."""
    if rows:
        await transaction.write(_STATEMENTS["set_current_runs"], rows=rows)


async def clear_current_run(transaction: Transaction, story_id: str) -> None:
    """Leaves a story that is locked without a current run."""
    await transaction.write(_STATEMENTS["clear_current_run"], id=story_id)
