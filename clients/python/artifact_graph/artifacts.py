"""Artifacts as they are registered, with their content, sources and places in the story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import Any
from uuid import uuid4

from artifact_graph.contents import OCTET_STREAM, Content, ContentSource, content_of
from artifact_graph.json_values import as_json
from artifact_graph.operations import Operation
from artifact_graph.recorder import Recorder, derived_id
from artifact_graph.records import Artifact, NewState, Role, Source, id_of
from artifact_graph.requests import Flow
from artifact_graph.states import StepState


@dataclass(frozen=True, slots=True, kw_only=True)
class NewArtifact:
    """An artifact to register; without an operation its content could not be read."""

    artifact: Artifact
    operation: Operation | None


def new_artifact(
    recorder: Recorder,
    step: StepState,
    path: str | PathLike[str],
    *,
    content: ContentSource | None,
    name: str | None,
    media_type: str | None,
    state: NewState | None,
    metadata: object,
    stage: str | None,
    sources: Sequence[Artifact | Source | str],
    role: Role | None,
    is_primary: bool,
    position: int | None,
    request_id: str | None,
) -> NewArtifact:
    """Reads the content, and makes the operation that registers it.

    ValueError for a role in a run that is for no story, and for `is_primary` or `position` without
    a role; TypeError for content that has no bytes.
    """
    if role is not None and step.run.story_id is None:
        raise ValueError("the run is for no story, in which an artifact could have a role")
    if role is None and (is_primary or position is not None):
        raise ValueError("is_primary and position belong to a role: give one")
    known_name = Path(path).name if name is None else name
    known_state: NewState = state or ("candidate" if role else "intermediate")

    def make() -> NewArtifact:
        data = content_of(path, content, media_type)
        input: dict[str, Any] = {
            "name": known_name,
            "kind": data.kind.upper(),
            "mediaType": data.media_type,
            "state": known_state.upper(),
            "metadata": recorder.tolerate(lambda: as_json(metadata, "metadata"), lambda: None),
            "stepId": step.id,
            "stage": stage,
            "sources": [_source(source) for source in sources],
        }
        if role is not None:
            link = {"storyId": step.run.story_id, "role": role.upper(), "isPrimary": is_primary}
            input["links"] = [link if position is None else {**link, "position": position}]
        key = step.occurrences.request_id({**input, "sha256": data.sha256}, request_id)
        input |= {"requestId": key, "id": derived_id(key)}
        return NewArtifact(
            artifact=_artifact(input["id"], known_name, known_state, data),
            operation=Operation.with_content("registerArtifact", input, data),
        )

    return recorder.tolerate(make, lambda: _unknown(known_name, known_state))


def register(recorder: Recorder, step: StepState, new: NewArtifact) -> Flow[Artifact]:
    """Registers an artifact with its content, sources and links: all of it, or nothing."""
    if new.operation is None:
        return new.artifact
    payload = yield from recorder.record(new.operation, background=step.run.background)
    if payload is None:
        return new.artifact
    return replace(new.artifact, deduplicated=payload["deduplicated"])


def _source(source: Artifact | Source | str) -> dict[str, Any]:
    whole = source if isinstance(source, Source) else Source(source)
    return {
        "artifactId": id_of(whole.artifact),
        "relationType": whole.relation_type.upper(),
        "note": whole.note,
    }


def _artifact(artifact_id: str, name: str, state: NewState, content: Content) -> Artifact:
    return Artifact(
        id=artifact_id,
        name=name,
        kind=content.kind,
        media_type=content.media_type,
        state=state,
        sha256=content.sha256,
        size=content.size,
    )


def _unknown(name: str, state: NewState) -> NewArtifact:
    """An artifact whose content could not be read, and which is therefore not recorded."""
    artifact = Artifact(
        id=str(uuid4()),
        name=name,
        kind="data",
        media_type=OCTET_STREAM,
        state=state,
        sha256=None,
        size=None,
    )
    return NewArtifact(artifact=artifact, operation=None)
