"""The artifacts that a batch names but does not make, and the relations that it writes."""

from __future__ import annotations

from collections.abc import Sequence

from app.actions.events import Change
from app.actions.relations import Relation, write_relations
from app.domain.artifacts import Kind, State
from app.domain.batch_plan import Plan
from app.domain.events import EventKind
from app.domain.lineage import RelationType
from app.domain.links import check_kind_fits, check_linkable
from app.domain.records import about
from app.errors import Cycle, DuplicateRelation, NotFound, SourceNotFound
from app.graph.statements import mutation
from app.graph.transaction import Transaction

_STATEMENTS = mutation("ingest_run")


async def hold_existing(transaction: Transaction, plan: Plan) -> dict[str, int]:
    """Holds the existing artifacts that the batch changes or links, and returns their revisions.

    Those that get new sources are at their next revision then. Raises NotFound, SourceNotFound,
    KindMismatch and IllegalState.
    """
    await _refuse_missing(transaction, plan)
    raised = set(plan.related())
    wanted = [{"id": one, "by": int(one in raised)} for one in sorted(raised.union(plan.linked()))]
    if not wanted:
        return {}
    rows = await transaction.run(_STATEMENTS["hold_artifacts"], artifacts=wanted)
    found = {row["id"]: row for row in rows}
    for link in plan.links:
        if link.artifact in found:
            with about("link of artifact", link.artifact):
                check_kind_fits(link.role, Kind(found[link.artifact]["kind"]))
                check_linkable(State(found[link.artifact]["state"]))
    return {row["id"]: row["rev"] for row in rows}


async def _refuse_missing(transaction: Transaction, plan: Plan) -> None:
    named = plan.named()
    if not named:
        return
    rows = await transaction.run(_STATEMENTS["missing_artifacts"], ids=named)
    missing = [row["id"] for row in rows]
    if missing:
        sources = {one.to_artifact for one in plan.relations}
        error = SourceNotFound if sources.intersection(missing) else NotFound
        raise error(f"there is no artifact {', '.join(missing)}")


async def write_lineage(
    transaction: Transaction, plan: Plan, relations: Sequence[Relation], revs: dict[str, int]
) -> list[Change]:
    """Writes the relations of the batch, and returns what has changed for existing artifacts.

    Raises DuplicateRelation and Cycle.
    """
    if not relations:
        return []
    late = [one for one in relations if one.from_artifact_id in revs]
    if late:
        await _refuse_known(transaction, late)
    await write_relations(transaction, relations)
    if late:
        await _refuse_cycle(transaction, plan, late)
    related = relations_by_artifact(relations)
    return [
        Change(
            subject_id=artifact_id,
            rev=revs[artifact_id],
            kind=EventKind.RELATION_ADDED,
            before={"relations": []},
            after={"relations": related[artifact_id]},
        )
        for artifact_id in plan.related()
    ]


def relations_of(plan: Plan) -> list[Relation]:
    """The relations of the batch, by ids."""
    return [
        Relation(
            type=one.relation_type,
            from_artifact_id=one.from_artifact,
            to_artifact_id=one.to_artifact,
            note=one.note,
        )
        for one in plan.relations
    ]


def relations_by_artifact(relations: Sequence[Relation]) -> dict[str, list[dict[str, object]]]:
    """Relations as events tell them, by the artifact that they start from."""
    by_artifact: dict[str, list[dict[str, object]]] = {}
    for one in relations:
        by_artifact.setdefault(one.from_artifact_id, []).append(one.as_dict())
    return by_artifact


async def _refuse_known(transaction: Transaction, relations: Sequence[Relation]) -> None:
    rows = [
        {"type": one.type.value, "from": one.from_artifact_id, "to": one.to_artifact_id}
        for one in relations
    ]
    for row in await transaction.run(_STATEMENTS["known_relations"], relations=rows):
        first, second = row["from_artifact"], row["to_artifact"]
        word = RelationType(row["type"]).word
        raise DuplicateRelation(f"{first} is {word} {second} already")


async def _refuse_cycle(
    transaction: Transaction, plan: Plan, relations: Sequence[Relation]
) -> None:
    """Looks after the write: every cycle has one of these relations, and none was there before."""
    rows = [{"from": one.from_artifact_id, "to": one.to_artifact_id} for one in relations]
    for row in await transaction.run(_STATEMENTS["closed_cycle"], relations=rows):
        path = [plan.names.name_of(artifact_id) for artifact_id in row["path"]]
        raise Cycle(f"the relations close a cycle of {len(path)} artifacts", path)
