"""What was said of an artifact's source is taken back."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.events import LOCAL_ACTOR, Change, EventKind, checked_reason
from app.domain.lineage import RelationType
from app.domain.moments import answered_moment
from app.domain.relations import Relation
from app.errors import NotFound
from app.graph.session import Graph
from app.graph.transaction import Transaction
from app.writes.artifacts import hold_artifacts
from app.writes.events import record
from app.writes.locks import lock_lineage
from app.writes.relations import delete_relation


@dataclass(frozen=True, slots=True, kw_only=True)
class Retracted:
    """A relation that is no more, and the revision of its first artifact that lacks it."""

    relation_type: RelationType
    from_artifact_id: str
    to_artifact_id: str
    rev: int


async def retract_relation(
    graph: Graph,
    *,
    relation_type: RelationType,
    from_artifact_id: str,
    to_artifact_id: str,
    reason: str | None = None,
    actor: str = LOCAL_ACTOR,
) -> Retracted:
    """Removes a relation; the event keeps what it was.

    Raises NotFound when the artifacts have no relation of this type.
    """
    relation = Relation(
        type=relation_type, from_artifact_id=from_artifact_id, to_artifact_id=to_artifact_id
    )
    checked_reason(reason)

    async def work(transaction: Transaction) -> int:
        return await _retract(transaction, relation, reason, actor)

    return Retracted(
        relation_type=relation_type,
        from_artifact_id=from_artifact_id,
        to_artifact_id=to_artifact_id,
        rev=await graph.write(work),
    )


async def _retract(
    transaction: Transaction, relation: Relation, reason: str | None, actor: str
) -> int:
    artifact_id = relation.from_artifact_id
    await lock_lineage(transaction)
    held = await hold_artifacts(transaction, [artifact_id], raised=[artifact_id])
    was = await delete_relation(transaction, relation)
    if not held or was is None:
        raise NotFound(f"the artifacts have no relation {relation.type.word}")
    created_at = answered_moment(was["created_at"])
    change = Change(
        subject_id=artifact_id,
        rev=held[artifact_id].rev,
        kind=EventKind.RELATION_RETRACTED,
        before={"relations": [{**relation.as_dict(), **was, "created_at": created_at}]},
        after={"relations": []},
        reason=reason,
    )
    await record(transaction, actor, [change])
    return change.rev
