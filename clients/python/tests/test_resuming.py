"""A process that is started again goes on where the one that was killed had come to."""

from __future__ import annotations

import signal
import sys
from asyncio import create_subprocess_exec
from pathlib import Path

import pytest

from artifact_graph import AsyncArtifactGraph, IllegalTransition

pytestmark = pytest.mark.anyio

CLIENT = Path(__file__).parents[1]
SCRIPT = """
import os, signal, sys
from artifact_graph import ArtifactGraph

address, killed = sys.argv[1:]
with ArtifactGraph(address) as graph:
    with graph.run(session_id="one", request_id="run") as run:
        with run.step("plan", agent="planner", request_id="plan step") as step:
            plan = step.register("plan.md", content="a plan", request_id="plan")
            step.use.input_tokens = 12
        with run.step("write", agent="writer", request_id="write step") as step:
            if killed == "killed":
                os.kill(os.getpid(), signal.SIGKILL)
            step.register("book.md", content="a book", sources=[plan], request_id="book")
"""
FOUND = """{ runs { nodes { status steps { nodes {
    name status error inputTokens artifacts { nodes { name } } } } } } }"""


async def ran(address, killed):
    process = await create_subprocess_exec(
        sys.executable, "-c", SCRIPT, address, killed, env={"PYTHONPATH": str(CLIENT)}
    )
    return await process.wait()


def step(name, status, tokens, *made):
    nodes = [{"name": one} for one in made]
    return {
        "name": name,
        "status": status,
        "error": None,
        "inputTokens": tokens,
        "artifacts": {"nodes": nodes},
    }


async def test_a_process_goes_through_the_steps_that_were_completed(api, address):
    assert await ran(address, "killed") == -signal.SIGKILL
    planned = step("plan", "COMPLETED", "12", "plan.md")
    [run] = (await api(FOUND))["runs"]["nodes"]
    assert run == {
        "status": "RUNNING",
        "steps": {"nodes": [planned, step("write", "RUNNING", None)]},
    }

    assert await ran(address, "no") == 0

    [run] = (await api(FOUND))["runs"]["nodes"]
    assert run == {
        "status": "COMPLETED",
        "steps": {"nodes": [planned, step("write", "COMPLETED", None, "book.md")]},
    }


async def test_a_step_that_failed_does_not_start_again(address):
    async with AsyncArtifactGraph(address) as graph, graph.run(session_id="one") as run:
        with pytest.raises(KeyError):
            async with run.step("paint", agent="painter", request_id="step"):
                raise KeyError("blue")
        with pytest.raises(IllegalTransition):
            async with run.step("paint", agent="painter", request_id="step"):
                raise AssertionError("it must not begin")


async def test_a_step_that_was_completed_takes_no_role_back(address, recorded, picture):
    async def painted(run, request_id):
        async with run.step("paint", agent="painter", request_id=request_id) as step:
            facts = {"name": request_id, "role": "cover", "is_primary": True}
            await step.register(picture, request_id=f"cover of {request_id}", **facts)

    async with AsyncArtifactGraph(address) as graph:
        story = await graph.create_story("The fox")
        async with graph.run(story) as run:
            await painted(run, "first")
            await painted(run, "second")
            await painted(run, "first")

    links = (await recorded(story.id))["links"]["nodes"]
    primary = {link["artifact"]["name"]: link["isPrimary"] for link in links}
    assert primary == {"first": False, "second": True}
