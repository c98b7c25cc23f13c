"""What cannot be recorded is kept in a file, and sent in its order when the service answers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from asyncio import to_thread
from enum import Enum
from io import IOBase
from pathlib import Path

import numpy
import pytest

from artifact_graph import AsyncArtifactGraph
from artifact_graph.cli import main
from artifact_graph.operations import Operation
from artifact_graph.spool import Spool, SpoolInUse
from tests.proxy import Mode, proxied
from tests.waiting import HANG

pytestmark = pytest.mark.anyio

PNG = b"\x89PNG\r\n\x1a\n"


class Agent(Enum):
    PAINTER = "painter"


CLIENT = Path(__file__).parents[1]
FOUND = """{
  stories(first: 2) { nodes { title links(first: 2) { nodes { role } } } }
  runs(first: 2) { nodes { status consumed(first: 2) { nodes { stage } }
    steps(first: 3) { nodes { status inputTokens artifacts(first: 3) { nodes {
      name sha256 sources(first: 2) { nodes { to { name } } } } } } } } } }"""


def artifact(name, sha256, *sources):
    nodes = [{"to": {"name": one}} for one in sources]
    return {"name": name, "sha256": sha256, "sources": {"nodes": nodes}}


def whole(plan, cover):
    made = [
        artifact("plan.md", plan.sha256),
        artifact("cover.png", cover.sha256, "plan.md"),
    ]
    step = {"status": "COMPLETED", "inputTokens": "12", "artifacts": {"nodes": made}}
    run = {
        "status": "COMPLETED",
        "consumed": {"nodes": [{"stage": "paint"}]},
        "steps": {"nodes": [step]},
    }
    story = {"title": "The fox", "links": {"nodes": [{"role": "COVER"}]}}
    return {"stories": {"nodes": [story]}, "runs": {"nodes": [run]}}


NOTHING = {"stories": {"nodes": []}, "runs": {"nodes": []}}


async def pipeline(graph, picture, after=0, change=None, **options):
    """Records a run, and awaits `change` after so many of its calls."""
    calls = iter(range(100))

    async def called(result=None):
        if change is not None and next(calls) == after:
            await change()
        return result

    await called()
    story = await called(await graph.create_story("The fox"))
    async with graph.run(story, **options) as run:
        await called()
        async with run.step("paint", agent="painter") as step:
            await called()
            plan = await called(await step.register("plan.md", content="a plan"))
            await called(await run.consumed(plan, stage="paint"))
            cover = await step.register(picture, sources=[plan], role="cover", is_primary=True)
            await called()
            step.usage.input_tokens = 12
        await called()
    return plan, cover


CALLS = 8


def files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*")) if folder.exists() else []


@pytest.mark.parametrize("after", range(CALLS))
async def test_a_service_that_is_away_for_a_while_holds_nothing_up_and_misses_nothing(
    api, address, picture, state_home, after
):
    async with proxied(address) as proxy, AsyncArtifactGraph(proxy.url, retry_for=0) as graph:
        made = await pipeline(graph, picture, after, lambda: proxy.turn(Mode.REFUSE))
        kept = files(state_home)
        await proxy.turn(Mode.PASS)

    assert kept
    assert await api(FOUND) == whole(*made)
    assert [one for one in files(state_home) if one.is_file()] == []


@pytest.mark.parametrize("after", range(CALLS - 1))
async def test_an_outage_within_a_run_changes_nothing(api, address, picture, state_home, after):
    async def away_and_back():
        await proxy.turn(Mode.REFUSE)
        await graph.create_story("Another")
        assert files(state_home)
        await proxy.turn(Mode.PASS)

    async with (
        proxied(address) as proxy,
        AsyncArtifactGraph(proxy.url, retry_for=0) as graph,
    ):
        made = await pipeline(graph, picture, after, away_and_back)

    expected = whole(*made)
    found = await api(FOUND)
    assert found["runs"] == expected["runs"]
    assert {one["title"] for one in found["stories"]["nodes"]} == {"The fox", "Another"}
    assert [one for one in files(state_home) if one.is_file()] == []


async def test_what_is_left_at_the_end_is_replayed_from_its_file(
    api, address, picture, state_home, caplog, capsys
):
    async with proxied(address) as proxy:
        await proxy.turn(Mode.REFUSE)
        async with AsyncArtifactGraph(proxy.url, retry_for=0) as graph:
            made = await pipeline(graph, picture)
            picture.unlink()
    [file] = state_home.rglob("*.jsonl")
    assert await api(FOUND) == NOTHING
    assert f"artifact-graph replay {file}" in caplog.messages[-1]

    away = await to_thread(main, ["replay", str(file), "--retry-for", "0"])
    code = await to_thread(main, ["replay", str(file), "--address", address])

    printed = capsys.readouterr()
    assert (away, code) == (2, 0)
    assert "8 left" in printed.err
    assert printed.out == f"{file}: 8 recorded, 0 refused, 0 left\n"
    assert await api(FOUND) == whole(*made)
    assert [one for one in files(state_home) if one.is_file()] == []


KILLED = """
import os, signal, sys
from artifact_graph import ArtifactGraph

