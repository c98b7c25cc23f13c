"""The demo, as a newcomer starts it: one process, from the command line to the last port."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pytest

from tests.waiting import HANG

ROOT = Path(__file__).parents[1]
COVER_QUERY = """
{ stories(first: 1) { nodes { title cover { id name ancestors(first: 100) { totalCount complete
  edges { depth node { id name kind state createdByStep { agent model } } } } } } } }
"""


@dataclass(slots=True)
class Demo:
    """A running demo: its process, what it printed, and its data directory."""

    process: subprocess.Popen[str]
    printed: list[str]
    data: Path

    @property
    def address(self) -> str:
        return next(line for line in self.printed if line.endswith("/graphql")).split()[-1]

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


def started(data: Path, *options: str) -> Demo:
    """Starts the demo as `make demo` does, and reads what it prints until it is ready."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("ARTIFACT_GRAPH_")}
    command = [sys.executable, "-m", "app", "demo", "--port", "0", "--data", str(data), *options]
    process = subprocess.Popen(
        command, cwd=ROOT, env=clean, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    printed: list[str] = []
    for line in process.stdout:
        printed.append(line.rstrip())
        if printed[-1] == "ready":
            return Demo(process, printed, data)
    raise AssertionError("\n".join(printed))


def family(process: subprocess.Popen[str]) -> list[psutil.Process]:
    return psutil.Process(process.pid).children(recursive=True)


def gone(processes: list[psutil.Process], seconds: float = HANG) -> bool:
    _, alive = psutil.wait_procs(processes, timeout=seconds)
    return not alive


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "data"


@pytest.fixture(scope="module")
def demo(data: Path) -> Iterator[Demo]:
    running = started(data)
    yield running
    running.end()


def test_the_cover_query_of_the_readme_is_answered(demo: Demo) -> None:
    answer = httpx.post(demo.address, json={"query": COVER_QUERY}, timeout=HANG).json()

    story = answer["data"]["stories"]["nodes"][0]
    ancestors = story["cover"]["ancestors"]
    depths = [edge["depth"] for edge in ancestors["edges"]]
    assert ancestors["complete"] is True
    assert ancestors["totalCount"] == len(depths) == 15
    assert depths == sorted(depths)
    assert depths[0] == 1


def test_every_artifact_of_the_demo_gives_its_bytes(demo: Demo) -> None:
    base = demo.address.removesuffix("/graphql")
    query = """query ($after: String) { artifacts(first: 100, after: $after) {
      nodes { id size sha256 content { url } } pageInfo { hasNextPage endCursor } } }"""
    nodes, after, more = [], None, True
    while more:
        asked = {"query": query, "variables": {"after": after}}
        page = httpx.post(demo.address, json=asked, timeout=HANG).json()["data"]["artifacts"]
        nodes += page["nodes"]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]

    assert len({node["id"] for node in nodes}) == 111
    for node in nodes:
        through_api = httpx.get(f"{base}/artifacts/{node['id']}/content", timeout=HANG)
        assert through_api.headers["etag"] == f'"{node["sha256"]}"'
        assert len(through_api.content) == int(node["size"])
    presigned = httpx.get(nodes[0]["content"]["url"], timeout=HANG)
    assert len(presigned.content) == int(nodes[0]["size"])


def test_the_doctor_finds_nothing_wrong_with_the_servers_of_a_demo(demo: Demo) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "app", "doctor", "--data", str(demo.data), "--objects"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=HANG,
    )

    assert {line.split()[0] for line in ended.stdout.splitlines()} == {"ok"}
    assert "objects: The store has the 109 objects that were looked for." in ended.stdout
    assert ended.returncode == 0


def test_only_loopback_listens(demo: Demo) -> None:
    processes = [psutil.Process(demo.process.pid), *family(demo.process)]
    listening = {
        connection.laddr.ip
        for process in processes
        for connection in process.net_connections(kind="inet")
        if connection.status == psutil.CONN_LISTEN
    }
    assert listening
    assert listening <= {"127.0.0.1", "::1", "::ffff:127.0.0.1"}


@pytest.mark.timeout(300)
def test_ctrl_c_leaves_nothing_running_and_a_second_start_has_the_same_stories(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    demo = started(data)
    ids = "{ artifacts(first: 100) { totalCount nodes { id } } }"
    before = httpx.post(demo.address, json={"query": ids}, timeout=HANG).json()
    children = family(demo.process)

    demo.process.send_signal(signal.SIGINT)

    assert demo.process.wait(timeout=HANG) == 0
    demo.end()
    assert gone(children)
    again = started(data)
    try:
        assert httpx.post(again.address, json={"query": ids}, timeout=HANG).json() == before
        killed = family(again.process)
        again.process.kill()
        assert gone(killed), "the servers outlive a killed parent"
    finally:
        again.end()


def test_an_address_that_others_can_reach_is_refused(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "app", "serve", "--data", str(tmp_path / "data")],
        cwd=ROOT,
        env={**os.environ, "ARTIFACT_GRAPH_HOST": "0.0.0.0"},
        capture_output=True,
        text=True,
        timeout=HANG,
    )

    assert run.returncode == 78
    assert "there are no keys yet" in run.stderr
    assert "Traceback" not in run.stderr
