"""Says which of a story's runs is the current one."""

from __future__ import annotations

from app.actions.held import change_story, lock_story
from app.domain.events import LOCAL_ACTOR, EventKind
from app.domain.values import checked_id, optional
from app.errors import BadInput, NotFound
from app.graph.session import Graph
from app.graph.statements import mutation
from app.graph.transaction import Transaction

_STATEMENTS = mutation("set_current_run")


async def set_current_run(
    graph: Graph,
    *,
    story_id: str,
    run_id: str | None,
    if_rev: int | None = None,
    actor: str = LOCAL_ACTOR,
) -> str:
    """Makes a run of the story its current one, or none of them, and returns the story's id.

    When it is so already, nothing changes and the revision stays. Raises NotFound, BadInput for
    a run of another story, and StaleRevision when the story is not at `if_rev`.
    """
    checked_id(story_id, "storyId")
    optional(checked_id, run_id, "runId")

    async def work(transaction: Transaction) -> None:
        story = await lock_story(transaction, story_id, if_rev)
        if run_id is not None:
            await _refuse_foreign(transaction, story_id, run_id)
        if story["current_run"] != run_id:
            before = {"current_run": story["current_run"]}
            after = {"current_run": run_id}
            await put_current_run(transaction, story_id, run_id)
            await change_story(
                transaction, story_id, actor, EventKind.CURRENT_RUN_SET, before, after
            )

    await graph.write(work)
    return story_id


async def _refuse_foreign(transaction: Transaction, story_id: str, run_id: str) -> None:
    run = await transaction.one(_STATEMENTS["find_run"], id=run_id)
    if run is None:
        raise NotFound(f"there is no run {run_id}")
    if run["story"] != story_id:
        raise BadInput(f"run {run_id} is not a run of story {story_id}")


async def put_current_run(transaction: Transaction, story_id: str, run_id: str | None) -> None:
    """Replaces the current run of a story that is held; the event is the caller's."""
    await transaction.run(_STATEMENTS["clear_current_run"], id=story_id)
    if run_id is not None:
        await transaction.run(_STATEMENTS["put_current_run"], id=story_id, run=run_id)