address, mode = sys.argv[1:]
graph = ArtifactGraph(address, retry_for=0)
story = graph.create_story("The fox")
with graph.run(story, background=mode == "background") as run:
    with run.step("paint", agent="painter") as step:
        plan = step.register("plan.md", content="a plan")
        run.consumed(plan, stage="paint")
        picture = b"\\x89PNG\\r\\n\\x1a\\n a picture"
        cover = step.register("cover.png", content=picture, sources=[plan], role="cover")
        step.usage.input_tokens = 12
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("mode", ["one by one", "background"])
async def test_what_was_kept_survives_the_end_of_its_process(api, address, state_home, mode):
    async with proxied(address) as proxy:
        await proxy.turn(Mode.REFUSE)
        process = await to_thread(
            subprocess.run,
            [sys.executable, "-c", KILLED, proxy.url, mode],
            env={"PYTHONPATH": str(CLIENT), "XDG_STATE_HOME": str(state_home)},
            timeout=HANG,
        )
    assert process.returncode == -signal.SIGKILL
    assert await api(FOUND) == NOTHING

    code = await to_thread(main, ["replay", "--address", address])

    found = await api(FOUND)
    assert code == 0
    assert found["runs"]["nodes"][0]["status"] == "COMPLETED"
    names = [
        one["name"] for one in found["runs"]["nodes"][0]["steps"]["nodes"][0]["artifacts"]["nodes"]
    ]
    assert names == ["plan.md", "cover.png"]
    assert [one for one in files(state_home) if one.is_file()] == []


async def test_a_replay_of_what_was_recorded_changes_nothing(api, address, picture, state_home):
    async with proxied(address) as proxy:
        await proxy.turn(Mode.REFUSE)
        async with AsyncArtifactGraph(proxy.url, retry_for=0) as graph:
            made = await pipeline(graph, picture)
    before = {one: one.read_bytes() for one in files(state_home) if one.is_file()}
    assert await to_thread(main, ["replay", "--address", address]) == 0
    for path, data in before.items():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)

    assert await to_thread(main, ["replay", "--address", address]) == 0
    assert await api(FOUND) == whole(*made)


async def test_a_refusal_is_logged_and_kept_and_the_rest_is_recorded(
    api, address, state_home, caplog, capsys
):
    async with (
        AsyncArtifactGraph(address) as graph,
        graph.run(session_id="one") as run,
        run.step("paint", agent="painter") as step,
    ):
        refused = await step.register("plan.md", content="a plan", name="two\nlines")
        await step.register("book.md", content="a book")
    [file] = state_home.rglob("*.jsonl")

    assert refused.deduplicated is None
    assert any("Not recorded: registerArtifact" in message for message in caplog.messages)
    assert await api("{ runs { nodes { status } } artifacts { nodes { name } } }") == {
        "runs": {"nodes": [{"status": "COMPLETED"}]},
        "artifacts": {"nodes": [{"name": "book.md"}]},
    }
    assert await to_thread(main, ["replay", str(file)]) == 1
    assert "not recorded: registerArtifact" in capsys.readouterr().err
    assert file.exists()


async def paint_with(run, tokens):
    async with run.step("paint", agent="painter") as step:
        try:
            raise KeyError("blue")
        finally:
            step.usage.input_tokens = tokens


