"""Says which of a story's runs is the current one."""

from __future__ import annotations

from app.domain.events import LOCAL_ACTOR, EventKind
from app.domain.values import checked_id, optional
from app.errors import BadInput
from app.graph.session import Graph
from app.graph.transaction import Transaction
from app.writes.runs import story_of
from app.writes.stories import change_story, clear_current_run, lock_story, set_current_runs


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
        if run_id is not None and await story_of(transaction, run_id) != story_id:
            raise BadInput(f"run {run_id} is not a run of story {story_id}")
        before, after = {"current_run": story["current_run_id"]}, {"current_run": run_id}
        if before == after:
            return
        if run_id is None:
            await clear_current_run(transaction, story_id)
        else:
            await set_current_runs(transaction, [{"story_id": story_id, "run_id": run_id}])
        await change_story(transaction, story_id, actor, EventKind.CURRENT_RUN_SET, before, after)

    await graph.write(work)
    return story_id
