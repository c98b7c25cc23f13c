"""Local servers that end while they are needed: started again where they were, or given up."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from app.local import Limits, Servers
from app.local.child import Child, all_ready
from app.local.claims import publish
from app.local.directory import open_directory
from app.local.watch import too_often, watched
from tests.waiting import HANG, until_now

ROOT = Path(__file__).parents[2]
LONG = 1e6
"""Seconds within which all that a test does happens, on any machine."""
PROGRAM = f"""
from functools import partial
from app import local
local.running = partial(local.running, limits=local.Limits(seconds={LONG}, interval=0.02))
from app.cli.main import main
main()
"""
ENDED = "{} ended by itself (signal 9, SIGKILL): {} has its last words."
REGISTER = """mutation ($input: RegisterArtifactInput!) { registerArtifact(input: $input) {
  ... on NewArtifactPayload { artifact { id } } ... on Problem { code } } }"""


class Service:
    """`serve` on local servers of its own, which may end as often as they like within LONG."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self._printed = data.with_name("printed")
        command = [sys.executable, "-u", "-c", PROGRAM, "serve", "--port", "0", "--data", str(data)]
        with self._printed.open("w") as printed:
            self.process = subprocess.Popen(command, cwd=ROOT, stdout=printed, stderr=printed)
        self.http = httpx.Client(timeout=HANG)

    def wait_until_ready(self) -> None:
        until_now(lambda: self.ended or self.printed[-1:] == ["ready"], seconds=3 * HANG)
        assert not self.ended, self.printed
        self.http.base_url = self.printed[-2].split()[-1].removesuffix("/graphql")

    @property
    def printed(self) -> list[str]:
        return self._printed.read_text().splitlines()

    def said(self, name: str) -> list[str]:
        """What was told of the ends of a server."""
        return [line for line in self.printed if line.startswith(f"{name} ended")]

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    def servers(self) -> Servers | None:
        """What is published; None while not all serve."""
        try:
            return Servers(**json.loads((self.data / "servers.json").read_text()))
        except FileNotFoundError:
            return None

    def kill(self, name: str) -> Servers:
        """Ends a server, and returns what was published before."""
        until_now(self.servers)
        before = self.servers()
        os.kill(before.pids[name], signal.SIGKILL)
        until_now(lambda: self.servers() != before)
        return before

    def keeps(self, text: str) -> bool:
        """Whether what is written through the API can be read from it; it uses both servers."""
        given = {"name": text, "kind": "TEXT", "mediaType": "text/plain", "content": {"text": text}}
        body = {"query": REGISTER, "variables": {"input": {"requestId": text, **given}}}
        made = self.http.post("/graphql", json=body).json()
        if made.get("errors") or "code" in made["data"]["registerArtifact"]:
            return False
        key = made["data"]["registerArtifact"]["artifact"]["id"]
        read = self.http.get(f"/artifacts/{key}/content")
        return read.status_code == 200 and read.text == text

    def close(self) -> None:
        self.http.close()
        self.process.terminate()
        self.process.wait(HANG)


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Service]]:
    """A service that runs: that of the test before, unless it has ended."""
    data = tmp_path_factory.mktemp("watched") / "data"
    running: list[Service] = []

    def one() -> Service:
        if not running or running[-1].ended:
            running.append(Service(data))
            running[-1].wait_until_ready()
        return running[-1]

    yield one
    for service in running:
        service.close()


@pytest.fixture
def service(services: Callable[[], Service]) -> Service:
    return services()


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("name", "shown"), [("neo4j", "Neo4j"), ("seaweedfs", "SeaweedFS")])
def test_a_killed_server_is_started_again_at_the_same_address(
    service: Service, name: str, shown: str
) -> None:
    assert service.keeps(f"before {name}")
    log = service.data / f"{name.removesuffix('fs')}.log"

    before = service.kill(name)

    until_now(service.servers, seconds=3 * HANG)
    after = service.servers()
    assert replace(after, pids=before.pids) == before
    assert after.pids["owner"] == before.pids["owner"]
    assert after.pids[name] != before.pids[name]
    assert all(psutil.pid_exists(pid) for pid in after.pids.values())
    until_now(lambda: service.keeps(f"after {name}"))
    assert service.keeps(f"before {name}")
    assert service.said(shown) == [f"{ENDED.format(shown, log)} Starting it again."]


