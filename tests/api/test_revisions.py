"""A new version is of the kind of the old one, whatever the caller says and however it comes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.client import Api
from tests.recording import brought, request_id, uploaded

pytestmark = pytest.mark.anyio

NO_JSON = "not json"


async def a_json_artifact(api: Api) -> str:
    return (await brought(api, scenes="JSON"))["scenes"]


def revision(artifact_id: str, **more: Any) -> dict[str, Any]:
    facts = {"mediaType": "application/json", "name": "scenes.json", "content": {"json": [1]}}
    return {"requestId": request_id(), "artifactId": artifact_id, **facts, **more}


@pytest.mark.parametrize(
    ("kind", "content", "code"),
    [
        ("TEXT", {"text": NO_JSON}, "KIND_MISMATCH"),
        ("IMAGE", {"text": "\0"}, "KIND_MISMATCH"),
        (None, {"text": NO_JSON}, "MEDIA_TYPE_MISMATCH"),
        ("JSON", {"text": NO_JSON}, "MEDIA_TYPE_MISMATCH"),
        (None, {"text": "[1]"}, "done"),
        ("JSON", {"json": [1]}, "done"),
    ],
)
async def test_the_content_of_a_new_version_is_checked_as_its_kind(
    api: Api, kind: str | None, content: dict[str, Any], code: str
) -> None:
    old = await a_json_artifact(api)

    told = await api.code("reviseArtifact", revision(old, kind=kind, content=content))

    assert told == code


@pytest.mark.parametrize(
    ("kind", "data", "code"),
    [
        ("TEXT", NO_JSON, "MEDIA_TYPE_MISMATCH"),
        ("JSON", NO_JSON, "MEDIA_TYPE_MISMATCH"),
        ("TEXT", "[1]", "BAD_INPUT"),
        ("JSON", "[1]", "done"),
    ],
)
async def test_an_upload_of_a_new_version_is_checked_as_its_kind(
    api: Api, kind: str, data: str, code: str
) -> None:
    old = await a_json_artifact(api)
    upload = await uploaded(api, kind, data.encode())

    told = await api.code("reviseArtifact", revision(old, content={"uploadId": upload}))

    assert told == code
