"""Records stories, runs, steps and artifacts through the API, as a pipeline does."""

from __future__ import annotations

from itertools import count
from typing import Any

from tests.client import Api

_NUMBERS = count()


def request_id() -> str:
    """A request id that no other request has."""
    return f"request {next(_NUMBERS)}"


async def a_story(api: Api, title: str = "The fox") -> str:
    facts = {"requestId": request_id(), "title": title}
    made = await api.do("createStory", facts, "... on StoryPayload { story { id } }")
    return made["story"]["id"]


async def a_run(api: Api, story_id: str, workflow: str = "picture-book") -> str:
    facts = {"requestId": request_id(), "workflow": workflow, "storyId": story_id}
    made = await api.do("createRun", facts, "... on RunPayload { run { id } }")
    return made["run"]["id"]


async def a_step(api: Api, run_id: str, name: str = "paint") -> str:
    facts = {"requestId": request_id(), "runId": run_id, "name": name, "agent": "painter"}
    made = await api.do("createStep", facts, "... on StepPayload { step { id } }")
    return made["step"]["id"]


async def an_artifact(
    api: Api, name: str = "a plan", *, kind: str = "TEXT", state: str = "CANDIDATE", **facts: Any
) -> str:
    """An artifact with content of its own; pictures, sound and film come by upload."""
    if kind in {"TEXT", "JSON"}:
        media_type = {"TEXT": "text/plain", "JSON": "application/json"}[kind]
        content: dict[str, Any] = {"text": name} if kind == "TEXT" else {"json": {"name": name}}
    else:
        media_type, data = MEDIA[kind]
        content = {"uploadId": await uploaded(api, kind, media_type, data + name.encode())}
    said = {
        "requestId": request_id(),
        "kind": kind,
        "mediaType": media_type,
        "name": name,
        "content": content,
        "state": state,
        **facts,
    }
    made = await api.do("registerArtifact", said, "... on NewArtifactPayload { artifact { id } }")
    assert "artifact" in made, made
    return made["artifact"]["id"]


MEDIA = {
    "IMAGE": ("image/png", b"\x89PNG\r\n\x1a\n"),
    "AUDIO": ("audio/wav", b"RIFF\x24\x00\x00\x00WAVEfmt "),
    "VIDEO": ("video/mp4", b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2"),
}
"""The first bytes of one media type of each kind that is no text."""


async def uploaded(api: Api, kind: str, media_type: str, data: bytes) -> str:
    """The id of an upload that is done, by the form that the store was told to take."""
    facts = {"requestId": request_id(), "kind": kind, "mediaType": media_type}
    asks = "... on UploadPayload { uploadId url fields { name value } }"
    form = await api.do("createUpload", facts, asks)
    fields = {field["name"]: field["value"] for field in form["fields"]}
    sent = await api.http.post(form["url"], data=fields, files={"file": ("media", data)})
    assert sent.status_code in {200, 204}, sent.text
    return form["uploadId"]


async def linked(
    api: Api, story_id: str, artifact_id: str, role: str, **facts: Any
) -> dict[str, Any]:
    said = {"storyId": story_id, "artifactId": artifact_id, "role": role, **facts}
    return await api.do("linkArtifact", said, "... on LinkPayload { link { role isPrimary } }")


async def related(api: Api, relation_type: str, newer: str, source: str) -> dict[str, Any]:
    said = {
        "requestId": request_id(),
        "relationType": relation_type,
        "fromArtifactId": newer,
        "toArtifactId": source,
    }
    return await api.do(
        "relateArtifacts",
        said,
        "... on RelationPayload { relation { type from { id } to { id } } }",
    )