@pytest.mark.timeout(300)
def test_a_service_whose_server_ends_three_times_ends_with_the_reason(service: Service) -> None:
    processes = psutil.Process(service.process.pid).children(recursive=True)

    for _ in range(Limits().ends):
        service.kill("seaweedfs")
        processes += psutil.Process(service.process.pid).children(recursive=True)
        until_now(lambda: service.ended or service.servers())
        if service.ended:  # A test before has ended one.
            break

    assert service.process.wait(HANG) == 78
    why = ENDED.format("SeaweedFS", service.data / "seaweed.log")
    assert service.said("SeaweedFS") == [f"{why} Starting it again."] * 2 + [
        f"{why} It has ended 3 times within 1000000 seconds, so it is not started again: "
        "remove the cause, and run the command again. What was acknowledged before is not lost."
    ]
    assert psutil.wait_procs(processes, timeout=HANG)[1] == []
    assert service.servers() is None


@pytest.mark.parametrize(
    ("ends", "expected"),
    [([1.0], False), ([1, 31], False), ([1, 31, 61], True), ([1, 31, 62], False)],
)
def test_three_ends_within_a_minute_are_too_many(ends: list[float], expected: bool) -> None:
    assert too_often(ends, Limits()) is expected


STAND_IN = """
import os, sys, time
from app.local.lifeline import Lifeline
line = Lifeline()
if line.job["does"] == "hang":
    time.sleep(1000)
if line.job["does"] == "fail":
    line.failed("The disk is full.")
line.ready(port=line.job["port"] or os.getpid(), pids={line.job["name"]: os.getpid()})
line.wait()
os._exit(0)
"""


@dataclass
class StandIn:
    """A server in all but what it serves; `does` has what each of its processes is to do."""

    data: Path
    does: list[str]

    def start(self, port: int) -> Child:
        job = {"name": "thing", "port": port, "does": self.does.pop(0)}
        return Child("Thing", "stand_in", job, log=self.data / "thing.log")

    def described(self, answers: Any) -> Servers:
        (thing,) = answers
        known = dict.fromkeys(set(Servers.__slots__) - {"pids", "neo4j_uri"}, "")
        return Servers(neo4j_uri=f"bolt://127.0.0.1:{thing['port']}", pids=thing["pids"], **known)

    def published(self) -> Mapping[str, Any] | None:
        try:
            return json.loads((self.data / "servers.json").read_text())
        except FileNotFoundError:
            return None


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., StandIn]:
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules" / "stand_in.py").write_text(STAND_IN)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "modules"))
    return lambda *does: StandIn(tmp_path, list(does))


def begun(thing: StandIn) -> list[Child]:
    children = [thing.start(0)]
    publish(open_directory(thing.data), thing.described(all_ready(children, HANG, lambda: None)))
    return children


def watch(thing: StandIn, children: list[Child], said: list[str]) -> Any:
    return watched(
        open_directory(thing.data),
        children,
        [thing.start],
        thing.described,
        say=said.append,
        limits=Limits(seconds=LONG, interval=0.01),
    )


def test_a_start_that_fails_counts_as_an_end_and_is_tried_again(
    stand_in: Callable[..., StandIn],
) -> None:
    thing, said = stand_in("serve", "fail", "serve"), list[str]()
    children = begun(thing)
    before = thing.published()

    with watch(thing, children, said):
        os.kill(children[0].pid, signal.SIGKILL)
        until_now(lambda: thing.published() not in (None, before))
        after = thing.published()

    assert after == {**before, "pids": {"thing": children[0].pid}}
    assert children[0].wait() == 0
    assert said == [
        f"{ENDED.format('Thing', thing.data / 'thing.log')} Starting it again.",
        "The disk is full. Starting it again.",
    ]


def test_an_end_while_a_server_is_started_again_waits_for_nothing_and_leaves_nothing(
    stand_in: Callable[..., StandIn],
) -> None:
    thing, said = stand_in("serve", "hang"), list[str]()
    children = begun(thing)
    first = children[0]

    with watch(thing, children, said):
        os.kill(first.pid, signal.SIGKILL)
        until_now(lambda: children[0] is not first)
        assert psutil.pid_exists(children[0].pid)
        assert thing.published() is None

    children[0].wait()
    assert not psutil.pid_exists(children[0].pid)
    assert thing.published() is None
    assert len(said) == 1
