"""An artifact is said to come from another."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.events import LOCAL_ACTOR, Change, EventKind
from app.domain.lineage import RelationType
from app.domain.relations import Relation
from app.errors import NotFound, SelfRelation
from app.graph.session import Graph
from app.graph.transaction import Transaction
from app.writes.artifacts import missing, raise_artifact
from app.writes.events import record
from app.writes.locks import lock_lineage
from app.writes.relations import create_relations, exists, refuse_cycle, refuse_existing
from app.writes.requests import Answer, once


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """A relation that was made, and the revision of its first artifact that has it."""

    relation_type: RelationType
    from_artifact_id: str
    to_artifact_id: str
    key: str
    rev: int


async def relate_artifacts(
    graph: Graph,
    *,
    request_id: str,
    relation_type: RelationType,
    from_artifact_id: str,
    to_artifact_id: str,
    note: str | None = None,
    actor: str = LOCAL_ACTOR,
) -> Related:
    """Relates the newer artifact to its source; the relations have no cycle before and after.

    Raises SelfRelation, NotFound, DuplicateRelation, Cycle, IdempotencyMismatch; and NotFound to a
    retry when the relation was retracted since.
    """
    relation = Relation(
        type=relation_type,
        from_artifact_id=from_artifact_id,
        to_artifact_id=to_artifact_id,
        note=note,
    )
    if from_artifact_id == to_artifact_id:
        raise SelfRelation("an artifact cannot be made from itself")
    asked = {"action": "relate_artifacts", "from": from_artifact_id, **relation.as_dict()}

    async def work(transaction: Transaction) -> Answer:
        return await once(
            transaction,
            request_id,
            asked,
            lambda: _relate(transaction, relation, actor),
            refuse_removed=lambda: _refuse_retracted(transaction, relation),
        )

    answer = await graph.write(work)
    return Related(
        relation_type=relation_type,
        from_artifact_id=from_artifact_id,
        to_artifact_id=to_artifact_id,
        key=relation.key,
        rev=answer["rev"],
    )


async def _relate(transaction: Transaction, relation: Relation, actor: str) -> Answer:
    await lock_lineage(transaction)
    held = await raise_artifact(transaction, relation.from_artifact_id)
    for artifact_id in await missing(transaction, [relation.to_artifact_id]):
        raise NotFound(f"there is no artifact {artifact_id}")
    await refuse_existing(transaction, [relation])
    await refuse_cycle(transaction, [relation.row()])
    await create_relations(transaction, [relation])
    change = Change(
        subject_id=relation.from_artifact_id,
        rev=held.rev,
        kind=EventKind.RELATION_ADDED,
        before={"relations": []},
        after={"relations": [relation.as_dict()]},
    )
    await record(transaction, actor, [change])
    return {"rev": change.rev}


async def _refuse_retracted(transaction: Transaction, relation: Relation) -> None:
    if not await exists(transaction, relation):
        raise NotFound("the relation that this request made was retracted since")
