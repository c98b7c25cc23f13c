"""A new artifact with its relations and its bytes, registered or as a new version of another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Required, TypedDict
from uuid import uuid4

from app.domain.artifacts import INITIAL, Kind, State
from app.domain.blobs import StoredBlob
from app.domain.json_values import checked_json
from app.domain.lineage import Source
from app.domain.relations import Relation
from app.domain.values import (
    checked_id,
    checked_media_type,
    checked_name,
    checked_sha256,
    optional,
)
from app.errors import BadInput, EmptyBlob

MAX_SOURCES = 100


class ArtifactFields(TypedDict, total=False):
    """What a caller may say of any new artifact.

    `metadata` is a JSON value. `stage` is one of the run of the step, which has produced the
    artifact in it.
    """

    media_type: Required[str]
    name: Required[str]
    metadata: object | None
    step_id: str | None
    stage: str | None


class StoredFields(ArtifactFields, total=False):
    """What is known of it when its content is in the store.

    With `upload_id` a retry may leave `blob` out.
    """

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

    def row(self, kind: Kind) -> dict[str, object]:
        """The artifact as the statements of `cypher/writes/artifacts` take it."""
        return {
            "id": self.artifact_id,
            "kind": kind.value,
            "media_type": self.media_type,
            "state": self.state.value,
            "name": self.name,
            "sha256": None if self.blob is None else self.blob.sha256,
            "size": None if self.blob is None else self.blob.size,
            "metadata": optional(checked_json, self.metadata, "metadata"),
            "step_id": self.step_id,
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
