"""What a batch writes besides what it creates: relations, and links of stories and runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.batch_plan import Plan
from app.domain.events import Change, EventKind
from app.domain.links import Direction
from app.domain.records import about
from app.domain.relations import Relation, dicts_by_artifact
from app.domain.run_links import RunLink
from app.domain.story_links import DesiredLink, check_fits
from app.errors import NotFound, SourceNotFound
from app.graph.transaction import Transaction
from app.writes.artifacts import HeldArtifact, hold_artifacts, missing
from app.writes.relations import create_relations, refuse_cycle, refuse_existing
from app.writes.run_links import put_run_links
from app.writes.stories import raise_story, set_current_runs
from app.writes.story_links import write_links
from app.writes.uploads import check_use, use_uploads


async def use_batch_uploads(transaction: Transaction, plan: Plan, actor: str) -> None:
    """Uses up the uploads of the batch. Raises what `check_use` raises, naming the artifact."""
    begun = await use_uploads(transaction, plan.uploads, actor)
    for upload_id, one in plan.uploads.items():
        with about("artifact", one.ref):
            check_use(begun.get(upload_id), kind=one.kind, media_type=one.media_type, blob=one.blob)


async def hold_existing(transaction: Transaction, plan: Plan) -> dict[str, HeldArtifact]:
    """Holds the existing artifacts that the batch changes or links, and returns them by id.

    Those that get new sources are at their next revision then. Raises NotFound, SourceNotFound,
    KindMismatch and IllegalState.
    """
    absent = await missing(transaction, plan.named())
    if absent:
        sources = {one.to_artifact for one in plan.relations}
        error = SourceNotFound if sources.intersection(absent) else NotFound
        raise error(f"there is no artifact {', '.join(absent)}")
    related = plan.related()
    held = await hold_artifacts(transaction, {*related, *plan.linked()}, raised=related)
    for link in plan.links:
        if link.artifact in held:
            with about("link of artifact", link.artifact):
                check_fits(link.role, held[link.artifact].kind, held[link.artifact].state)
    return held


async def write_lineage(
    transaction: Transaction,
    plan: Plan,
    relations: Sequence[Relation],
    held: Mapping[str, HeldArtifact],
) -> list[Change]:
    """Writes the relations of the batch, and returns what has changed for existing artifacts.

    Raises DuplicateRelation, and Cycle with refs or ids in its path.
    """
    of_existing = [one for one in relations if one.from_artifact_id in held]
    await refuse_existing(transaction, of_existing)
    await create_relations(transaction, relations)
    await refuse_cycle(transaction, [one.row() for one in of_existing], plan.names.name_of)
    related = dicts_by_artifact(relations)
    return [
        Change(
            subject_id=artifact_id,
            rev=held[artifact_id].rev,
            kind=EventKind.RELATION_ADDED,
            before={"relations": []},
            after={"relations": related[artifact_id]},
        )
        for artifact_id in plan.related()
    ]


async def link_run(transaction: Transaction, plan: Plan) -> Change:
    """Links the new run to what it produced and consumed; the change that creates the run."""
    produced = [(str(row["id"]), row["stage"]) for row in plan.artifacts]
    consumed = [(one.artifact, one.stage) for one in plan.consumed]
    links = {
        direction: [
            RunLink(run_id=plan.run_id, artifact_id=artifact, stage=str(stage), direction=direction)
            for artifact, stage in linked
            if stage is not None
        ]
        for direction, linked in (
            (Direction.PRODUCED, produced),
            (Direction.CONSUMED, consumed),
        )
    }
    await put_run_links(transaction, [one.row() for of in links.values() for one in of])
    return Change(
        subject_id=plan.run_id,
        rev=1,
        kind=EventKind.RUN_CREATED,
        after={
            "status": plan.run["status"],
            "error": plan.run["error"],
            **{one.word: [link.as_dict() for link in of] for one, of in links.items()},
        },
    )


async def enter_story(transaction: Transaction, plan: Plan, story: dict[str, Any]) -> list[Change]:
    """Puts links and current run into the story, which is locked, as one change or none."""
    relinked = await write_links(
        transaction,
        [
            DesiredLink(
                story_id=story["id"],
                artifact_id=one.artifact,
                role=one.role,
                is_primary=one.is_primary,
                position=one.position,
            )
            for one in plan.links
        ],
    )
    before, after = relinked.changes() if relinked.after else ({}, {})
    if plan.set_current:
        await set_current_runs(transaction, [{"story_id": story["id"], "run_id": plan.run_id}])
        before["current_run"], after["current_run"] = story["current_run_id"], plan.run_id
    if not after:
        return []
    rev = await raise_story(transaction, story["id"])
    kind = EventKind.RUN_INGESTED
    return [Change(subject_id=story["id"], rev=rev, kind=kind, before=before, after=after)]
