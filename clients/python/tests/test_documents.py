"""The examples of the README and of docs/recording.md run as they stand."""

from __future__ import annotations

import re
import sys
from asyncio import create_subprocess_exec
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

pytestmark = pytest.mark.anyio

CLIENT = Path(__file__).parents[1]


def examples(path: Path) -> list[str]:
    return re.findall(r"```python\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)


README = examples(CLIENT / "README.md")
THREADS, ASYNCIO = examples(CLIENT.parents[1] / "docs" / "recording.md")


async def printed(example: str, address: str, folder: Path) -> str:
    process = await create_subprocess_exec(
        sys.executable,
        "-c",
        example.replace("http://127.0.0.1:8000", address),
        cwd=folder,
        env={"PYTHONPATH": str(CLIENT), "XDG_STATE_HOME": str(folder)},
        stdout=PIPE,
        stderr=PIPE,
    )
    out, err = await process.communicate()
    assert (process.returncode, err) == (0, b"")
    return out.decode().strip()


async def test_the_first_example_records_a_story(api, address, tmp_path):
    [example] = README
    story_id = await printed(example, address, tmp_path)
    assert await printed(example, address, tmp_path) == story_id, "started again, it is the same"

    query = """query ($id: ID!) { story(id: $id) { runs(first: 2) { nodes { status
        steps(first: 3) { nodes { name artifacts(first: 2) { nodes {
            name sources(first: 2) { nodes { to { name } } } } } } } } } } }"""
    [run] = (await api(query, id=story_id))["story"]["runs"]["nodes"]
    assert run["status"] == "COMPLETED"
    [write, plan] = run["steps"]["nodes"]
    assert write["artifacts"]["nodes"] == [{"name": "story.md", "sources": {"nodes": []}}]
    assert plan["artifacts"]["nodes"] == [
        {"name": "scenes.json", "sources": {"nodes": [{"to": {"name": "story.md"}}]}}
    ]


async def test_the_example_of_threads_links_each_scene_in_its_place(api, address, tmp_path):
    assert await printed(THREADS, address, tmp_path) == "['sea.png', 'rock.png', 'lamp.png']"

    query = "{ stories { nodes { links { nodes { role position artifact { name } } } } } }"
    [story] = (await api(query))["stories"]["nodes"]
    places = {link["position"]: link["artifact"]["name"] for link in story["links"]["nodes"]}
    assert places == {0: "sea.png", 1: "rock.png", 2: "lamp.png"}


async def test_the_example_of_asyncio_records_what_each_step_used(api, address, tmp_path):
    assert await printed(ASYNCIO, address, tmp_path) == "['en.wav', 'de.wav']"

    query = "{ runs { nodes { status produced { nodes { stage } } steps { nodes { costUsd } } } } }"
    [run] = (await api(query))["runs"]["nodes"]
    assert run["status"] == "COMPLETED"
    assert run["produced"]["nodes"] == [{"stage": "audio"}] * 2
    assert [step["costUsd"] for step in run["steps"]["nodes"]] == [None, 0.015, 0.015]
