"""What a pipeline tells is what the service has."""

from __future__ import annotations

from asyncio import TaskGroup, to_thread
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest

from artifact_graph import ArtifactGraph, AsyncArtifactGraph, Source

pytestmark = pytest.mark.anyio

PLAN = "# The fox\n\tand the lighthouse\r\n"
PICTURE = b"\x89PNG\r\n\x1a\n and the rest"
EXPECTED = {
    "runs": {
        "nodes": [
            {
                "workflow": "picture-book",
                "status": "COMPLETED",
                "error": None,
                "sessionId": "tuesday",
                "produced": {"nodes": [{"stage": "cover", "artifact": {"name": "At night"}}]},
                "consumed": {"nodes": [{"stage": "cover", "artifact": {"name": "plan.md"}}]},
                "steps": {
                    "nodes": [
                        {
                            "name": "plan",
                            "agent": "planner",
                            "model": None,
                            "status": "COMPLETED",
                            "error": None,
                            "inputTokens": "12",
                            "outputTokens": "345",
                            "costUsd": 0.04,
                            "artifacts": {
                                "nodes": [
                                    {
                                        "name": "plan.md",
                                        "kind": "TEXT",
                                        "state": "INTERMEDIATE",
                                        "mediaType": "text/markdown",
                                        "sha256": sha256(PLAN.encode()).hexdigest(),
                                        "metadata": {"pages": 12},
                                        "sources": {"nodes": []},
                                    }
                                ]
                            },
                        },
                        {
                            "name": "paint",
                            "agent": "painter",
                            "model": "gouache-3",
                            "status": "COMPLETED",
                            "error": None,
                            "inputTokens": None,
                            "outputTokens": None,
                            "costUsd": None,
                            "artifacts": {
                                "nodes": [
                                    {
                                        "name": "At night",
                                        "kind": "IMAGE",
                                        "state": "CANDIDATE",
                                        "mediaType": "image/png",
                                        "sha256": sha256(PICTURE).hexdigest(),
                                        "metadata": None,
                                        "sources": {
                                            "nodes": [
                                                {
                                                    "type": "DERIVED_FROM",
                                                    "note": "read twice",
                                                    "to": {"name": "plan.md"},
                                                }
                                            ]
                                        },
                                    }
                                ]
                            },
                        },
                    ]
                },
            }
        ]
    },
    "links": {
        "nodes": [
            {
                "role": "COVER",
                "isPrimary": True,
                "position": None,
                "artifact": {"name": "At night"},
            }
        ]
    },
}


def pipeline(address, picture):
    with ArtifactGraph(address) as graph:
        story = graph.create_story("The fox", synopsis="It is dark.", metadata={"age": 4})
        with graph.run(story, workflow="picture-book", session_id="tuesday") as run:
            with run.step("plan", agent="planner") as step:
                plan = step.register("plan.md", content=PLAN, metadata={"pages": 12})
                step.usage.input_tokens, step.usage.output_tokens = 12, 345
                step.usage.cost_micro_usd = 40_000
            with run.step("paint", agent="painter", model="gouache-3") as step:
                run.consumed(plan, stage="cover")
                step.register(
                    picture,
                    name="At night",
                    stage="cover",
                    sources=[Source(plan, note="read twice")],
                    role="cover",
                    is_primary=True,
                )
    return story.id


async def async_pipeline(address, picture):
    async with AsyncArtifactGraph(address) as graph:
        story = await graph.create_story("The fox", synopsis="It is dark.", metadata={"age": 4})
        async with graph.run(story.id, workflow="picture-book", session_id="tuesday") as run:
            async with run.step("plan", agent="planner") as step:
                plan = await step.register("plan.md", content=PLAN, metadata={"pages": 12})
                step.usage.input_tokens, step.usage.output_tokens = 12, 345
                step.usage.cost_micro_usd = 40_000
            async with run.step("paint", agent="painter", model="gouache-3") as step:
                await run.consumed(plan.id, stage="cover")
                await step.register(
                    picture,
                    name="At night",
                    stage="cover",
                    sources=[Source(plan, note="read twice")],
                    role="cover",
                    is_primary=True,
                )
    return story.id


async def test_a_run_is_recorded_as_it_was(address, picture, recorded):
    story_id = await to_thread(pipeline, address, picture)

    assert await recorded(story_id) == EXPECTED


async def test_a_run_of_asyncio_is_recorded_as_it_was(address, picture, recorded):
    story_id = await async_pipeline(address, picture)

    assert await recorded(story_id) == EXPECTED


@pytest.mark.parametrize("most", [0, 5_250_000_000, 2**53 - 1])
async def test_what_a_step_used_is_recorded_at_its_limits(api, address, most):
    async with (
        AsyncArtifactGraph(address) as graph,
        graph.run(session_id="one") as run,
        run.step("think", agent="thinker") as step,
    ):
        step.usage.input_tokens = step.usage.output_tokens = step.usage.cost_micro_usd = most

    told = await api("{ runs { nodes { steps { nodes { inputTokens outputTokens costUsd } } } } }")
    used = {"inputTokens": str(most), "outputTokens": str(most), "costUsd": most / 1_000_000}
    assert told["runs"]["nodes"][0]["steps"]["nodes"] == [used]


async def test_a_file_that_is_too_big_for_the_api_goes_to_the_store(api, address, tmp_path):
    song = tmp_path / "song.wav"
    song.write_bytes(b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(9_000_000))

    async with (
        AsyncArtifactGraph(address) as graph,
        graph.run(session_id="one") as run,
        run.step("sing", agent="singer") as step,
    ):
        made = await step.register(song)

    content = await api("query ($id: ID!) { artifact(id: $id) { content { url } } }", id=made.id)
    sent = (await api.http.get(content["artifact"]["content"]["url"])).content
    assert sent == song.read_bytes()
    assert made.sha256 == sha256(sent).hexdigest()


async def test_threads_share_a_run(api, address):
    def sketch(run, number):
        with run.step(f"sketch {number}", agent="storyboarder") as step:
            return step.register(f"{number}.md", content=f"sketch {number}").name

    def pipeline():
        with (
            ArtifactGraph(address) as graph,
            graph.run(session_id="one") as run,
            ThreadPoolExecutor(8) as pool,
        ):
            names = list(pool.map(lambda number: sketch(run, number), range(16)))
        return run.id, names

    run_id, names = await to_thread(pipeline)

    assert names == [f"{number}.md" for number in range(16)]
    assert await orders(api, run_id) == list(range(1, 17))


async def test_tasks_share_a_run(api, address):
    async def sketch(run, number):
        async with run.step(f"sketch {number}", agent="storyboarder") as step:
            await step.register(f"{number}.md", content=f"sketch {number}")

    async with (
        AsyncArtifactGraph(address) as graph,
        graph.run(session_id="one") as run,
        TaskGroup() as group,
    ):
        for number in range(16):
            group.create_task(sketch(run, number))

    assert await orders(api, run.id) == list(range(1, 17))


async def orders(api, run_id):
    query = "query ($id: ID!) { run(id: $id) { steps { nodes { stepOrder status } } } }"
    steps = (await api(query, id=run_id))["run"]["steps"]["nodes"]
    assert {step["status"] for step in steps} == {"COMPLETED"}
    return [step["stepOrder"] for step in steps]
