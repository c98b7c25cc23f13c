"""Recording in the service: by the client in Python, and in batches."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager

import orjson

from artifact_graph import ArtifactGraph
from artifact_graph.records import Story
from bench.clients import over_http
from bench.recording.files import BATCHES, ONE_STEP, STEP_EACH, Files, Record, in_batches, numbers

INGEST = """mutation ($input: IngestRunInput!) { ingestRun(input: $input) {
  ... on IngestedPayload { artifacts { id } } ... on Problem { code message } } }"""


@contextmanager
def ours(url: str) -> Generator[Record]:
    """Records in the service whose GraphQL has that URL, over one connection of each client."""
    with ArtifactGraph(url, strict=True) as graph:
        story = graph.create_story("The fox")
        ways: dict[str, Callable[[Files], None]] = {
            ONE_STEP: lambda some: _one_step(graph, story, some),
            STEP_EACH: lambda some: _step_each(graph, story, some),
            BATCHES: lambda some: _batches(url, some),
        }

        def record(question: str, some: Files) -> float:
            began = time.perf_counter()
            ways[question](some)
            return time.perf_counter() - began

        yield record


def _one_step(graph: ArtifactGraph, story: Story, some: Files) -> None:
    with graph.run(story, workflow="book") as run, run.step("plan", agent="planner") as step:
        for name, content in some.items():
            step.register(name, content=content)


def _step_each(graph: ArtifactGraph, story: Story, some: Files) -> None:
    with graph.run(story, workflow="book") as run:
        for name, content in some.items():
            with run.step("plan", agent="planner") as step:
                step.register(name, content=content)


def _batches(url: str, some: Files) -> None:
    """Over a connection of its own: the service closes one that waits for the turns of others."""
    batch: dict[str, object] = {}
    with closing(over_http(url, INGEST, lambda: batch)()) as asking:
        for part in in_batches(some):
            batch["input"] = _input(part)
            answer = orjson.loads(asking.ask())["data"]["ingestRun"]
            if len(answer.get("artifacts", ())) != len(part):
                raise RuntimeError(f"ingestRun answered {answer}")


def _input(some: Files) -> dict[str, object]:
    facts = {"kind": "JSON", "mediaType": "application/json", "step": "plan"}
    return {
        "requestId": f"batch {next(numbers)}",
        "run": {"workflow": "book", "sessionId": "bench", "status": "COMPLETED"},
        "steps": [{"ref": "plan", "name": "plan", "agent": "planner", "status": "COMPLETED"}],
        "artifacts": [
            {"ref": name, "name": name, "content": {"text": content.decode()}, **facts}
            for name, content in some.items()
        ],
        "relations": [
            {"fromArtifact": newer, "toArtifact": source}
            for newer, source in zip(list(some)[1:], some, strict=False)
        ],
    }
