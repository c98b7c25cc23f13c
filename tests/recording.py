"""Records stories, runs, steps and artifacts through the API, as a pipeline does."""

from __future__ import annotations

from itertools import count
from typing import Any

from tests.client import Api

MEDIA = {
    "IMAGE": ("image/png", b"\x89PNG\r\n\x1a\n"),
    "AUDIO": ("audio/wav", b"RIFF\x24\x00\x00\x00WAVEfmt "),
    "VIDEO": ("video/mp4", b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2"),
    "TEXT": ("text/plain", b"Once "),
    "JSON": ("application/json", b'"once '),
    "DATA": ("application/zip", b"PK\x03\x04"),
}
"""A media type of each kind, and the first bytes of it."""

_NUMBERS = count()


def request_id() -> str:
    """A request id that no other request has."""
    return f"request {next(_NUMBERS)}"


def artifact_facts(name: str = "a plan", **facts: Any) -> dict[str, Any]:
    """The input of a text that is registered."""
    known = {"kind": "TEXT", "mediaType": "text/plain", "content": {"text": name}}
    return {"requestId": request_id(), "name": name, **known, "state": "CANDIDATE", **facts}


async def a_story(api: Api, title: str = "The fox") -> str:
    facts = {"requestId": request_id(), "title": title}
    return (await api.do("createStory", facts, "story { id }"))["story"]["id"]


async def a_run(api: Api, story_id: str, workflow: str = "picture-book") -> str:
    facts = {"requestId": request_id(), "workflow": workflow, "storyId": story_id}
    return (await api.do("createRun", facts, "run { id }"))["run"]["id"]


async def a_step(api: Api, run_id: str, name: str = "paint", agent: str = "painter") -> str:
    facts = {"requestId": request_id(), "runId": run_id, "name": name, "agent": agent}
    return (await api.do("createStep", facts, "step { id }"))["step"]["id"]


async def a_text(api: Api, name: str = "a plan", **facts: Any) -> str:
    """An artifact with content of its own."""
    made = await api.do("registerArtifact", artifact_facts(name, **facts), "artifact { id }")
    return made["artifact"]["id"]


async def a_picture(api: Api, name: str = "a picture", **facts: Any) -> str:
    """An image whose content is uploaded."""
    media_type, start = MEDIA["IMAGE"]
    content = {"uploadId": await uploaded(api, "IMAGE", start + name.encode())}
    return await a_text(api, name, kind="IMAGE", mediaType=media_type, content=content, **facts)


async def brought(api: Api, **kinds: str) -> dict[str, str]:
    """Candidates without content, by their names, of those kinds; a run of no story made them."""
    facts = {
        "requestId": request_id(),
        "run": {"workflow": "import", "sessionId": "import"},
        "artifacts": [
            {
                "ref": name,
                "name": name,
                "kind": kind,
                "mediaType": MEDIA[kind][0],
                "stage": "import",
                "state": "CANDIDATE",
            }
            for name, kind in kinds.items()
        ],
    }
    made = await api.do("ingestRun", facts, "artifacts { ref id }")
    return {one["ref"]: one["id"] for one in made["artifacts"]}


async def an_upload(api: Api, kind: str, **facts: Any) -> dict[str, Any]:
    """The form of a new upload."""
    said = {"requestId": request_id(), "kind": kind, "mediaType": MEDIA[kind][0], **facts}
    return await api.do("createUpload", said, "uploadId url fields { name value }")


async def sent(api: Api, form: dict[str, Any], data: bytes) -> int:
    """Posts bytes to the store as the form says, and returns what status it answers."""
    fields = {field["name"]: field["value"] for field in form["fields"]}
    answer = await api.http.post(form["url"], data=fields, files={"file": ("media", data)})
    return answer.status_code


async def uploaded(api: Api, kind: str, data: bytes | None = None, **facts: Any) -> str:
    """The id of an upload that is done."""
    form = await an_upload(api, kind, **facts)
    assert await sent(api, form, MEDIA[kind][1] if data is None else data) == 204
    return form["uploadId"]


async def linked(
    api: Api, story_id: str, artifact_id: str, role: str, **facts: Any
) -> dict[str, Any]:
    said = {"storyId": story_id, "artifactId": artifact_id, "role": role, **facts}
    return await api.do("linkArtifact", said, "link { role isPrimary }")


async def related(api: Api, relation_type: str, newer: str, source: str) -> dict[str, Any]:
    said = {
        "requestId": request_id(),
        "relationType": relation_type,
        "fromArtifactId": newer,
        "toArtifactId": source,
    }
    return await api.do("relateArtifacts", said, "relation { type from { id } to { id } }")


async def staged(api: Api, run_id: str, artifact_id: str, direction: str) -> dict[str, Any]:
    """Says that the run's stage `plan` produced or consumed the artifact."""
    said = {"runId": run_id, "artifactId": artifact_id, "stage": "plan", "direction": direction}
    return await api.do("linkRunArtifact", said, "link { stage }")


async def moved(api: Api, mutation: str, artifact_id: str, **facts: Any) -> dict[str, Any]:
    """Takes an artifact into another state."""
    return await api.do(mutation, {"artifactId": artifact_id, **facts}, "artifact { state }")
