"""A service as a process: it ends when it is told to, by either signal and at any time."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import neo4j
import pytest
import uvicorn

from app.cli.http_server import GARBAGE, CannotServe, _config, _listener, _Server
from app.settings import Settings
from tests.processes import ROOT, environment
from tests.waiting import HANG

BOTH = pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])


@contextmanager
def serving(settings: Settings) -> Iterator[subprocess.Popen[str]]:
    """A process that serves with these settings, started but perhaps not ready yet."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "app", "serve"],
        cwd=ROOT,
        env=environment(settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        yield process
        process.kill()


@BOTH
def test_a_service_ends_when_it_is_told_to(settings: Settings, number: signal.Signals) -> None:
    with serving(settings) as process:
        assert process.stdout is not None
        while process.stdout.readline() != "ready\n":
            assert process.poll() is None

        process.send_signal(number)

        assert process.wait(HANG) == 0


@BOTH
def test_a_service_that_waits_for_its_servers_ends_when_it_is_told_to(
    settings: Settings, closed_port: int, number: signal.Signals
) -> None:
    away = settings.model_copy(update={"neo4j_uri": f"bolt://127.0.0.1:{closed_port}"})
    with serving(away) as process:
        assert process.stderr is not None
        assert "Waiting for bolt://" in process.stderr.readline()

        process.send_signal(number)

        assert process.wait(HANG) == 0
        assert process.stderr.read() == "Stopped.\n"


def test_a_demo_in_a_container_loads_its_stories_and_ends(
    settings: Settings, driver: neo4j.Driver
) -> None:
    inside = settings.model_copy(update={"in_container": True})

    run = subprocess.run(
        [sys.executable, "-m", "app", "demo"],
        cwd=ROOT,
        env=environment(inside),
        capture_output=True,
        text=True,
        timeout=HANG,
    )

    assert (run.returncode, run.stdout) == (0, "")
    assert "The Paper Boat That Was a Letter" in run.stderr
    stories = driver.execute_query("MATCH (s:Story) RETURN s.title AS title").records
    assert "The Paper Boat That Was a Letter" in {row["title"] for row in stories}


@pytest.fixture
def taken() -> Iterator[int]:
    """A loopback port on which something else listens."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def test_a_taken_port_is_refused_by_the_name_of_its_setting(taken: int) -> None:
    with pytest.raises(CannotServe) as refused:
        _listener("127.0.0.1", taken, 1)

    assert str(refused.value) == (
        f"Port {taken} of 127.0.0.1 is taken: set ARTIFACT_GRAPH_PORT to another, or to 0."
    )


@pytest.mark.parametrize(("command", "asked"), [("serve", "option"), ("demo", "setting")])
def test_a_taken_port_that_was_asked_for_is_refused_before_any_server_is_started(
    taken: int, command: str, asked: str, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    option = ["--port", str(taken)] if asked == "option" else []
    setting = {"ARTIFACT_GRAPH_PORT": str(taken)} if asked == "setting" else {}

    run = subprocess.run(
        [sys.executable, "-m", "app", command, "--data", str(data), *option],
        cwd=ROOT,
        env=os.environ | setting,
        capture_output=True,
        text=True,
        timeout=HANG,
    )

    assert (run.returncode, run.stdout, run.stderr) == (
        78,
        "",
        f"Port {taken} of 127.0.0.1 is taken: set ARTIFACT_GRAPH_PORT to another, or to 0.\n",
    )
    assert not data.exists()


def test_a_port_that_nobody_asked_for_may_be_another(monkeypatch: pytest.MonkeyPatch) -> None:
    by_default, by_option = Settings(), Settings(port=8000)
    monkeypatch.setenv("ARTIFACT_GRAPH_PORT", "8000")
    by_setting = Settings()

    assert [one.port_is_asked_for for one in (by_default, by_option, by_setting)] == [
        False,
        True,
        True,
    ]


def test_a_port_is_taken_from_when_it_is_chosen() -> None:
    """And not when the servers are there, which takes a while."""
    with _listener("127.0.0.1", 0, 1) as listener, pytest.raises(CannotServe, match="is taken"):
        _listener("127.0.0.1", listener.getsockname()[1], 1)


def test_a_taken_port_is_passed_over_where_any_will_do(taken: int) -> None:
    with _listener("127.0.0.1", taken, 20) as listener:
        assert taken < listener.getsockname()[1] < taken + 20


def test_an_address_that_this_machine_has_not_is_refused() -> None:
    with pytest.raises(CannotServe, match=r"^Cannot listen on 192\.0\.2\.1:0: "):
        _listener("192.0.2.1", 0, 1)


@pytest.mark.anyio
async def test_an_answer_does_not_wait_for_the_acknowledgement_of_its_head() -> None:
    at_once: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        accepted = writer.get_extra_info("socket")
        at_once.set_result(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    listener = _listener("127.0.0.1", 0, 1)
    async with await asyncio.start_server(answer, sock=listener):
        _, writer = await asyncio.open_connection(*listener.getsockname())

        assert await at_once == 1

        writer.close()


def test_what_there_is_at_the_start_is_not_looked_at_by_the_garbage_collector_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def started(server: uvicorn.Server, _: object) -> None:
        server.started = True

    monkeypatch.setattr(uvicorn.Server, "startup", started)
    ready, threshold = list[bool](), gc.get_threshold()
    server = _Server(
        uvicorn.Config(lambda: None, log_config=None), lambda: ready.append(True), lambda: None
    )
    try:
        asyncio.run(server.startup())

        assert ready == [True]
        assert gc.get_freeze_count() > 0
        assert gc.get_threshold()[0] == GARBAGE
    finally:
        gc.unfreeze()
        gc.set_threshold(*threshold)


def test_an_idle_connection_is_kept_longer_than_a_load_balancer_keeps_it(
    settings: Settings,
) -> None:
    async def app(scope, receive, send):
        raise AssertionError("nothing is asked")

    assert _config(app, settings).timeout_keep_alive > 60
