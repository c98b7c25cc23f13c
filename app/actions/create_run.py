"""Creates a run."""

from __future__ import annotations

from uuid import uuid4

from app.actions.chosen_ids import chosen
from app.actions.events import Change, record
from app.actions.held import lock_story
from app.actions.requests import Answer, given, once
from app.domain.events import LOCAL_ACTOR, EventKind
from app.domain.runs import Status, require_story_or_session
from app.domain.values import checked_id, checked_name, optional
from app.graph.session import Graph
from app.graph.transaction import Transaction
from app.writes import runs


async def create_run(
    graph: Graph,
    *,
    request_id: str,
    id: str | None = None,
    workflow: str,
    story_id: str | None = None,
    session_id: str | None = None,
    start: bool = False,
    actor: str = LOCAL_ACTOR,
) -> str:
    """Creates a run of a story, of a session, or of both, and returns its id.

    It is pending, or running with `start`. A retry gets the same id. Raises NotFound for the
    story, and BadInput without story and session, and Conflict when the `id` that the
    caller chose is taken.
    """
    require_story_or_session(story_id, session_id)
    optional(checked_id, story_id, "storyId")
    run = {
        "session_id": optional(checked_name, session_id, "sessionId"),
        "workflow": checked_name(workflow, "workflow"),
    }
    run_id = optional(checked_id, id, "id") or str(uuid4())
    after = {"status": Status.RUNNING if start else Status.PENDING}
    change = Change(subject_id=run_id, rev=1, kind=EventKind.RUN_CREATED, after=after)

    async def work(transaction: Transaction) -> Answer:
        async def create() -> Answer:
            if story_id is not None:
                await lock_story(transaction, story_id)
            row = {"id": run_id, "story_id": story_id, "status": Status.PENDING, **run}
            await runs.create_runs(transaction, [row])
            if start:
                await runs.start(transaction, run_id)
            await record(transaction, actor, [change])
            return {"id": run_id}

        asked = {"action": "create_run", "story_id": story_id, **run, **given(id=id, start=start)}
        return await once(transaction, request_id, asked, create)

    with chosen(id):
        return (await graph.write(work))["id"]
