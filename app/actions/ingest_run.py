"""A whole run enters the graph at once: its steps, artifacts, relations and links, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.actions.events import Change, record
from app.actions.held import lock_story
from app.actions.ingest_lineage import (
    hold_existing,
    relations_by_artifact,
    relations_of,
    write_lineage,
)
from app.actions.ingest_links import enter_story
from app.actions.relations import Relation, lock_lineage
from app.actions.requests import Answer, once
from app.actions.uploads import check_use, use_uploads
from app.domain.batch_plan import Plan
from app.domain.batches import planned
from app.domain.events import LOCAL_ACTOR, EventKind
from app.domain.ingest import Batch
from app.domain.links import stage_key
from app.domain.records import about
from app.graph.session import Graph
from app.graph.statements import mutation
from app.graph.transaction import Transaction
from app.writes.artifacts import create_artifacts
from app.writes.blobs import Binding, bind
from app.writes.runs import create_runs
from app.writes.steps import create_steps

_STATEMENTS = mutation("ingest_run")

_Told = list[dict[str, object]]


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
    relations = relations_of(plan)
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
    await _use_uploads(transaction, plan, actor)
    revs = await hold_existing(transaction, plan)
    await create_runs(transaction, [plan.run])
    await create_steps(transaction, [{"run_id": plan.run_id, **step} for step in plan.steps])
    await create_artifacts(transaction, plan.artifacts)
    produced, consumed = await _link_stages(transaction, plan)
    changes = [_run_change(plan, produced, consumed), *_artifact_changes(plan, relations)]
    changes += await write_lineage(transaction, plan, relations, revs)
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


async def _use_uploads(transaction: Transaction, plan: Plan, actor: str) -> None:
    if not plan.uploads:
        return
    begun = await use_uploads(transaction, plan.uploads, actor)
    for upload_id, one in plan.uploads.items():
        with about("artifact", one.ref):
            check_use(begun.get(upload_id), kind=one.kind, media_type=one.media_type, blob=one.blob)


async def _link_stages(transaction: Transaction, plan: Plan) -> tuple[_Told, _Told]:
    produced: _Told = [
        {"artifact": row["id"], "stage": row["stage"]}
        for row in plan.artifacts
        if row["stage"] is not None
    ]
    consumed: _Told = [{"artifact": one.artifact, "stage": one.stage} for one in plan.consumed]
    if produced or consumed:
        await transaction.run(
            _STATEMENTS["link_stages"],
            run=plan.run_id,
            produced=_keyed(plan.run_id, produced),
            consumed=_keyed(plan.run_id, consumed),
        )
    return produced, consumed


def _keyed(run_id: str, links: _Told) -> _Told:
    return [
        {**link, "key": stage_key(run_id, str(link["stage"]), str(link["artifact"]))}
        for link in links
    ]


def _run_change(plan: Plan, produced: _Told, consumed: _Told) -> Change:
    return Change(
        subject_id=plan.run_id,
        rev=1,
        kind=EventKind.RUN_CREATED,
        after={
            "status": plan.run["status"],
            "error": plan.run["error"],
            "produced": produced,
            "consumed": consumed,
        },
    )


def _artifact_changes(plan: Plan, relations: Sequence[Relation]) -> list[Change]:
    related = relations_by_artifact(relations)
    return [
        Change(
            subject_id=str(row["id"]),
            rev=1,
            kind=EventKind.ARTIFACT_REGISTERED,
            after={"state": row["state"], "relations": related.get(str(row["id"]), [])},
        )
        for row in plan.artifacts
    ]
