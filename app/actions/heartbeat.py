"""Runs and steps are still at work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.values import checked_id
from app.errors import BadInput, NotFound
from app.graph.session import Graph
from app.graph.statements import mutation
from app.graph.transaction import Transaction

MAX_IDS = 100

_STATEMENTS = mutation("heartbeat")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The ids of a heartbeat in its order: of those that run, and of those that do not."""

    seen: tuple[str, ...]
    ended: tuple[str, ...]


async def heartbeat(graph: Graph, *, run_ids: Sequence[str], step_ids: Sequence[str]) -> Heard:
    """Notes the time as that when these runs and steps were last seen, if they are running.

    A running step stands for its run as well. It is no change: no revision is raised, and no event
    is left. Raises NotFound, and BadInput for more than 100 ids.
    """
    ids = {
        **dict.fromkeys((False, checked_id(one, "runIds")) for one in run_ids),
        **dict.fromkeys((True, checked_id(one, "stepIds")) for one in step_ids),
    }
    count = len(run_ids) + len(step_ids)
    if count > MAX_IDS:
        raise BadInput(f"runIds and stepIds must be at most {MAX_IDS} together, not {count}")

    async def work(transaction: Transaction) -> dict[tuple[bool, str], bool]:
        rows = await transaction.run(
            _STATEMENTS["see"], run_ids=list(run_ids), step_ids=list(step_ids)
        )
        running = {(row["is_step"], row["id"]): row["is_running"] for row in rows}
        for is_step, one in ids:
            if (is_step, one) not in running:
                raise NotFound(f"there is no {'step' if is_step else 'run'} {one}")
        return running

    running = await graph.write(work)
    return Heard(
        seen=tuple(one[1] for one in ids if running[one]),
        ended=tuple(one[1] for one in ids if not running[one]),
    )
