"""An artifact is said to come from another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.actions.events import Change, record
from app.actions.relations import Relation, lock_lineage, write_relations
from app.actions.requests import Answer, once
from app.domain.events import LOCAL_ACTOR, EventKind
from app.domain.lineage import RelationType
from app.domain.links import relation_key
from app.errors import Cycle, DuplicateRelation, NotFound, SelfRelation
from app.graph.session import Graph
from app.graph.statements import mutation
from app.graph.transaction import Transaction

_ANY = mutation("any")
_STATEMENTS = mutation("relate_artifacts")


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
        key=relation_key(from_artifact_id, to_artifact_id),
        rev=answer["rev"],
    )


async def _relate(transaction: Transaction, relation: Relation, actor: str) -> Answer:
    await lock_lineage(transaction)
    held = await transaction.one(_ANY["raise_artifact"], artifact_id=relation.from_artifact_id)
    if held is None:
        raise NotFound(f"there is no artifact {relation.from_artifact_id}")
    await _refuse(transaction, relation)
    await write_relations(transaction, [relation])
    change = Change(
        subject_id=relation.from_artifact_id,
        rev=held["rev"],
        kind=EventKind.RELATION_ADDED,
        before={"relations": []},
        after={"relations": [relation.as_dict()]},
    )
    await record(transaction, actor, [change])
    return {"rev": change.rev}


async def _refuse_retracted(transaction: Transaction, relation: Relation) -> None:
    ends = await _ends(transaction, relation)
    if ends is None or not ends["is_duplicate"]:
        raise NotFound("the relation that this request made was retracted since")


async def _ends(transaction: Transaction, relation: Relation) -> dict[str, Any] | None:
    return await transaction.one(
        _STATEMENTS["ends"],
        type=relation.type.value,
        from_artifact_id=relation.from_artifact_id,
        to_artifact_id=relation.to_artifact_id,
    )


async def _refuse(transaction: Transaction, relation: Relation) -> None:
    ends = await _ends(transaction, relation)
    if ends is None or not ends["has_source"]:
        raise NotFound(f"there is no artifact {relation.to_artifact_id}")
    if ends["is_duplicate"]:
        raise DuplicateRelation(f"the artifact is {relation.type.word} that one already")
    if ends["path"] is not None:
        steps = len(ends["path"]) - 1
        raise Cycle(f"that one comes from this artifact already, {steps} steps on", ends["path"])
