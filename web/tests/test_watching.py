"""The npm clients of subscriptions watch a run, lose their connection, and go on after a cursor."""

from __future__ import annotations

import pytest

from tests.client import Api
from tests.recording import a_run, a_story
from web.tests.node import run

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("transport", ["ws", "sse"])
async def test_a_client_is_told_each_change_once(api: Api, transport: str) -> None:
    watched = await a_run(api, await a_story(api))

    told = await run("watching.mjs", transport, f"{api.http.base_url}/graphql", watched)

    assert told == [
        [f"ARTIFACT_REGISTERED {transport} one"],
        [f"ARTIFACT_REGISTERED {transport} two", f"ARTIFACT_REGISTERED {transport} three"],
    ]
