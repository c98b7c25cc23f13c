"""Creates a story."""

from __future__ import annotations

from uuid import uuid4

from app.domain.events import LOCAL_ACTOR, Change, EventKind
from app.domain.json_values import checked_json
from app.domain.values import checked_id, checked_name, checked_text, optional
from app.graph.session import Graph
from app.graph.transaction import Transaction
from app.writes.chosen_ids import chosen
from app.writes.events import record
from app.writes.requests import Answer, given, once
from app.writes.stories import create_stories


async def create_story(
    graph: Graph,
    *,
    request_id: str,
    id: str | None = None,
    title: str,
    synopsis: str | None = None,
    metadata: object | None = None,
    actor: str = LOCAL_ACTOR,
) -> str:
    """Creates a story without runs or artifacts, and returns its id; the same for a retry.

    Raises Conflict when the `id` that the caller chose is taken.
    """
    story = {
        "title": checked_name(title, "title"),
        "synopsis": optional(checked_text, synopsis, "synopsis"),
        "metadata": optional(checked_json, metadata, "metadata"),
    }
    story_id = optional(checked_id, id, "id") or str(uuid4())
    change = Change(subject_id=story_id, rev=1, kind=EventKind.STORY_CREATED, after=story)

    async def work(transaction: Transaction) -> Answer:
        async def create() -> Answer:
            await create_stories(transaction, [{"id": story_id, **story}])
            await record(transaction, actor, [change])
            return {"id": story_id}

        asked = {"action": "create_story", **story, **given(id=id)}
        return await once(transaction, request_id, asked, create)

    with chosen(id):
        return (await graph.write(work))["id"]
