"""A whole run enters the graph at once: its steps, artifacts, relations and links, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.batch_plan import Plan
from app.domain.batches import planned
from app.domain.events import LOCAL_ACTOR, Change, EventKind
from app.domain.ingest import Batch
from app.domain.relations import Relation, dicts_by_artifact
from app.graph.session import Graph
from app.graph.transaction import Transaction
from app.writes.artifacts import create_artifacts
from app.writes.batches import (
    enter_story,
    hold_existing,
    link_run,
    use_batch_uploads,
    write_lineage,
)
from app.writes.blobs import Binding, bind
from app.writes.events import record
from app.writes.locks import lock_lineage
from app.writes.requests import Answer, once
from app.writes.runs import create_runs
from app.writes.steps import create_steps
from app.writes.stories import lock_story


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """The ids of what was made, those of steps and artifacts by ref.

    `unused_keys` are the objects that bytes were stored in in vain: the graph names others.
    """

    run_id: str
    step_ids: Mapping[str, str]
    artifact_ids: Mapping[str, str]
    unused_keys: frozenset[str]


async def ingest_run(
    graph: Graph, *, request_id: str, batch: Batch, actor: str = LOCAL_ACTOR
) -> Ingested:
    """Writes the run with all that belongs to it; a retry gets the same answer.

    The bytes of artifacts are in the store already, and uploads are used up here; the caller
    deletes `unused_keys`. Primaries of the batch take the places of those that the story has.
    Raises BadInput naming the record, NotFound for the story or an artifact, SourceNotFound,
    SelfRelation, DuplicateRelation, Cycle with refs or ids in its path, KindMismatch, IllegalState,
    MediaTypeMismatch, EmptyBlob, SizeMismatch, DigestMismatch, UploadExpired, IdempotencyMismatch.
    """
    plan = planned(batch)
    relations = _relations_of(plan)
    asked = {"action": "ingest_run", **plan.asked}

    async def work(transaction: Transaction) -> Answer:
        return await once(
            transaction, request_id, asked, lambda: _ingest(transaction, plan, relations, actor)
        )

    answer = await graph.write(work)
    return Ingested(
        run_id=answer["run"],
        step_ids=answer["steps"],
        artifact_ids=answer["artifacts"],
        unused_keys=frozenset(blob.key for blob in plan.stored.values()) - set(answer["keys"]),
    )


async def _ingest(
    transaction: Transaction, plan: Plan, relations: Sequence[Relation], actor: str
) -> Answer:
    if plan.related():
        await lock_lineage(transaction)
    story = None if plan.story_id is None else await lock_story(transaction, plan.story_id)
    await use_batch_uploads(transaction, plan, actor)
    held = await hold_existing(transaction, plan)
    await create_runs(transaction, [plan.run])
    await create_steps(transaction, [{"run_id": plan.run_id, **step} for step in plan.steps])
    await create_artifacts(transaction, plan.artifacts)
    changes = [await link_run(transaction, plan), *_artifact_changes(plan, relations)]
    changes += await write_lineage(transaction, plan, relations, held)
    if story is not None:
        changes += await enter_story(transaction, plan, story)
    keys = await bind(
        transaction,
        [Binding.of(artifact_id, blob) for artifact_id, blob in plan.stored.items()],
    )
    await record(transaction, actor, changes)
    return {
        "run": plan.run_id,
        "steps": plan.names.steps,
        "artifacts": plan.names.artifacts,
        "keys": list(keys.values()),
    }


def _artifact_changes(plan: Plan, relations: Sequence[Relation]) -> list[Change]:
    related = dicts_by_artifact(relations)
    return [
        Change(
            subject_id=str(row["id"]),
            rev=1,
            kind=EventKind.ARTIFACT_REGISTERED,
            after={"state": row["state"], "relations": related.get(str(row["id"]), [])},
        )
        for row in plan.artifacts
    ]


def _relations_of(plan: Plan) -> list[Relation]:
    return [
        Relation(
            type=one.relation_type,
            from_artifact_id=one.from_artifact,
            to_artifact_id=one.to_artifact,
            note=one.note,
        )
        for one in plan.relations
    ]
