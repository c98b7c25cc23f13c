"""Creates a run."""

from __future__ import annotations

from uuid import uuid4

from app.domain.events import LOCAL_ACTOR, Change, EventKind
from app.domain.runs import Status, refuse_retry, require_story_or_session
from app.domain.values import checked_id, checked_name, optional
from app.errors import NotFound
from app.graph.session import Graph
from app.graph.transaction import Transaction
from app.writes import runs
from app.writes.chosen_ids import chosen
from app.writes.events import record
from app.writes.requests import Answer, given, once
from app.writes.retries import create_retries
from app.writes.stories import lock_story


async def create_run(
    graph: Graph,
    *,
    request_id: str,
    id: str | None = None,
    workflow: str,
    story_id: str | None = None,
    session_id: str | None = None,
    start: bool = False,
    retry_of: str | None = None,
    actor: str = LOCAL_ACTOR,
) -> str:
    """Creates a run of a story, of a session, or of both, and returns its id.

    It is pending, or running with `start`. `retry_of` is a run that it tries again. The same
    request gets the same id. Raises NotFound for the story and for that run, IllegalState when that
    run has not failed and was not cancelled, BadInput without story and session, and Conflict when
    the `id` that the caller chose is taken.
    """
    require_story_or_session(story_id, session_id)
    optional(checked_id, story_id, "storyId")
    optional(checked_id, retry_of, "retryOf")
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
            if retry_of is not None:
                await _check_retry(transaction, retry_of)
            row = {"id": run_id, "story_id": story_id, "status": Status.PENDING, **run}
            await runs.create_runs(transaction, [row])
            if retry_of is not None:
                await create_retries(transaction, [{"id": run_id, "retry_of_id": retry_of}])
            if start:
                await runs.start_run(transaction, run_id)
            await record(transaction, actor, [change])
            return {"id": run_id}

        asked = {"action": "create_run", "story_id": story_id, **run}
        asked |= given(id=id, start=start, retry_of=retry_of)
        return await once(transaction, request_id, asked, create)

    with chosen(id):
        return (await graph.write(work))["id"]


async def _check_retry(transaction: Transaction, run_id: str) -> None:
    found = await runs.statuses(transaction, [run_id])
    if run_id not in found:
        raise NotFound(f"there is no run {run_id}")
    refuse_retry("run", found[run_id])