@pytest.mark.parametrize("tokens", [-1, 0.5, 2**53, "1", True])
async def test_a_wrong_value_hides_no_error_and_ends_no_step(api, address, caplog, tokens):
    async with AsyncArtifactGraph(address) as graph, graph.run(session_id="one") as run:
        with pytest.raises(KeyError, match="blue"):
            await paint_with(run, tokens)
        async with run.step("draw", agent="drawer") as step:
            await step.register("a.json", content={"seed": float("nan")})
            await step.register("b.md", content="text", metadata={"cfg": float("nan")})
            await step.register("missing.png")

    steps = "{ runs { nodes { status steps { nodes { status error } } } } }"
    [found] = (await api(steps))["runs"]["nodes"]
    [paint, draw] = found["steps"]["nodes"]
    assert paint["error"].startswith("KeyError: 'blue'")
    assert (draw["status"], found["status"]) == ("COMPLETED", "COMPLETED")
    logged = "\n".join(caplog.messages)
    assert "input_tokens is a whole number" in logged
    assert "content.seed is nan, which JSON does not have" in logged
    assert "metadata.cfg is nan, which JSON does not have" in logged
    assert await api("{ artifacts { nodes { name } } }") == {
        "artifacts": {"nodes": [{"name": "b.md"}]}
    }
    assert "missing.png" in logged


def latin_1(folder: Path):
    (folder / "read.txt").write_bytes(b"na\xefve")
    return (folder / "read.txt").open(encoding="utf-8")


def closed(folder: Path):
    file = latin_1(folder)
    file.close()
    return file


class Broken:
    def tolist(self):
        raise KeyError("blue")


@pytest.mark.parametrize(
    "content",
    [latin_1, closed, lambda _: [Broken()], lambda folder: folder / "missing"],
    ids=["not UTF-8", "closed", "a value that fails", "missing"],
)
async def test_content_that_cannot_be_read_breaks_nothing(api, address, tmp_path, caplog, content):
    given = content(tmp_path)
    async with (
        AsyncArtifactGraph(address) as graph,
        graph.run(session_id="one") as run,
        run.step("plan", agent="planner") as step,
    ):
        await step.register("plan.txt", content=given)
    if isinstance(given, IOBase):
        given.close()

    assert "Not recorded: " in caplog.text
    query = "{ artifacts { totalCount } runs { nodes { status steps { nodes { status } } } } }"
    assert await api(query) == {
        "artifacts": {"totalCount": 0},
        "runs": {"nodes": [{"status": "COMPLETED", "steps": {"nodes": [{"status": "COMPLETED"}]}}]},
    }


async def test_in_the_background_nothing_waits_and_all_is_sent_in_its_order(
    api, address, picture, state_home
):
    async with AsyncArtifactGraph(address) as graph:
        made = await pipeline(graph, picture, background=True)

    assert await api(FOUND) == whole(*made)
    assert [one for one in files(state_home) if one.is_file()] == []


async def test_numbers_of_numpy_and_members_of_an_enum_are_what_they_stand_for(api, address):
    async with (
        AsyncArtifactGraph(address) as graph,
        graph.run(await graph.create_story("The fox")) as run,
        run.step("paint", agent=Agent.PAINTER, step_order=numpy.int64(7)) as step,
    ):
        await step.register(
            "a.png",
            content=PNG,
            role="scene_image",
            position=numpy.int64(3),
            is_primary=numpy.True_,
        )
        step.usage.input_tokens = numpy.int64(12)

    query = """{ stories { nodes { links { nodes { position } } } }
      steps { nodes { agent stepOrder inputTokens } } }"""
    assert await api(query) == {
        "stories": {"nodes": [{"links": {"nodes": [{"position": 3}]}}]},
        "steps": {"nodes": [{"agent": "painter", "stepOrder": 7, "inputTokens": "12"}]},
    }


async def test_a_client_can_be_closed_twice_and_keeps_what_comes_after(address, state_home):
    async with AsyncArtifactGraph(address) as graph:
        await graph.create_story("two\nlines")
        await graph.close()
        await graph.create_story("The fox")

    assert len(list(state_home.rglob("*.jsonl"))) == 2


