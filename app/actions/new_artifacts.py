"""A new artifact, with its relations and its bytes: what registering and revising share.

Nothing points at an artifact that is created together with its relations, so no cycle can come of
it, and the lineage's lock is not needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Required, TypedDict
from uuid import uuid4

from app.actions.events import Change
from app.actions.relations import Relation, write_relations
from app.actions.requests import Answer
from app.actions.run_links import RunLink, lock_run, write_run_link
from app.actions.uploads import check_use, use_uploads
from app.domain.artifacts import INITIAL, Kind, State
from app.domain.blobs import StoredBlob
from app.domain.events import EventKind
from app.domain.json_values import checked_json
from app.domain.lineage import Source
from app.domain.links import Direction
from app.domain.values import (
    checked_id,
    checked_media_type,
    checked_name,
    checked_sha256,
    optional,
)
from app.errors import BadInput, EmptyBlob, NotFound, SourceNotFound
from app.graph.statements import mutation
from app.graph.transaction import Transaction
from app.writes.artifacts import create_artifacts
from app.writes.blobs import Binding, bind

MAX_SOURCES = 100

_STATEMENTS = mutation("new_artifacts")


class ArtifactFields(TypedDict, total=False):
    """What a caller may say of any new artifact.

    `metadata` is a JSON value. `stage` is one of the run of the step, which has produced the
    artifact in it. `blob` is in the store already; with `upload_id` a retry may leave it out.
    """

    media_type: Required[str]
    name: Required[str]
    metadata: object | None
    step_id: str | None
    stage: str | None
    blob: StoredBlob | None
    upload_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewArtifact:
    """An artifact that is not there yet: all that is known of it, but for its kind."""

    chosen_id: str | None = None
    artifact_id: str = field(init=False)
    state: State
    sources: Sequence[Source]
    media_type: str
    name: str
    metadata: object | None = None
    step_id: str | None = None
    stage: str | None = None
    blob: StoredBlob | None = None
    upload_id: str | None = None

    def __post_init__(self) -> None:
        """Refuses what cannot be, whatever the graph holds; the media type gets its one name."""
        artifact_id = optional(checked_id, self.chosen_id, "id") or str(uuid4())
        object.__setattr__(self, "artifact_id", artifact_id)
        object.__setattr__(self, "media_type", checked_media_type(self.media_type))
        optional(checked_json, self.metadata, "metadata")
        checked_name(self.name)
        if self.state not in INITIAL:
            raise BadInput(f"a new artifact is INTERMEDIATE or CANDIDATE, not {self.state.name}")
        for value, name in ((self.step_id, "stepId"), (self.upload_id, "uploadId")):
            if value is not None:
                checked_id(value, name)
        if self.stage is not None:
            checked_name(self.stage, "stage")
            if self.step_id is None:
                raise BadInput("stage needs stepId: it is a stage of the step's run")
        _check_relations(self.relations())
        _check_blob(self.blob)

    def asked(self) -> dict[str, object]:
        """All that somebody asked for, by which a retry is known.

        An upload is named by its id alone: a retry need not read its bytes again.
        """
        by_id = self.upload_id is not None
        return {
            "media_type": self.media_type,
            "name": self.name,
            "metadata": optional(checked_json, self.metadata, "metadata"),
            "state": self.state.value,
            "step_id": self.step_id,
            "stage": self.stage,
            "sources": [relation.as_dict() for relation in self.relations()],
            "upload_id": self.upload_id,
            "sha256": None if self.blob is None or by_id else self.blob.sha256,
        }

    def relations(self) -> list[Relation]:
        """The relations to the sources."""
        return [
            Relation(
                type=source.relation_type,
                from_artifact_id=self.artifact_id,
                to_artifact_id=source.artifact_id,
                note=source.note,
            )
            for source in self.sources
        ]


def unused_key(answer: Answer, blob: StoredBlob | None) -> str | None:
    """The key of the object that was stored in vain, since the graph names another; or None."""
    return blob.key if blob is not None and blob.key != answer["blob_key"] else None


async def prepare(transaction: Transaction, new: NewArtifact, kind: Kind, actor: str) -> str | None:
    """Tests what the artifact comes from, and locks the run of its stage, whose id it returns.

    Raises NotFound for the step, SourceNotFound naming each that is missing, UploadExpired, and
    BadInput for a stage without a run.
    """
    source_ids = [source.artifact_id for source in new.sources]
    rows = await transaction.run(_STATEMENTS["look"], step_id=new.step_id, source_ids=source_ids)
    seen = rows[0]
    if new.step_id is not None and not seen["has_step"]:
        raise NotFound(f"there is no step {new.step_id}")
    if seen["missing"]:
        raise SourceNotFound(f"there is no artifact {', '.join(seen['missing'])}")
    if new.upload_id is not None:
        begun = (await use_uploads(transaction, [new.upload_id], actor)).get(new.upload_id)
        check_use(begun, kind=kind, media_type=new.media_type, blob=new.blob)
    if new.stage is None:
        return None
    if seen["run_id"] is None:
        raise BadInput("the step has no run, so there is no stage")
    await lock_run(transaction, seen["run_id"])
    return seen["run_id"]


async def create(
    transaction: Transaction, new: NewArtifact, kind: Kind, run_id: str | None
) -> tuple[Answer, list[Change]]:
    """Creates the artifact with all that belongs to it; its events are left to record."""
    blob, relations = new.blob, new.relations()
    await create_artifacts(transaction, [_properties(new, kind)])
    if relations:
        await write_relations(transaction, relations)
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


def _properties(new: NewArtifact, kind: Kind) -> dict[str, object]:
    return {
        "id": new.artifact_id,
        "kind": kind.value,
        "media_type": new.media_type,
        "state": new.state.value,
        "name": new.name,
        "sha256": None if new.blob is None else new.blob.sha256,
        "size": None if new.blob is None else new.blob.size,
        "metadata": optional(checked_json, new.metadata, "metadata"),
        "step_id": new.step_id,
    }


def _check_relations(relations: Sequence[Relation]) -> None:
    if len(relations) > MAX_SOURCES:
        raise BadInput(f"sources must be at most {MAX_SOURCES}, not {len(relations)}")
    if len({(one.type, one.to_artifact_id) for one in relations}) < len(relations):
        raise BadInput("sources has the same artifact twice with the same relation type")


def _check_blob(blob: StoredBlob | None) -> None:
    if blob is None:
        return
    checked_sha256(blob.sha256)
    if blob.size < 1:
        raise EmptyBlob("an artifact's content has at least one byte")
