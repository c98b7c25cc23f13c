"""What a read costs is counted, not timed: it must not grow unseen beyond what is recorded."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anyio
import neo4j
import pytest

from app.blobs.store import Store
from app.graph.session import Graph
from app.settings import Settings
from bench.requests.queries import STORIES, STORY
from tests.builders import a_run, a_step, a_story, an_artifact, an_id, connect, create
from tests.processes import ROOT, environment
from tests.work import Asking, asking

pytestmark = pytest.mark.anyio

RECORDED = json.loads(Path(__file__).with_name("work.json").read_text())
"""What was counted when the reads were last made better, or worse on purpose."""
MARGIN = 1.15
"""What may be more: answers come from the socket in other pieces each time."""
TIMES = 5
"""How often calls are counted; the least is taken, since chance only adds."""

STORIES_MADE, RUNS, STEPS, ARTIFACTS = 8, 24, 120, 480
ASKED: dict[str, tuple[str, dict[str, Any], int]] = {
    "S": (STORY, {"id": an_id("s", 0)}, 53),
    "M": (STORIES, {"first": STORIES_MADE}, 632),
}
"""The document, its variables, and how many nodes are in the answer."""


@pytest.fixture
def told(graph: Graph, driver: neo4j.Driver) -> None:
    """Stories of three runs, of five steps each, of four artifacts each."""
    create(driver, "Story", [a_story(n) for n in range(STORIES_MADE)])
    create(driver, "Run", [a_run(n) for n in range(RUNS)])
    create(driver, "AgentStep", [a_step(n) for n in range(STEPS)])
    create(driver, "Artifact", [an_artifact(n) for n in range(ARTIFACTS)])
    for kind, (start, end), number, of_one in (
        ("HAS_RUN", "sr", RUNS, 3),
        ("HAS_STEP", "rt", STEPS, 5),
        ("CREATED", "ta", ARTIFACTS, 4),
    ):
        pairs = [(an_id(start, n // of_one), an_id(end, n)) for n in range(number)]
        connect(driver, kind, [{"start": one, "end": other} for one, other in pairs])


@contextmanager
def counted_calls() -> Iterator[list[int]]:
    """Counts the functions that are called, of Python and of C."""
    calls = [0]

    def count(_: Any, event: str, __: Any) -> None:
        if event in {"call", "c_call"}:
            calls[0] += 1

    sys.setprofile(count)
    try:
        yield calls
    finally:
        sys.setprofile(None)


async def calls_of(ask: Asking) -> int:
    with counted_calls() as calls:
        await ask()
    return calls[0]


async def blocks_of(settings: Settings, body: dict[str, Any]) -> int:
    """How many blocks of memory an answer takes, counted where nothing else happens."""
    command = [sys.executable, "-m", "tests.work", str(TIMES)]
    counting = await anyio.run_process(
        command, input=json.dumps(body).encode(), env=environment(settings), cwd=ROOT, stderr=None
    )
    return int(counting.stdout)


@pytest.mark.parametrize("name", ASKED)
async def test_a_read_costs_no_more_than_is_recorded(
    settings: Settings,
    graph: Graph,
    store: Store,
    told: None,
    caplog: pytest.LogCaptureFixture,
    name: str,
) -> None:
    query, variables, nodes = ASKED[name]
    body = {"query": query, "variables": variables}
    ask = asking(settings, graph, store, body)
    answer = (await ask()).decode()
    assert '"errors"' not in answer
    assert len(set(re.findall('"id":"([^"]+)"', answer))) == nodes

    with caplog.at_level(logging.DEBUG, "neo4j.io"):
        await ask()
    messages = re.findall(r"\bC: ([A-Z]+) ", caplog.text)
    counted = {"statements": messages.count("RUN"), "messages": len(messages)}
    caplog.clear()
    counted["calls"] = min([await calls_of(ask) for _ in range(TIMES)])
    counted["blocks"] = await blocks_of(settings, body)

    recorded = RECORDED[name]
    assert list(counted) == list(recorded)
    more = {what: most for what, most in recorded.items() if counted[what] > most * MARGIN}
    assert not more, f"counted {json.dumps(counted)}"