def test_a_line_that_was_not_written_to_its_end_counts_for_nothing(tmp_path):
    path = tmp_path / "kept.jsonl"
    spool = Spool(path, {"address": "http://here"})
    spool.append(Operation(mutation="createStory", input={"title": "one"}))
    spool.append(Operation(mutation="createStory", input={"title": "two"}))
    spool.close()
    whole = path.read_bytes()

    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        found = Spool(path, {"address": "http://there"})
        lines = whole[:length].count(b"\n")
        assert len(found) == max(lines - 1, 0)
        assert found.header["address"] == ("http://here" if lines else "http://there")
        found.append(Operation(mutation="createStory", input={"title": "three"}))
        found.close()
        again = Spool(path, {})
        assert len(again) == max(lines - 1, 0) + 1
        again.close()


def test_a_file_that_is_in_use_is_not_replayed(tmp_path, capsys):
    path = tmp_path / "kept.jsonl"
    spool = Spool(path, {"address": "http://127.0.0.1:1"})
    spool.append(Operation(mutation="createStory", input={"title": "one"}))

    with pytest.raises(SpoolInUse):
        Spool(path, {})
    assert main(["replay", str(path)]) == 2
    assert "is in use" in capsys.readouterr().err
    spool.close()


def test_content_that_changed_in_memory_or_was_deleted_is_kept_as_it_was(tmp_path):
    from artifact_graph.contents import content_of

    file = tmp_path / "big.bin"
    file.write_bytes(b"x" * 2_000_000)
    data = bytearray(b"\x89PNG\r\n\x1a\n")
    spool = Spool(tmp_path / "kept.jsonl", {})
    for content in (content_of(file), content_of("a.png", data)):
        spool.append(Operation(mutation="registerArtifact", input={}, content=content))
    file.unlink()
    data.clear()
    spool.close()

    again = Spool(tmp_path / "kept.jsonl", {})
    for size in (2_000_000, 8):
        number, operation = again.first()
        with operation.content.open() as kept:
            assert len(kept.read()) == operation.content.size == size
        again.settle(number, None)
    again.close()
    assert list(tmp_path.iterdir()) == []


def test_the_files_are_for_their_owner_alone(tmp_path):
    from artifact_graph.contents import content_of

    spool = Spool(tmp_path / "kept.jsonl", {})
    content = content_of("a.png", b"\x89PNG\r\n\x1a\n")
    spool.append(Operation(mutation="registerArtifact", input={}, content=content))

    assert (tmp_path / "kept.jsonl").stat().st_mode & 0o077 == 0
    assert (tmp_path / "kept.content").stat().st_mode & 0o077 == 0
    spool.close()


async def test_a_process_without_a_folder_to_write_to_goes_on(api, address, tmp_path, caplog):
    nowhere = tmp_path / "file"
    nowhere.write_text("no folder")
    async with proxied(address) as proxy:
        await proxy.turn(Mode.REFUSE)
        async with AsyncArtifactGraph(proxy.url, retry_for=0, spool=nowhere / "below") as graph:
            await graph.create_story("The fox")

    assert any(message.startswith("Lost: createStory The fox") for message in caplog.messages)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork")
async def test_a_forked_process_keeps_what_it_records_in_a_file_of_its_own(
    api, address, state_home
):
    script = """
import os, sys
from artifact_graph import ArtifactGraph

with ArtifactGraph(sys.argv[1], retry_for=0) as graph:
    graph.create_story("of the parent")
    child = os.fork()
    graph.create_story("of the child" if child == 0 else "of the parent, later")
    if child:
        os.waitpid(child, 0)
"""
    async with proxied(address) as proxy:
        await proxy.turn(Mode.REFUSE)
        await to_thread(
            subprocess.run,
            [sys.executable, "-c", script, proxy.url],
            env={"PYTHONPATH": str(CLIENT), "XDG_STATE_HOME": str(state_home)},
            timeout=HANG,
            check=True,
        )
    assert len(list(state_home.rglob("*.jsonl"))) == 2

    assert await to_thread(main, ["replay", "--address", address]) == 0
    stories = (await api("{ stories { nodes { title } } }"))["stories"]["nodes"]
    assert sorted(one["title"] for one in stories) == [
        "of the child",
        "of the parent",
        "of the parent, later",
    ]
