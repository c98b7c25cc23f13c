"""A run is said to have produced or consumed an artifact in one of its stages."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.events import LOCAL_ACTOR
from app.domain.links import Direction
from app.domain.run_links import RunLink
from app.domain.values import checked_id, checked_name
from app.graph.session import Graph
from app.graph.transaction import Transaction
from app.writes.events import record
from app.writes.locks import lock_runs
from app.writes.run_links import rev_if_linked, write_run_link


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLinked:
    """A run's link to an artifact, and the run's revision that has it."""

    run_id: str
    artifact_id: str
    stage: str
    direction: Direction
    key: str
    rev: int


async def link_run_artifact(
    graph: Graph,
    *,
    run_id: str,
    artifact_id: str,
    stage: str,
    direction: Direction,
    actor: str = LOCAL_ACTOR,
) -> RunLinked:
    """Links the artifact to a stage of the run, once; when it is linked so, nothing is written.

    Raises NotFound.
    """
    link = RunLink(
        run_id=checked_id(run_id, "runId"),
        artifact_id=checked_id(artifact_id, "artifactId"),
        stage=checked_name(stage, "stage"),
        direction=direction,
    )

    async def work(transaction: Transaction) -> int:
        await lock_runs(transaction, [run_id])
        rev = await rev_if_linked(transaction, link)
        if rev is None:
            change = await write_run_link(transaction, link)
            await record(transaction, actor, [change])
            rev = change.rev
        return rev

    return RunLinked(
        run_id=run_id,
        artifact_id=artifact_id,
        stage=stage,
        direction=direction,
        key=link.key,
        rev=await graph.write(work),
    )
