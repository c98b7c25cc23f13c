"""What tools call a format is taken for what they mean, on every way in."""

from __future__ import annotations

from typing import Any

import pytest

from tests.client import Api
from tests.recording import MEDIA, a_text, artifact_facts, request_id, sent, uploaded

pytestmark = pytest.mark.anyio

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF"
_, PNG = MEDIA["IMAGE"]
SHOWN = "artifact { id mediaType }"


async def facts_of(api: Api, data: bytes, media_type: str, **known: Any) -> dict[str, Any]:
    """The facts of an artifact whose content was uploaded, under that name of its type."""
    upload = await uploaded(api, "IMAGE", data, mediaType=media_type)
    content = {"uploadId": upload}
    return artifact_facts(kind="IMAGE", mediaType=media_type, content=content, **known)


async def ingested(api: Api, data: bytes, media_type: str) -> dict[str, Any]:
    record = await facts_of(api, data, media_type, ref="a", stage="paint")
    del record["requestId"]
    run = {"workflow": "book", "sessionId": "chat 7"}
    return {"requestId": request_id(), "run": run, "artifacts": [record]}


async def test_an_artifact_answers_the_registered_name(api: Api) -> None:
    inline = artifact_facts(mediaType="text/x-markdown")

    written = await api.do("registerArtifact", inline, SHOWN)
    painted = await api.do("registerArtifact", await facts_of(api, JPEG, "image/jpg"), SHOWN)
    revised = await api.do(
        "reviseArtifact",
        {**await facts_of(api, JPEG, "image/pjpeg"), "artifactId": painted["artifact"]["id"]},
        SHOWN,
    )
    run = await api.do("ingestRun", await ingested(api, JPEG, "image/jpg"), "artifacts { id }")
    [brought] = run["artifacts"]
    one = await api("query ($id: ID!) { artifact(id: $id) { mediaType } }", id=brought["id"])

    assert written["artifact"]["mediaType"] == "text/markdown"
    assert [painted["artifact"]["mediaType"], revised["artifact"]["mediaType"]] == [
        "image/jpeg",
        "image/jpeg",
    ]
    assert one["artifact"]["mediaType"] == "image/jpeg"


async def test_bytes_are_looked_at_by_what_the_name_means(api: Api) -> None:
    made = await a_text(api, kind="IMAGE", mediaType="image/jpeg", content=await jpeg(api))

    registered = await api.code("registerArtifact", await facts_of(api, PNG, "image/jpg"))
    again = {**await facts_of(api, PNG, "image/jpg"), "artifactId": made}
    revised = await api.code("reviseArtifact", again)
    ingest = await api.code("ingestRun", await ingested(api, PNG, "image/jpg"))

    assert [registered, revised, ingest] == ["MEDIA_TYPE_MISMATCH"] * 3


async def jpeg(api: Api) -> dict[str, Any]:
    """Content that is a JPEG."""
    return {"uploadId": await uploaded(api, "IMAGE", JPEG, mediaType="image/jpeg")}


async def test_an_upload_and_its_artifact_may_call_the_type_by_different_names(api: Api) -> None:
    said = {"requestId": request_id(), "kind": "IMAGE", "mediaType": "image/jpg"}
    form = await api.do("createUpload", said, "uploadId url fields { name value }")
    retried = await api.do("createUpload", {**said, "mediaType": "image/jpeg"}, "uploadId")
    status = await sent(api, form, JPEG)
    facts = artifact_facts(kind="IMAGE", content={"uploadId": form["uploadId"]})

    made = await api.do("registerArtifact", {**facts, "mediaType": "image/jpeg"}, SHOWN)
    answer = await api.http.get(f"/artifacts/{made['artifact']['id']}/content")

    assert (status, retried["uploadId"]) == (204, form["uploadId"])
    assert {"name": "Content-Type", "value": "image/jpeg"} in form["fields"]
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-disposition"] == (
        "inline; filename=\"a plan.jpg\"; filename*=UTF-8''a%20plan.jpg"
    )


async def test_a_payload_of_no_other_kind_is_data(api: Api) -> None:
    scene = b"glTF\x02\x00\x00\x00"
    upload = await uploaded(api, "DATA", scene, mediaType="model/gltf-binary")
    facts = {"kind": "DATA", "mediaType": "model/gltf-binary", "content": {"uploadId": upload}}
    yaml = {"kind": "DATA", "mediaType": "application/x-yaml", "content": {"text": "fox: 1"}}
    picture = {"requestId": request_id(), "kind": "DATA", "mediaType": "image/x-exr"}

    made = await a_text(api, "fox", **facts)
    await a_text(api, "settings", **yaml)
    answer = await api.http.get(f"/artifacts/{made}/content")
    found = await api("{ artifacts(where: {kinds: [DATA]}) { nodes { name kind mediaType } } }")
    refused = await api.do("createUpload", picture, "uploadId")

    assert answer.content == scene
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"] == (
        "attachment; filename=\"fox.glb\"; filename*=UTF-8''fox.glb"
    )
    assert found["artifacts"]["nodes"] == [
        {"name": "settings", "kind": "DATA", "mediaType": "application/yaml"},
        {"name": "fox", "kind": "DATA", "mediaType": "model/gltf-binary"},
    ]
    assert refused == {
        "__typename": "ContentProblem",
        "code": "MEDIA_TYPE_MISMATCH",
        "message": "image/x-exr is a media type of the kind IMAGE, not DATA",
    }


async def test_a_filter_goes_by_what_a_name_means(api: Api) -> None:
    made = await a_text(api, kind="IMAGE", mediaType="image/jpeg", content=await jpeg(api))
    newer = await a_text(api, sources=[{"artifactId": made, "relationType": "DERIVED_FROM"}])
    query = """query ($of: [String!], $id: ID!) {
      artifacts(where: {mediaTypes: $of}) { nodes { id } }
      artifact(id: $id) { ancestors(where: {mediaTypes: ["image/jpg"]}) { nodes { id } } } }"""

    found = await api(query, of=["image/jpg"], id=newer)
    wrong = await api.ask(query, of=["JPEG"], id=newer)

    assert found["artifacts"]["nodes"] == [{"id": made}]
    assert found["artifact"]["ancestors"]["nodes"] == [{"id": made}]
    assert wrong["errors"][0]["extensions"]["code"] == "BAD_INPUT"
