"""Runs and steps that try others again, as the API shows them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.client import Api
from tests.recording import a_story, request_id

pytestmark = pytest.mark.anyio

RETRIES = "attempt retryOf { id } retries { totalCount nodes { id attempt } }"


async def a_failed_run(api: Api, story_id: str, **facts: Any) -> str:
    said = {"requestId": request_id(), "workflow": "book", "storyId": story_id, "start": True}
    run = (await api.do("createRun", {**said, **facts}, "run { id }"))["run"]["id"]
    ended = {"runId": run, "status": "FAILED", "error": "no paint"}
    await api.do("finishRun", ended)
    return run


async def test_a_run_tells_what_it_tries_again_and_what_tries_it_again(api: Api) -> None:
    story = await a_story(api)
    await a_failed_run(api, story)
    first = await a_failed_run(api, story)
    second = await a_failed_run(api, story, retryOf=first)
    other = await a_failed_run(api, story, retryOf=first)
    third = await a_failed_run(api, story, retryOf=second)

    told = await api(
        f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Run {{ {RETRIES} }} }} }}",
        ids=[first, second, other, third],
    )

    def shown(attempt: int, of: str | None, *by: str) -> dict[str, Any]:
        nodes = [{"id": one, "attempt": attempt + 1} for one in by]
        retries = {"totalCount": len(by), "nodes": nodes}
        return {"attempt": attempt, "retryOf": of and {"id": of}, "retries": retries}

    assert told["nodes"] == [
        shown(1, None, second, other),
        shown(2, first, third),
        shown(2, first),
        shown(3, second),
    ]


async def test_a_step_tells_what_it_tries_again_and_what_tries_it_again(api: Api) -> None:
    story = await a_story(api)
    said = {"requestId": request_id(), "workflow": "book", "storyId": story, "start": True}
    run = (await api.do("createRun", said, "run { id }"))["run"]["id"]
    steps: list[str] = []
    for retry_of in (None, 0, 1):
        said = {"requestId": request_id(), "runId": run, "name": "draw", "agent": "a"}
        said |= {"start": True, "retryOf": None if retry_of is None else steps[retry_of]}
        steps.append((await api.do("createStep", said, "step { id }"))["step"]["id"])
        await api.do("finishStep", {"stepId": steps[-1], "status": "CANCELLED"})

    told = await api(
        f"query ($id: ID!) {{ run(id: $id) {{ steps {{ nodes {{ id {RETRIES} }} }} }} }}", id=run
    )

    nodes = told["run"]["steps"]["nodes"]
    assert [node["id"] for node in nodes] == steps
    assert [node["attempt"] for node in nodes] == [1, 2, 3]
    assert [node["retryOf"] for node in nodes] == [None, {"id": steps[0]}, {"id": steps[1]}]
    assert [[one["id"] for one in node["retries"]["nodes"]] for node in nodes] == [
        [steps[1]],
        [steps[2]],
        [],
    ]
