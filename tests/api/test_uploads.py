"""Files of a batch of uploads become artifacts, and a retry of any part finds the same uploads."""

from __future__ import annotations

from typing import Any

import pytest

from tests.client import Api
from tests.recording import MEDIA, request_id, sent

pytestmark = pytest.mark.anyio

FORM = "uploadId url fields { name value } expiresAt"
FORMS = f"uploads {{ {FORM} }}"


def wanted(*kinds: str) -> list[dict[str, Any]]:
    return [
        {"requestId": request_id(), "kind": kind, "mediaType": MEDIA[kind][0]} for kind in kinds
    ]


async def test_the_files_of_a_batch_become_artifacts_of_a_run(api: Api) -> None:
    kinds = ("IMAGE", "DATA", "AUDIO")
    made = (await api.do("createUploads", {"uploads": wanted(*kinds)}, FORMS))["uploads"]
    stored = [await sent(api, form, MEDIA[kind][1]) for kind, form in zip(kinds, made, strict=True)]
    batch = {
        "requestId": request_id(),
        "run": {"workflow": "book", "sessionId": "monday"},
        "artifacts": [
            {
                "ref": kind,
                "name": kind,
                "kind": kind,
                "mediaType": MEDIA[kind][0],
                "stage": "make",
                "content": {"uploadId": form["uploadId"]},
            }
            for kind, form in zip(kinds, made, strict=True)
        ],
    }

    run = await api.do("ingestRun", batch, "artifacts { ref id }")

    contents = [
        (await api.http.get(f"/artifacts/{one['id']}/content")).content for one in run["artifacts"]
    ]
    assert stored == [204] * 3
    assert [one["ref"] for one in run["artifacts"]] == list(kinds)
    assert contents == [MEDIA[kind][1] for kind in kinds]


async def test_a_retry_in_a_batch_or_alone_gets_the_same_upload(api: Api) -> None:
    first, second, third = wanted("TEXT", "JSON", "VIDEO")
    asks = "uploadId expiresAt"
    alone = await api.do("createUpload", second, asks)

    batch = await api.do("createUploads", {"uploads": [first, second]}, FORMS)
    other = await api.do("createUploads", {"uploads": [third, second, first]}, FORMS)
    again = await api.do("createUpload", first, asks)

    made = [{name: one[name] for name in asks.split()} for one in batch["uploads"]]
    later = [{name: one[name] for name in asks.split()} for one in other["uploads"]]
    assert made == [{name: one[name] for name in asks.split()} for one in (again, alone)]
    assert later[1:] == made[::-1]


async def test_one_that_is_refused_is_named_and_none_is_begun(api: Api) -> None:
    batch = wanted("TEXT", "JSON", "VIDEO")
    refused = {"uploads": [*batch[:2], {**batch[2], "mediaType": "image/png"}]}

    problem = await api.do("createUploads", refused, FORMS)
    changed = {"uploads": [{**one, "size": "9"} for one in batch]}

    assert problem == {
        "__typename": "ContentProblem",
        "code": "MEDIA_TYPE_MISMATCH",
        "message": "uploads[2]: image/png is a media type of the kind IMAGE, not VIDEO",
    }
    assert (await api.do("createUploads", changed, FORMS))["__typename"] == "UploadsPayload"
