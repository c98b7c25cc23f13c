"""The run of an artifact is its step's, else the oldest that produced it; so is its story."""

from __future__ import annotations

from typing import Any

import pytest

from tests.client import Api
from tests.recording import a_run, a_step, a_story, a_text, staged

pytestmark = pytest.mark.anyio

MADE = """
query Made($id: ID!, $run: ID!, $story: ID!) {
  artifact(id: $id) { run { id } story { id } }
  ofRun: artifacts(where: {run: $run}) { nodes { id } }
  ofStory: artifacts(where: {madeFor: $story}) { nodes { id } }
}
"""


async def made(api: Api, artifact: str, run: str, story: str) -> dict[str, Any]:
    return await api(MADE, id=artifact, run=run, story=story)


async def test_an_artifact_that_a_run_produced_without_a_step_is_the_runs(api: Api) -> None:
    story = await a_story(api)
    run, later = await a_run(api, story), await a_run(api, story)
    artifact = await a_text(api)
    assert await made(api, artifact, run, story) == {
        "artifact": {"run": None, "story": None},
        "ofRun": {"nodes": []},
        "ofStory": {"nodes": []},
    }

    for one in (later, run):
        await staged(api, one, artifact, "PRODUCED")

    assert await made(api, artifact, run, story) == {
        "artifact": {"run": {"id": run}, "story": {"id": story}},
        "ofRun": {"nodes": [{"id": artifact}]},
        "ofStory": {"nodes": [{"id": artifact}]},
    }


async def test_an_artifact_that_a_step_created_is_its_runs_whatever_produced_it(api: Api) -> None:
    first, second = await a_story(api), await a_story(api)
    other = await a_run(api, first)
    run = await a_run(api, second)
    artifact = await a_text(api, stepId=await a_step(api, run))

    await staged(api, other, artifact, "PRODUCED")

    found = await made(api, artifact, other, first)
    assert found["artifact"] == {"run": {"id": run}, "story": {"id": second}}
    assert found["ofRun"] == found["ofStory"] == {"nodes": [{"id": artifact}]}
