"""A whole number in JSON is kept exactly up to 64 bits, and refused beyond, on every way in."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.blobs.store import Store
from app.graph.session import Graph
from app.transfer.importing import import_file
from app.transfer.problems import FileRefused
from tests.client import Api
from tests.lines import artifact_line, run_line, step_line, story_line
from tests.recording import a_run, a_story, request_id
from tests.transfer.conftest import unseen

pytestmark = pytest.mark.anyio

KEPT = ["18446744073709551615", "-9223372036854775808", "9007199254740993", "0"]
"""The largest and the least that 64 bits hold, and one that a double does not."""
REFUSED = [
    "18446744073709551616",
    "-9223372036854775809",
    "340282366920938463463374607431768211455",
    "1" * 400,
    "1" * 5_000,
    "-" + "1" * 5_000,
]
VALUE = '{{"seed": {}, "deep": [{{"seed": {}}}]}}'
"""What holds the number, as text, since few programs write such numbers."""
Tell = Callable[[Api, str, bool], Awaitable[tuple[str, Any]]]
"""Sends a value that is JSON text, in the document or as a variable; the code, or what was kept."""


async def sent(api: Api, document: str, value: str, in_document: bool) -> dict[str, Any]:
    """The answer to a mutation of which VALUE stands in the document or is its variable."""
    if in_document:
        literal = value.replace('"seed"', "seed").replace('"deep"', "deep")
        query, variables = document.replace("($v: JSON!)", "").replace("$v", literal), "{}"
    else:
        query, variables = document, f'{{"v": {value}}}'
    body = f'{{"query": {json.dumps(query)}, "variables": {variables}}}'
    headers = {"Content-Type": "application/json"}
    return (await api.http.post("/graphql", content=body, headers=headers)).json()


def way(mutation: str, asks: str, **facts: Any) -> Tell:
    """The way through a mutation in whose input `$v` stands; asks for one value."""

    async def tell(api: Api, value: str, in_document: bool) -> tuple[str, Any]:
        run = await a_run(api, await a_story(api))
        said = {name: fact.replace("@run", run) for name, fact in facts.items()}
        parts = ", ".join(f"{name}: {fact}" for name, fact in said.items())
        document = (
            f'mutation ($v: JSON!) {{ {mutation}(input: {{requestId: "{request_id()}", {parts}}})'
            f" {{ __typename ... on Problem {{ code }} {asks} }} }}"
        )
        answer = await sent(api, document, value, in_document)
        if "errors" in answer:
            return answer["errors"][0]["extensions"]["code"], None
        made = answer["data"][mutation]
        return made.get("code", "done"), _innermost(made)

    return tell


def _innermost(made: Any) -> Any:
    """The value at the end of an answer in which every object has one part."""
    made = {name: part for name, part in made.items() if name not in {"__typename", "code"}}
    while isinstance(made, dict | list) and len(made) == 1:
        made = next(iter(made.values())) if isinstance(made, dict) else made[0]
    return made


IMAGE = 'kind: IMAGE, mediaType: "image/png"'
WAYS = {
    "metadata of a story": way(
        "createStory", "... on StoryPayload { story { metadata } }", title='"t"', metadata="$v"
    ),
    "parameters of a step": way(
        "createStep",
        "... on StepPayload { step { parameters } }",
        runId='"@run"',
        name='"n"',
        agent='"a"',
        parameters="$v",
    ),
    "parameters of an ingested step": way(
        "ingestRun",
        "... on IngestedPayload { run { steps { nodes { parameters } } } }",
        run='{workflow: "w", sessionId: "s"}',
        steps='[{ref: "s", name: "n", agent: "a", parameters: $v}]',
    ),
    "metadata of an ingested artifact": way(
        "ingestRun",
        "... on IngestedPayload { run { produced { nodes { artifact { metadata } } } } }",
        run='{workflow: "w", sessionId: "s"}',
        artifacts=f'[{{ref: "a", name: "n", stage: "s", {IMAGE}, metadata: $v}}]',
    ),
}
CONTENTS = {
    "content of an artifact": way(
        "registerArtifact",
        "... on NewArtifactPayload { artifact { id } }",
        kind="JSON",
        mediaType='"application/json"',
        name='"n"',
        content="{json: $v}",
    ),
    "content of an ingested artifact": way(
        "ingestRun",
        "... on IngestedPayload { artifacts { id } }",
        run='{workflow: "w", sessionId: "s"}',
        artifacts='[{ref: "a", name: "n", stage: "s", kind: JSON, mediaType: "application/json",'
        " content: {json: $v}}]",
    ),
}


@pytest.mark.parametrize("in_document", [True, False], ids=["literal", "variable"])
@pytest.mark.parametrize("name", [*WAYS, *CONTENTS])
async def test_a_number_of_64_bits_is_kept_and_a_longer_one_is_refused(
    api: Api, http: httpx.AsyncClient, name: str, in_document: bool
) -> None:
    tell = (WAYS | CONTENTS)[name]
    for number in KEPT:
        value = VALUE.format(number, number)
        code, kept = await tell(api, value, in_document)
        assert code == "done"
        if name in CONTENTS:
            kept = (await http.get(f"/artifacts/{kept}/content", follow_redirects=True)).json()
        assert kept == json.loads(value)

    for number in REFUSED:
        for value in (VALUE.format(number, 0), VALUE.format(0, number)):
            assert (await tell(api, value, in_document))[0] == "BAD_INPUT"


async def test_lines_keep_numbers_of_64_bits_and_refuse_longer_ones(
    api: Api, graph: Graph, store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "lines.jsonl"

    async def bring(value: str) -> None:
        said = '"here"'
        lines = [
            story_line(metadata="here"),
            run_line(),
            step_line(parameters="here"),
            artifact_line(metadata="here"),
        ]
        path.write_text("\n".join(json.dumps(line).replace(said, value) for line in lines))
        await import_file(graph, store, path, largest=10**9, progress=unseen)

    for number in REFUSED:
        for value in (number, VALUE.format(number, 0), VALUE.format(0, number)):
            with pytest.raises(FileRefused) as refusal:
                await bring(value)
            assert [one.code for one in refusal.value.problems] == ["BAD_INPUT"] * 3

    value = f"[{', '.join(KEPT)}]"
    await bring(value)
    told = await api(
        "{ stories { nodes { metadata runs { nodes { steps { nodes { parameters } } } } } }"
        " artifacts { nodes { metadata } } }"
    )
    kept = json.loads(value)
    [story] = told["stories"]["nodes"]
    assert story["metadata"] == kept
    assert story["runs"]["nodes"][0]["steps"]["nodes"] == [{"parameters": kept}]
    assert told["artifacts"]["nodes"] == [{"metadata": kept}]
