"""Runs and steps are still at work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.values import checked_id
from app.errors import BadInput, NotFound
from app.graph.session import Graph
from app.graph.transaction import Transaction
from app.writes import runs

MAX_IDS = 100


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
    for field, ids in (("runIds", run_ids), ("stepIds", step_ids)):
        for one in ids:
            checked_id(one, field)
    count = len(run_ids) + len(step_ids)
    if count > MAX_IDS:
        raise BadInput(f"runIds and stepIds must be at most {MAX_IDS} together, not {count}")

    async def work(transaction: Transaction) -> list[tuple[str, bool]]:
        of_runs, of_steps = await runs.see(transaction, run_ids, step_ids)
        return [*_in_order("run", run_ids, of_runs), *_in_order("step", step_ids, of_steps)]

    running = await graph.write(work)
    return Heard(
        seen=tuple(one for one, is_running in running if is_running),
        ended=tuple(one for one, is_running in running if not is_running),
    )


def _in_order(noun: str, ids: Sequence[str], running: Mapping[str, bool]) -> list[tuple[str, bool]]:
    """Each id once, with whether it runs. Raises NotFound for one that does not exist."""
    for one in ids:
        if one not in running:
            raise NotFound(f"there is no {noun} {one}")
    return [(one, running[one]) for one in dict.fromkeys(ids)]
