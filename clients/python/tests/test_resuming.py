"""A pipeline that was killed anywhere and is started again ends as if it had not been."""

from __future__ import annotations

import signal
import subprocess
import sys
from asyncio import to_thread
from pathlib import Path

import pytest

from artifact_graph import AsyncArtifactGraph
from tests.proxy import Mode, proxied
from tests.waiting import HANG

pytestmark = pytest.mark.anyio

CLIENT = Path(__file__).parents[1]
ENVIRONMENT = {"PYTHONPATH": str(CLIENT), "XDG_STATE_HOME": "/dev/null"}

SCRIPT = '''
import os, signal, sys
import httpx
from artifact_graph import ArtifactGraph

address, last = sys.argv[1], int(sys.argv[2])
left, send = [last], httpx.Client.send

def kill():
    left[0] -= 1
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)

def killing(client, request, **options):
    """Sends a request, and may end the process before it, or before its answer is seen."""
    kill()
    response = send(client, request, **options)
    kill()
    return response

httpx.Client.send = killing
picture = b"\\x89PNG\\r\\n\\x1a\\n a picture"
with ArtifactGraph(address) as graph:
    story = graph.create_story("The fox", request_id="story")
    with graph.run(story, request_id="run") as run:
        with run.step("plan", agent="planner", prompt="a fox") as step:
            plan = step.artifacts[0] if step.done else step.register("plan.md", content="a plan")
            step.usage.input_tokens = 12
        with run.step("paint", agent="painter") as step:
            step.register("cover.png", content=picture, sources=[plan], role="cover")
            run.consumed(plan, stage="paint")
print("requests", -left[0])
'''
FOUND = """{
  stories(first: 2) { totalCount nodes {
    links(first: 2) { totalCount nodes { role artifact { name } } } } }
  runs(first: 2) { nodes { status error consumed(first: 2) { nodes { stage } }
    steps(first: 3) { nodes { name status error inputTokens artifacts(first: 3) { nodes {
      name sources(first: 2) { nodes { to { name } } } } } } } } } }"""


def artifact(name, *sources):
    return {"name": name, "sources": {"nodes": [{"to": {"name": one}} for one in sources]}}


def step(name, tokens, *made):
    ended = {"status": "COMPLETED", "error": None, "inputTokens": tokens}
    return {"name": name, **ended, "artifacts": {"nodes": list(made)}}


LINKS = {"totalCount": 1, "nodes": [{"role": "COVER", "artifact": {"name": "cover.png"}}]}
WHOLE = {
    "stories": {"totalCount": 1, "nodes": [{"links": LINKS}]},
    "runs": {
        "nodes": [
            {
                "status": "COMPLETED",
                "error": None,
                "consumed": {"nodes": [{"stage": "paint"}]},
                "steps": {
                    "nodes": [
                        step("plan", "12", artifact("plan.md")),
                        step("paint", None, artifact("cover.png", "plan.md")),
                    ]
                },
            }
        ]
    },
}


def ran(address: str, kill_at: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, address, str(kill_at)],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=HANG,
    )


POINTS = 24
"""Before and after each of the requests of the script, the moments at which it can be killed."""


@pytest.mark.parametrize("point", range(1, POINTS + 1, 3))
async def test_a_run_that_was_killed_anywhere_ends_whole(api, address, point):
    killed = await to_thread(ran, address, point)
    assert killed.returncode == -signal.SIGKILL, killed.stderr

    again = await to_thread(ran, address, 0)

    assert (again.returncode, again.stderr) == (0, "")
    assert await api(FOUND) == WHOLE


async def test_the_points_are_all_that_there_are(address):
    whole = await to_thread(ran, address, 0)

    assert whole.stdout == f"requests {POINTS}\n"


async def test_a_completed_step_is_done_and_has_its_artifacts(address):
    async def pipeline():
        async with (
            AsyncArtifactGraph(address, strict=True) as graph,
            graph.run(session_id="one", request_id="run") as run,
            run.step("plan", agent="planner") as step,
        ):
            known = step.done, [one.name for one in step.artifacts]
            made = await step.register("plan.md", content="a plan")
            return run.done, known, made.id

    first = await pipeline()
    again = await pipeline()

    assert first == (False, (False, []), first[2])
    assert again == (True, (True, ["plan.md"]), first[2])


@pytest.mark.parametrize("raised", [KeyError("blue"), SystemExit(0)], ids=["failed", "cancelled"])
async def test_a_run_that_has_not_completed_is_tried_again_by_its_request_id(api, address, raised):
    async with AsyncArtifactGraph(address, strict=True) as graph:
        for _ in range(2):
            with pytest.raises(type(raised)):
                async with graph.run(session_id="one", request_id="run"):
                    raise raised
        async with graph.run(session_id="one", request_id="run"):
            pass

    [third, second, first] = (await api("{ runs { nodes { status attempt retryOf { id } id } } }"))[
        "runs"
    ]["nodes"]
    assert [one["attempt"] for one in (first, second, third)] == [1, 2, 3]
    assert first["retryOf"] is None
    assert second["retryOf"] == {"id": first["id"]}
    assert third["retryOf"] == {"id": second["id"]}
    assert third["status"] == "COMPLETED"


