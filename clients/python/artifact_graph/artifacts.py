"""Artifacts as they are told to the API: their bytes first, then what they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any

from artifact_graph import documents
from artifact_graph.api import ANSWER_SECONDS, Api, new_request_id
from artifact_graph.calls import Flow, answered, form, read_receipt
from artifact_graph.contents import Content
from artifact_graph.errors import IdempotencyMismatch, UploadExpired, UploadRefused
from artifact_graph.records import Artifact, Facts, Role, Source, State, id_of

BYTES_PER_SECOND = 5_000_000
"""How fast the store and the service read what was uploaded, at least."""

_UPLOADS = 3
_Said = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Place:
    """Where artifacts are made: a step, and the story that its run is for.

    A step that is `done` was completed by a process that was killed later, with all it linked.
    """

    step_id: str
    story_id: str | None
    done: bool


def register(api: Api, place: Place, name: str, content: Content, facts: Facts) -> Flow[Artifact]:
    """Registers an artifact with its bytes, and links it to the story by its role.

    In a step that is done nothing is linked: what has the role now may be another's since then.

    ValueError for a role in a run that is for no story, and for `is_primary` or `position` without
    a role; then nothing is done.
    """
    role = facts.get("role")
    if role is not None and place.story_id is None:
        raise ValueError("the run is for no story, in which something could have a role")
    if role is None and facts.keys() & {"is_primary", "position"}:
        raise ValueError("what is primary, or has a position, is so in a role: give one")
    name = facts.get("name", name)
    state: State = facts.get("state", "candidate" if role else "intermediate")
    said = {
        "requestId": facts.get("request_id") or new_request_id(),
        "name": name,
        "kind": content.kind.upper(),
        "mediaType": content.media_type,
        "state": state.upper(),
        "metadata": facts.get("metadata"),
        "stepId": place.step_id,
        "stage": facts.get("stage"),
        "sources": [_told(source) for source in facts.get("sources", ())],
    }
    made = yield from _brought(api, said, content)
    if role is not None and not place.done:
        yield from _link(api, place, made["id"], role, facts)
    return Artifact(
        id=made["id"],
        name=name,
        kind=content.kind,
        media_type=content.media_type,
        state=state,
        sha256=made["sha256"],
    )


def _told(source: Artifact | Source | str) -> _Said:
    if not isinstance(source, Source):
        source = Source(source)
    return {
        "artifactId": id_of(source.artifact),
        "relationType": source.relation_type.upper(),
        "note": source.note,
    }


def _link(api: Api, place: Place, artifact_id: str, role: Role, facts: Facts) -> Flow[None]:
    said = {
        "storyId": place.story_id,
        "artifactId": artifact_id,
        "role": role.upper(),
        "isPrimary": facts.get("is_primary", False),
        "position": facts.get("position"),
    }
    return api.tell(documents.LINK_ARTIFACT, said)


def _brought(api: Api, said: _Said, content: Content) -> Flow[Any]:
    """The new artifact, with bytes that come with the request or through an upload.

    The same request again has the same uploads, one after the other, as far as they were needed.
    When one is over, the artifact may be there: the request tells, or the next upload does.
    """
    text = content.text
    if text is not None:
        return (yield from _registered(api, said, {"text": text}, ANSWER_SECONDS))
    over: Exception | None = None
    for request_id in _upload_request_ids(str(said["requestId"])):
        upload = yield from _begun(api, content, request_id)
        refused = yield from _sent(api, upload, content)
        try:
            return (yield from _taken(api, said, upload, content))
        except (UploadExpired, IdempotencyMismatch) as error:
            over = refused or error
    assert over is not None  # noqa: S101
    raise over


def _upload_request_ids(request_id: str) -> list[str]:
    digest = sha256(request_id.encode()).hexdigest()
    return [f"upload {number} {digest}" for number in range(_UPLOADS)]


def _begun(api: Api, content: Content, request_id: str) -> Flow[Any]:
    said = {
        "kind": content.kind.upper(),
        "mediaType": content.media_type,
        "size": content.size,
        "sha256": content.sha256,
    }
    return api.create(documents.CREATE_UPLOAD, request_id, said)


def _sent(api: Api, upload: Any, content: Content) -> Flow[UploadRefused | None]:
    """Sends the bytes straight to the store; sent again, they take the same place.

    A refusal is returned: when the upload was used before, it changes nothing.
    """
    fields = {field["name"]: field["value"] for field in upload["fields"]}
    with content.open() as file:
        make = partial(form, upload["url"], fields, file, content.media_type, _seconds(content))
        try:
            yield from answered(make, read_receipt, api.retry_for)
        except UploadRefused as refused:
            return refused
    return None


def _taken(api: Api, said: _Said, upload: Any, content: Content) -> Flow[Any]:
    where = {"uploadId": upload["uploadId"]}
    return _registered(api, said, where, _seconds(content))


def _registered(api: Api, said: _Said, content: _Said, seconds: float) -> Flow[Any]:
    answer = yield from api.tell(documents.REGISTER_ARTIFACT, {**said, "content": content}, seconds)
    return answer["artifact"]


def _seconds(content: Content) -> float:
    """How long it may take until all the bytes were read."""
    return ANSWER_SECONDS + content.size / BYTES_PER_SECOND
