"""A run that is brought in with uploads, as a pipeline does it over HTTP."""

from __future__ import annotations

import pytest

from tests.client import Api
from tests.inputs import a_note, an_image
from tests.recording import MEDIA, a_story, request_id, uploaded

pytestmark = pytest.mark.anyio


async def test_what_was_uploaded_comes_in_with_the_run_and_goes_out_as_it_was(api: Api) -> None:
    _, picture = MEDIA["IMAGE"]
    batch = {
        "requestId": request_id(),
        "run": {"workflow": "picture-book", "storyId": await a_story(api)},
        "artifacts": [
            an_image("front", content={"uploadId": await uploaded(api, "IMAGE", picture)}),
            a_note("text", content={"text": "Once upon a time"}),
        ],
        "relations": [{"fromArtifact": "front", "toArtifact": "text"}],
        "links": [{"artifact": "front", "role": "COVER", "isPrimary": True}],
    }

    made = await api.do(
        "ingestRun",
        batch,
        "run { story { cover { id content { size } ancestors { nodes { id } } } } }"
        " artifacts { ref id }",
    )

    ids = {one["ref"]: one["id"] for one in made["artifacts"]}
    assert made["run"]["story"]["cover"] == {
        "id": ids["front"],
        "content": {"size": str(len(picture))},
        "ancestors": {"nodes": [{"id": ids["text"]}]},
    }
    contents = [await api.http.get(f"/artifacts/{ids[ref]}/content") for ref in ("front", "text")]
    assert [answer.content for answer in contents] == [picture, b"Once upon a time"]
