"""Changes of what is recorded, and whole runs at once: these raise what is refused, always."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any
from uuid import uuid4

from artifact_graph.api import ANSWER_SECONDS, Api
from artifact_graph.contents import Content, ContentSource, content_of
from artifact_graph.errors import UploadExpired, UploadRefused
from artifact_graph.json_values import as_json
from artifact_graph.operations import Operation, perform
from artifact_graph.recorder import derived_id
from artifact_graph.records import Artifact, RelationType, Source, id_of
from artifact_graph.requests import Flow
from artifact_graph.runs import artifact_of
from artifact_graph.uploads import create_uploads, upload_seconds

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestedRun:
    """A run that was recorded as a whole; steps and artifacts are ids by their `ref`."""

    id: str
    steps: Mapping[str, str]
    artifacts: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The input of `ingestRun`, and by their index the contents that are uploaded before."""

    input: dict[str, Any]
    contents: Mapping[int, Content]


def publish(api: Api, artifact: Artifact | str, reason: str | None) -> Flow[None]:
    """Makes a candidate PUBLISHED."""
    yield from _do(api, "publishArtifact", artifactId=id_of(artifact), reason=reason)


def relate(
    api: Api, artifact: Artifact | str, source: Artifact | Source | str, request_id: str | None
) -> Flow[None]:
    """Records that an artifact was made from another."""
    whole = source if isinstance(source, Source) else Source(source)
    yield from _do(
        api,
        "relateArtifacts",
        requestId=request_id or str(uuid4()),
        fromArtifactId=id_of(artifact),
        toArtifactId=id_of(whole.artifact),
        relationType=whole.relation_type.upper(),
        note=whole.note,
    )


def retract(
    api: Api,
    artifact: Artifact | str,
    source: Artifact | str,
    relation_type: RelationType,
    reason: str | None,
) -> Flow[None]:
    """Removes a relation that was recorded by mistake."""
    yield from _do(
        api,
        "retractRelation",
        fromArtifactId=id_of(artifact),
        toArtifactId=id_of(source),
        relationType=relation_type.upper(),
        reason=reason,
    )


def revision(
    artifact: Artifact | str,
    path: str | PathLike[str],
    *,
    content: ContentSource | None,
    media_type: str | None,
    metadata: object,
    note: str | None,
    request_id: str | None,
) -> Operation:
    """Reads the content of a new version, and makes the operation that creates it."""
    data = content_of(path, content, media_type)
    input = {
        "requestId": request_id or str(uuid4()),
        "artifactId": id_of(artifact),
        "kind": data.kind.upper(),
        "mediaType": data.media_type,
        "name": Path(path).name,
        "metadata": as_json(metadata, "metadata"),
        "note": note,
    }
    return Operation.with_content("reviseArtifact", input, data)


def revise(api: Api, operation: Operation) -> Flow[Artifact]:
    """Creates a new version, which replaces the old one wherever that is a primary."""
    payload = yield from perform(api, operation)
    return artifact_of(payload["artifact"])


def read_batch(input: Mapping[str, Any], request_id: str | None) -> Batch:
    """Reads the contents of the artifacts of a batch, and fills in their kinds and media types."""
    key, contents = request_id or str(uuid4()), dict[int, Content]()
    artifacts = list[Record]()
    for index, record in enumerate(input["artifacts"]):
        filled = {name: value for name, value in record.items() if name not in ("content", "path")}
        if record.keys() & {"content", "path"}:
            where = record.get("path", record["name"])
            data = content_of(where, record.get("content"), record.get("mediaType"))
            filled |= {"kind": data.kind.upper(), "mediaType": data.media_type}
            if data.text is None:
                contents[index] = data
            else:
                filled["content"] = {"text": data.text}
        artifacts.append(filled)
    whole = as_json({**input, "artifacts": artifacts, "requestId": key}, "")
    return Batch(input=whole, contents=contents)


def begin_uploads(api: Api, batch: Batch) -> Flow[list[tuple[int, Any]]]:
    """Begins the uploads of a batch, each with the index of its artifact."""
    key = batch.input["requestId"]
    wanted = [
        (derived_id("upload", key, str(index)), data) for index, data in batch.contents.items()
    ]
    uploads = yield from create_uploads(api, wanted)
    return list(zip(batch.contents, uploads, strict=True))


def ingest(
    api: Api,
    batch: Batch,
    uploads: Sequence[tuple[int, Any]],
    refused: Sequence[UploadRefused | None],
) -> Flow[IngestedRun]:
    """Records the run of a batch, whose contents were uploaded, unless the store refused some.

    It may have refused what was uploaded and used before, by the same request.
    """
    artifacts = list(batch.input["artifacts"])
    for index, upload in uploads:
        artifacts[index] = {**artifacts[index], "content": {"uploadId": upload["uploadId"]}}
    seconds = sum(upload_seconds(data) for data in batch.contents.values()) + ANSWER_SECONDS
    try:
        input = {**batch.input, "artifacts": artifacts}
        payload = yield from api.mutate("ingestRun", input, seconds)
    except UploadExpired as expired:
        raise next((one for one in refused if one is not None), expired) from expired
    return IngestedRun(
        id=payload["run"]["id"],
        steps={one["ref"]: one["id"] for one in payload["steps"]},
        artifacts={one["ref"]: one["id"] for one in payload["artifacts"]},
    )


def _do(api: Api, mutation: str, **input: Any) -> Flow[Any]:
    return perform(api, Operation.of(mutation, input))