async def test_request_ids_of_steps_and_artifacts_are_those_of_their_run(api, address):
    async def pipeline(raised=None):
        async with (
            AsyncArtifactGraph(address, strict=True) as graph,
            graph.run(session_id="one", request_id="same") as run,
            run.step("paint", agent="painter", request_id="same") as step,
        ):
            await step.register("plan.md", content="a plan", request_id="same")
            if raised:
                raise raised

    with pytest.raises(KeyError):
        await pipeline(KeyError("blue"))
    await pipeline()

    query = "{ runs { nodes { attempt status steps { nodes { artifacts { totalCount } } } } } }"
    one = {"steps": {"nodes": [{"artifacts": {"totalCount": 1}}]}}
    assert (await api(query))["runs"]["nodes"] == [
        {"attempt": 2, "status": "COMPLETED", **one},
        {"attempt": 1, "status": "FAILED", **one},
    ]


async def test_a_step_that_failed_is_tried_again_by_its_request_id(api, address):
    async with (
        AsyncArtifactGraph(address, strict=True) as graph,
        graph.run(session_id="one") as run,
    ):
        with pytest.raises(KeyError):
            async with run.step("paint", agent="painter", request_id="paint"):
                raise KeyError("blue")
        async with run.step("paint", agent="painter", request_id="paint") as step:
            assert not step.done
    query = "{ runs { nodes { steps { nodes { status attempt retryOf { id } id } } } } }"
    [first, second, *_] = (await api(query))["runs"]["nodes"][0]["steps"]["nodes"]
    assert (first["status"], first["attempt"], first["retryOf"]) == ("FAILED", 1, None)
    assert (second["status"], second["attempt"]) == ("COMPLETED", 2)
    assert second["retryOf"] == {"id": first["id"]}


async def test_a_step_whose_artifacts_cannot_be_read_is_done_again(api, address, caplog):
    async def pipeline(address, retry_for=5.0):
        async with (
            AsyncArtifactGraph(address, retry_for=retry_for) as graph,
            graph.run(session_id="one", request_id="run") as run,
            run.step("plan", agent="planner") as step,
        ):
            await step.register("plan.md", content="a plan")
            if retry_for == 0:
                await proxy.turn(Mode.PASS)
        return step

    async with proxied(address) as proxy:
        first = await pipeline(proxy.url)
        proxy.turn_at(b"artifacts(first: 100", Mode.REFUSE)
        again = await pipeline(proxy.url, retry_for=0)

    assert (again.id, again.done) == (first.id, False)
    assert f"Step {first.id} is done again" in caplog.text
    assert await api("{ artifacts { totalCount } }") == {"artifacts": {"totalCount": 1}}


async def test_a_step_that_is_not_entered_again_is_cancelled_with_the_end_of_its_run(api, address):
    script = """
import os, signal, sys
from artifact_graph import ArtifactGraph

with ArtifactGraph(sys.argv[1]) as graph, graph.run(session_id="one", request_id="run") as run:
    with run.step("paint", agent="painter", prompt="in blue"):
        os.kill(os.getpid(), signal.SIGKILL)
"""
    arguments = [sys.executable, "-c", script, address]
    await to_thread(subprocess.run, arguments, env=ENVIRONMENT, timeout=HANG)

    async with (
        AsyncArtifactGraph(address, strict=True) as graph,
        graph.run(session_id="one", request_id="run") as run,
        run.step("paint", agent="painter", prompt="in red"),
    ):
        pass

    query = "{ runs { nodes { status steps { nodes { prompt status } } } } }"
    [run] = (await api(query))["runs"]["nodes"]
    assert run["status"] == "COMPLETED"
    assert run["steps"]["nodes"] == [
        {"prompt": "in blue", "status": "CANCELLED"},
        {"prompt": "in red", "status": "COMPLETED"},
    ]


async def test_what_is_recorded_twice_in_one_step_is_there_twice(api, address):
    async with (
        AsyncArtifactGraph(address, strict=True) as graph,
        graph.run(session_id="one") as run,
        run.step("plan", agent="planner") as step,
    ):
        first = await step.register("plan.md", content="a plan")
        second = await step.register("plan.md", content="a plan")

    assert first.id != second.id
    assert await api("{ artifacts { totalCount } }") == {"artifacts": {"totalCount": 2}}
