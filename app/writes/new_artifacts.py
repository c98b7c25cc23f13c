"""A new artifact with all that belongs to it, as it is registered or as it revises another.

Nothing points at an artifact that is created together with its relations, so no cycle can come of
it, and the lineage's lock is not needed.
"""

from __future__ import annotations

from app.domain.artifacts import Kind
from app.domain.blobs import StoredBlob
from app.domain.events import Change, EventKind
from app.domain.links import Direction
from app.domain.new_artifacts import NewArtifact
from app.domain.run_links import RunLink
from app.errors import BadInput, SourceNotFound
from app.graph.transaction import Transaction
from app.writes.artifacts import create_artifacts, missing
from app.writes.blobs import Binding, bind
from app.writes.locks import lock_runs
from app.writes.relations import create_relations
from app.writes.requests import Answer
from app.writes.run_links import write_run_link
from app.writes.steps import run_of
from app.writes.uploads import check_use, use_uploads


async def prepare(transaction: Transaction, new: NewArtifact, kind: Kind, actor: str) -> str | None:
    """Tests what the artifact comes from, and locks the run of its stage, whose id it returns.

    Raises NotFound for the step, SourceNotFound naming each that is missing, UploadExpired, and
    BadInput for a stage without a run.
    """
    run_id = None if new.step_id is None else await run_of(transaction, new.step_id)
    absent = await missing(transaction, [source.artifact_id for source in new.sources])
    if absent:
        raise SourceNotFound(f"there is no artifact {', '.join(absent)}")
    if new.upload_id is not None:
        begun = (await use_uploads(transaction, [new.upload_id], actor)).get(new.upload_id)
        check_use(begun, kind=kind, media_type=new.media_type, blob=new.blob)
    if new.stage is None:
        return None
    if run_id is None:
        raise BadInput("the step has no run, so there is no stage")
    await lock_runs(transaction, [run_id])
    return run_id


async def create(
    transaction: Transaction, new: NewArtifact, kind: Kind, run_id: str | None
) -> tuple[Answer, list[Change]]:
    """Creates the artifact with all that belongs to it; its events are left to record."""
    blob, relations = new.blob, new.relations()
    await create_artifacts(transaction, [new.row(kind)])
    await create_relations(transaction, relations)
    related = [relation.as_dict() for relation in relations]
    changes = [
        Change(
            subject_id=new.artifact_id,
            rev=1,
            kind=EventKind.ARTIFACT_REGISTERED,
            after={"state": new.state.value, "relations": related},
        )
    ]
    if run_id is not None and new.stage is not None:
        link = RunLink(
            run_id=run_id,
            artifact_id=new.artifact_id,
            stage=new.stage,
            direction=Direction.PRODUCED,
        )
        changes.append(await write_run_link(transaction, link))
    key = None
    if blob is not None:
        key = (await bind(transaction, [Binding.of(new.artifact_id, blob)]))[blob.sha256]
    deduplicated = blob is not None and blob.key != key
    return {"id": new.artifact_id, "blob_key": key, "deduplicated": deduplicated}, changes


def unused_key(answer: Answer, blob: StoredBlob | None) -> str | None:
    """The key of the object that was stored in vain, since the graph names another; or None."""
    return blob.key if blob is not None and blob.key != answer["blob_key"] else None
