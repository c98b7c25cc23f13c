"""Metadata and parameters, by every way in: the large and deep are kept, the wrong are named."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.blobs.store import Store
from app.cli.transfers import run_import
from app.graph.session import Graph
from app.main import create_app
from app.settings import Settings
from app.transfer.importing import import_file
from app.transfer.problems import FileRefused
from artifact_graph import AsyncArtifactGraph, BadInput
from tests.client import Api, served
from tests.lines import artifact_line, run_line, step_line, story_line, write_lines
from tests.recording import a_run, a_story, artifact_facts, request_id
from tests.transfer.conftest import unseen
from tests.waiting import HANG

pytestmark = pytest.mark.anyio

Bring = Callable[[Api, Any], Awaitable[str]]
"""Brings a value in, and answers the message of its refusal, or nothing."""

IN_GRAPH = (
    "{ stories { nodes { metadata } } runs { nodes { steps { nodes { parameters } } } }"
    " artifacts { nodes { metadata } } }"
)


def a_workflow(size: int, levels: int) -> Any:
    """What a tool leaves of its workflow: so many bytes as JSON, and so many levels."""
    value: Any = [0.25]
    for _ in range(levels - 2):
        value = {"in": value}
    value = {"nodes": value, "text": ""}
    value["text"] = "x" * (size - len(json.dumps(value, separators=(",", ":"))))
    return value


async def told(api: Api, mutation: str, facts: dict[str, Any]) -> str:
    """The message with which a mutation is refused."""
    query = f"mutation ($input: {mutation[0].upper()}{mutation[1:]}Input!) {{ {mutation}("
    query += "input: $input) { __typename ... on Problem { message } } }"
    answer = await api.ask(query, input={"requestId": request_id(), **facts})
    if "errors" in answer:
        return answer["errors"][0]["message"]
    return answer["data"][mutation].get("message", "")


async def story(api: Api, value: Any) -> str:
    return await told(api, "createStory", {"title": "t", "metadata": value})


async def step(api: Api, value: Any) -> str:
    facts = {"runId": await a_run(api, await a_story(api)), "name": "n", "agent": "a"}
    return await told(api, "createStep", {**facts, "parameters": value})


async def artifact(api: Api, value: Any) -> str:
    return await told(api, "registerArtifact", artifact_facts(metadata=value))


async def ingested(api: Api, value: Any) -> str:
    steps = [{"ref": "s", "name": "n", "agent": "a", "parameters": value}]
    return await told(
        api, "ingestRun", {"run": {"workflow": "w", "sessionId": "s"}, "steps": steps}
    )


async def recorded(api: Api, value: Any) -> str:
    try:
        async with (
            AsyncArtifactGraph(str(api.http.base_url), strict=True) as graph,
            graph.run(session_id="s") as run,
            run.step("n", agent="a", parameters=value),
        ):
            return ""
    except BadInput as refused:
        return str(refused)


WAYS = {
    "story.metadata": story,
    "step.parameters": step,
    "artifact.metadata": artifact,
    "ingested.parameters": ingested,
    "recorded.parameters": recorded,
}


@pytest.fixture
async def small(graph: Graph, settings: Settings) -> AsyncGenerator[Api]:
    """A service with smaller limits."""
    changed = {"max_metadata": 2_000, "max_metadata_depth": 4}
    app = create_app(settings.model_copy(update=changed))
    async with served(app) as address, httpx.AsyncClient(base_url=address, timeout=HANG) as http:
        yield Api(http)


@pytest.mark.parametrize("name", WAYS)
async def test_a_workflow_of_55_kb_or_of_32_levels_is_kept(api: Api, name: str) -> None:
    for value in (a_workflow(55_000, 10), a_workflow(65_536, 32)):
        assert await WAYS[name](api, value) == ""
        kept = json.dumps(await api(IN_GRAPH))
        assert value["text"] in kept
        assert json.dumps(value["nodes"]) in kept


@pytest.mark.parametrize("name", WAYS)
async def test_what_is_wrong_is_named_by_its_path(api: Api, name: str) -> None:
    way, field = WAYS[name], name.partition(".")[2]

    assert f"{field}.nodes[3].seed is nan" in (await way(api, _seeds(float("nan")))).lower()
    assert f"{field}.nodes[3].seed is a whole number of more" in await way(api, _seeds(2**127))
    deep = a_workflow(500, 33)
    assert f"{field}.nodes{'.in' * 31} is deeper than 32 levels" in await way(api, deep)
    large = await way(api, a_workflow(65_537, 10))
    assert f"{field} may have 65536 bytes as JSON, not 65537" in large


def _seeds(seed: Any) -> Any:
    return {"nodes": [1, 2, 3, {"seed": seed}]}


@pytest.mark.parametrize("name", WAYS)
async def test_the_limits_are_those_of_the_settings(small: Api, name: str) -> None:
    way, field = WAYS[name], name.partition(".")[2]

    assert await way(small, a_workflow(2_000, 4)) == ""
    assert f"{field} may have 2000 bytes" in await way(small, a_workflow(2_001, 4))
    assert "is deeper than 4 levels" in await way(small, a_workflow(200, 5))


async def test_lines_are_held_to_the_same_limits(
    api: Api, graph: Graph, store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "lines.jsonl"

    async def bring(value: Any) -> list[str]:
        lines = [
            story_line(metadata=value),
            run_line(),
            step_line(parameters=value),
            artifact_line(metadata=value),
        ]
        path.write_text("\n".join(map(json.dumps, lines)))
        try:
            await import_file(graph, store, path, largest=10**9, progress=unseen)
        except FileRefused as refused:
            return [one.message for one in refused.problems]
        return []

    async def messages(value: Any) -> list[str]:
        found = await bring(value)
        fields = ("metadata", "parameters", "metadata")
        return [one.removeprefix(field) for one, field in zip(found, fields, strict=True)]

    for wrong, message in (
        (_seeds(float("nan")), ".nodes[3].seed is NaN, which JSON does not have"),
        (a_workflow(500, 33), f".nodes{'.in' * 31} is deeper than 32 levels"),
    ):
        assert await messages(wrong) == [message] * 3
    large = await messages(a_workflow(65_537, 10))
    assert {one.partition(":")[0] for one in large} == {" may have 65536 bytes as JSON, not 65537"}
    value = a_workflow(65_536, 32)
    assert await bring(value) == []
    kept = await api(IN_GRAPH)
    assert kept["stories"]["nodes"] == kept["artifacts"]["nodes"] == [{"metadata": value}]
    assert kept["runs"]["nodes"][0]["steps"]["nodes"] == [{"parameters": value}]


async def test_an_import_holds_lines_to_the_limits_of_its_settings(
    graph: Graph, settings: Settings, tmp_path: Path
) -> None:
    path = write_lines(tmp_path / "lines.jsonl", [story_line(metadata=a_workflow(200, 5))])
    changed = {"max_metadata": 2_000, "max_metadata_depth": 4}

    with pytest.raises(FileRefused) as refused:
        await run_import(settings.model_copy(update=changed), path, print)
    imported = await run_import(settings, path, print)

    [problem] = refused.value.problems
    assert problem.message == "metadata.nodes.in.in.in is deeper than 4 levels"
    assert imported.new["story"] == 1
