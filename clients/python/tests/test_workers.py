"""Processes that record in a run which another one began."""

from __future__ import annotations

import pickle
import signal
import sys
from asyncio import create_subprocess_exec
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from artifact_graph import AsyncArtifactGraph, NotFound
from tests.waiting import until

pytestmark = pytest.mark.anyio

CLIENT = Path(__file__).parents[1]
ENVIRONMENT = {"PYTHONPATH": str(CLIENT), "XDG_STATE_HOME": "/dev/null"}
FOUND = (
    """{ runs { nodes { status steps { nodes { name status artifacts { nodes { name } } } } } } }"""
)


WORKERS = """
import sys
from multiprocessing import get_context
from artifact_graph import ArtifactGraph

def paint(run, number):
    with run.step("paint", agent="painter") as step:
        step.register(f"{number}.md", content="the same text")

if __name__ == "__main__":
    with (
        ArtifactGraph(sys.argv[1], strict=True) as graph,
        graph.run(session_id="one", request_id="run") as run,
        get_context(sys.argv[2]).Pool(2) as pool,
    ):
        pool.starmap(paint, [(run, number) for number in range(4)])
"""
FORKED = """
import os, sys
from multiprocessing import get_context
from artifact_graph import ArtifactGraph

def paint(run, number):
    with run.step("paint", agent="painter") as step:
        step.register(f"{number}.md", content="the same text")

with (
    ArtifactGraph(sys.argv[1]) as graph,
    graph.run(session_id="one", request_id="run") as run,
):
    workers = [get_context("fork").Process(target=paint, args=(run, n)) for n in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
"""
ONE_CONTEXT = FORKED.replace(
    "    workers =",
    """    import ssl
    ssl.SSLContext.__new__ = None
    workers =""",
)
"""The same, where nobody can make TLS settings after the first client of the process."""


@pytest.mark.parametrize(
    ("source", "method"),
    [(WORKERS, "spawn"), (WORKERS, "fork"), (FORKED, "fork"), (ONE_CONTEXT, "fork")],
    ids=["spawned pool", "forked pool", "forked", "forked, one TLS context"],
)
async def test_workers_record_in_one_run_which_ends_once(api, address, tmp_path, source, method):
    script = tmp_path / "workers.py"
    script.write_text(source)

    process = await create_subprocess_exec(
        sys.executable, str(script), address, method, env=ENVIRONMENT
    )

    assert await process.wait() == 0
    [run] = (await api(FOUND))["runs"]["nodes"]
    assert run["status"] == "COMPLETED"
    assert sorted(one["artifacts"]["nodes"][0]["name"] for one in run["steps"]["nodes"]) == [
        "0.md",
        "1.md",
        "2.md",
        "3.md",
    ]


async def test_a_worker_joins_a_run_by_its_id_and_does_not_end_it(api, address):
    async with AsyncArtifactGraph(address, strict=True) as graph:
        story = await graph.create_story("The fox")
        async with graph.run(story) as run, AsyncArtifactGraph(address, strict=True) as other:
            joined = await other.join_run(run.id)
            async with joined.step("paint", agent="painter") as step:
                await step.register("cover.png", content=b"\x89PNG\r\n\x1a\n", role="cover")
            [found] = (await api(FOUND))["runs"]["nodes"]
            assert found["status"] == "RUNNING"

    links = await api("{ stories { nodes { links { nodes { role } } } } }")
    assert links["stories"]["nodes"] == [{"links": {"nodes": [{"role": "COVER"}]}}]


@pytest.mark.parametrize("background", [False, True])
async def test_workers_that_keep_what_they_record_are_done_before_the_run_ends(
    api, address, tmp_path, background
):
    script = tmp_path / "workers.py"
    script.write_text(
        WORKERS.replace("strict=True", "").replace('request_id="run"', f"background={background}")
    )
    process = await create_subprocess_exec(
        sys.executable,
        str(script),
        address,
        "spawn",
        env={**ENVIRONMENT, "XDG_STATE_HOME": str(tmp_path / "state")},
    )

    assert await process.wait() == 0
    [run] = (await api(FOUND))["runs"]["nodes"]
    assert run["status"] == "COMPLETED"
    assert len(run["steps"]["nodes"]) == 4


async def test_a_run_that_nobody_knows_cannot_be_joined(address):
    async with AsyncArtifactGraph(address, strict=True) as graph:
        with pytest.raises(NotFound, match="there is no run"):
            await graph.join_run("5f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c11")


async def test_a_step_is_pickled_by_its_id(api, address):
    async with (
        AsyncArtifactGraph(address, strict=True) as graph,
        graph.run(session_id="one") as run,
        run.step("paint", agent="painter") as step,
    ):
        same = pickle.loads(pickle.dumps(step))
        assert same.id == step.id
        await same.register("a.md", content="a text")

    [found] = (await api(FOUND))["runs"]["nodes"][0]["steps"]["nodes"]
    assert found["artifacts"]["nodes"] == [{"name": "a.md"}]


TERMINATED = """
import sys, time
from artifact_graph import ArtifactGraph

with ArtifactGraph(sys.argv[1]) as graph, graph.run(session_id="one") as run:
    with run.step("paint", agent="painter"):
        print("painting", flush=True)
        time.sleep(600)
"""
ASYNC_TERMINATED = """
import asyncio, sys
from artifact_graph import AsyncArtifactGraph

async def main():
    async with AsyncArtifactGraph(sys.argv[1]) as graph, graph.run(session_id="one") as run:
        async with run.step("paint", agent="painter"):
            print("painting", flush=True)
            await asyncio.sleep(600)

asyncio.run(main())
"""


@pytest.mark.parametrize("script", [TERMINATED, ASYNC_TERMINATED], ids=["threads", "asyncio"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_cancels_what_is_under_way(api, address, number, script):
    process = await create_subprocess_exec(
        sys.executable,
        "-c",
        script,
        address,
        env=ENVIRONMENT,
        stdout=PIPE,
        stderr=PIPE,
    )
    assert await process.stdout.readline() == b"painting\n"
    process.send_signal(number)
    await process.communicate()

    [run] = (await api(FOUND))["runs"]["nodes"]
    assert (run["status"], run["steps"]["nodes"][0]["status"]) == ("CANCELLED", "CANCELLED")
    assert process.returncode == (143 if number == signal.SIGTERM else -signal.SIGINT)


async def test_a_run_and_its_steps_are_seen_while_they_are_under_way(api, address):
    query = "{ runs { nodes { lastSeenAt steps { nodes { lastSeenAt } } } } }"

    async def seen():
        [run] = (await api(query))["runs"]["nodes"]
        return run["lastSeenAt"], run["steps"]["nodes"][0]["lastSeenAt"]

    async with (
        AsyncArtifactGraph(address, strict=True, heartbeat=0.01) as graph,
        graph.run(session_id="one") as run,
        run.step("paint", agent="painter"),
    ):
        first = await seen()

        async def later() -> bool:
            return all(now > then for now, then in zip(await seen(), first, strict=True))

        await until(later)
