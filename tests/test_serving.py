"""A service as a process: it ends when it is told to, by either signal and at any time."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import neo4j
import pytest

from app.settings import Settings
from tests.processes import ROOT, environment
from tests.test_servers import closed_port

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

        assert process.wait(5) == 0


@BOTH
def test_a_service_that_waits_for_its_servers_ends_when_it_is_told_to(
    settings: Settings, number: signal.Signals
) -> None:
    away = settings.model_copy(update={"neo4j_uri": f"bolt://127.0.0.1:{closed_port()}"})
    with serving(away) as process:
        assert process.stderr is not None
        assert "Waiting for bolt://" in process.stderr.readline()

        process.send_signal(number)

        assert process.wait(5) == 0
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
        timeout=60,
    )

    assert (run.returncode, run.stdout) == (0, "")
    assert "The Paper Boat That Was a Letter" in run.stderr
    stories = driver.execute_query("MATCH (s:Story) RETURN s.title AS title").records
    assert "The Paper Boat That Was a Letter" in {row["title"] for row in stories}
