"""Records of a batch, each with what a test does not care about filled in."""

from __future__ import annotations

from hashlib import sha256

from app.domain.artifacts import Kind, State
from app.domain.blobs import StoredBlob
from app.domain.ingest import (
    ArtifactRecord,
    LinkRecord,
    RelationRecord,
    RunRecord,
    StepRecord,
)
from app.domain.lineage import RelationType
from app.domain.stories import Role

NOBODY = "5f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c11"
RELATIONS = (
    "MATCH (a:Artifact)-[r:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM]->(b:Artifact)"
    " RETURN a.name, type(r), b.name, r.note ORDER BY a.name, b.name, type(r)"
)
LINKS = (
    "MATCH (:Story {id: $id})-[l:HAS_ARTIFACT]->(a:Artifact)"
    " RETURN a.name, l.role, l.is_primary, l.position ORDER BY l.role, a.name"
)


def run(**said):
    return RunRecord(**{"workflow": "picture book", "session_id": "chat-7", **said})


def step(ref="draw", **said):
    return StepRecord(**{"ref": ref, "name": ref, "agent": "illustrator", **said})


def image(ref, **said):
    known = {"kind": Kind.IMAGE, "media_type": "image/png", "stage": "drawing"}
    return ArtifactRecord(**{"ref": ref, "name": ref, "state": State.CANDIDATE, **known, **said})


def derived(from_artifact, to_artifact, relation_type=RelationType.DERIVED_FROM, note=None):
    return RelationRecord(
        relation_type=relation_type, from_artifact=from_artifact, to_artifact=to_artifact, note=note
    )


def cover(artifact, **said):
    return LinkRecord(**{"artifact": artifact, "role": Role.COVER, "is_primary": True, **said})


def stored(content, key=None):
    digest = sha256(content).hexdigest()
    return StoredBlob(sha256=digest, size=len(content), key=key or f"blobs/{digest}")
