"""A run is said to have produced or consumed an artifact in one of its stages."""

from __future__ import annotations

from dataclasses import dataclass

from app.actions.events import record
from app.actions.run_links import RunLink, lock_run, write_run_link
from app.domain.events import LOCAL_ACTOR
from app.domain.links import Direction
from app.domain.values import checked_id, checked_name
from app.errors import NotFound
from app.graph.session import Graph
from app.graph.statements import mutation
from app.graph.transaction import Transaction

_STATEMENTS = mutation("link_run_artifact")


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
        rev = await _rev_if_linked(transaction, link)
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


async def _rev_if_linked(transaction: Transaction, link: RunLink) -> int | None:
    await lock_run(transaction, link.run_id)
    seen = await transaction.one(
        _STATEMENTS["look"],
        run_id=link.run_id,
        artifact_id=link.artifact_id,
        direction=link.direction.value,
        key=link.key,
    )
    if seen is None:
        raise NotFound(f"there is no run {link.run_id}")
    if not seen["has_artifact"]:
        raise NotFound(f"there is no artifact {link.artifact_id}")
    return seen["rev"] if seen["has_link"] else None
