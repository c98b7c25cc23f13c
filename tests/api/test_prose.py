"""Prompts and errors, by every way in: they are kept as they were written, up to their length."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from app.blobs.store import Store
from app.graph.session import Graph
from app.transfer.importing import import_file
from app.transfer.problems import FileRefused
from artifact_graph import AsyncArtifactGraph, BadInput
from tests.client import Api
from tests.lines import run_line, step_line, story_line, write_lines
from tests.recording import a_run, a_story, request_id
from tests.transfer.conftest import unseen

pytestmark = pytest.mark.anyio

MOST = 1_048_576
CONTROLS = "".join(map(chr, [*range(1, 0x20), *range(0x7F, 0xA0)]))
COLOURED = f"\x1b[31mred\x1b[0m\f\r\n{CONTROLS} \u2028 🦊"
LARGE = "x" * MOST

Bring = Callable[[Api, str], Awaitable[str]]
"""Brings a prompt and an error in, and answers the message of a refusal, or nothing."""


async def told(api: Api, mutation: str, facts: dict[str, Any], selection: str = "") -> Any:
    query = f"mutation ($input: {mutation[0].upper()}{mutation[1:]}Input!) {{ {mutation}("
    query += f"input: $input) {{ __typename ... on Problem {{ message }} {selection} }} }}"
    answer = await api.ask(query, input=facts)
    if "errors" in answer:
        return {"message": answer["errors"][0]["message"]}
    return answer["data"][mutation]


async def asked(api: Api, text: str) -> str:
    run_id = await a_run(api, await a_story(api))
    facts = {"requestId": request_id(), "runId": run_id, "name": "n", "agent": "a", "prompt": text}
    step = await told(api, "createStep", facts, "... on StepPayload { step { id } }")
    if "message" in step:
        return step["message"]
    ended = {"stepId": step["step"]["id"], "status": "FAILED", "error": text}
    await told(api, "startStep", {"stepId": step["step"]["id"]})
    return (await told(api, "finishStep", ended)).get("message", "")


async def ingested(api: Api, text: str) -> str:
    step = {"ref": "s", "name": "n", "agent": "a", "status": "FAILED"}
    facts = {
        "requestId": request_id(),
        "run": {"workflow": "w", "sessionId": "s"},
        "steps": [{**step, "prompt": text, "error": text}],
    }
    return (await told(api, "ingestRun", facts)).get("message", "")


async def recorded(api: Api, text: str) -> str:
    try:
        async with (
            AsyncArtifactGraph(str(api.http.base_url), strict=True) as graph,
            graph.run(session_id="s") as run,
        ):
            try:
                async with run.step("n", agent="a", prompt=text):
                    raise ValueError(text)
            except ValueError:
                return ""
    except BadInput as refused:
        return str(refused)


WAYS: dict[str, Bring] = {"asked": asked, "ingested": ingested, "recorded": recorded}


async def kept(api: Api) -> tuple[str, str]:
    """The prompt and the error of the only step, without the exception and its traceback that a
    recorded one has."""
    query = "{ runs(first: 1) { nodes { steps(first: 1) { nodes { prompt error } } } } }"
    [step] = (await api(query))["runs"]["nodes"][0]["steps"]["nodes"]
    error = step["error"].removeprefix("ValueError: ").partition("\n\nTraceback")[0]
    return step["prompt"], error


@pytest.mark.parametrize("way", WAYS)
async def test_every_character_is_kept_and_a_nul_is_shown(api: Api, way: str) -> None:
    assert await WAYS[way](api, f"{COLOURED}\0.") == ""
    assert await kept(api) == (f"{COLOURED}␀.", f"{COLOURED}␀.")


@pytest.mark.parametrize("way", WAYS)
async def test_a_mebi_of_characters_is_kept(api: Api, way: str) -> None:
    assert await WAYS[way](api, LARGE) == ""
    prompt, error = await kept(api)
    assert prompt == LARGE
    assert error == (LARGE[: -len("ValueError: ")] if way == "recorded" else LARGE)


@pytest.mark.parametrize("way", WAYS)
async def test_more_is_refused_with_the_length(api: Api, way: str) -> None:
    refused = await WAYS[way](api, LARGE + "x")

    assert f"must have at most {MOST} characters, not {MOST + 1}" in refused


async def test_lines_are_held_to_the_same(
    api: Api, graph: Graph, store: Store, tmp_path: Path
) -> None:
    async def bring(text: str) -> list[str]:
        lines = [
            story_line(),
            run_line(status="failed", error=text),
            step_line(status="failed", prompt=text, error=text),
        ]
        path = write_lines(tmp_path / "lines.jsonl", lines)
        try:
            await import_file(graph, store, path, largest=10**9, progress=unseen)
        except FileRefused as refused:
            return [one.message for one in refused.problems]
        return []

    too_long = f" must have at most {MOST} characters, not {MOST + 1}"
    assert {one.partition(" ")[2] for one in await bring(LARGE + "x")} == {too_long.strip()}

    text = f"{COLOURED}\0{LARGE[: MOST - len(COLOURED) - 1]}"
    assert await bring(text) == []
    shown = text.replace("\0", "␀")
    assert await kept(api) == (shown, shown)
    assert await bring(text) == [], "what is there already agrees with itself"
