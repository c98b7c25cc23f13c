"""A suite that is interrupted leaves no server running."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.processes import ROOT
from tests.waiting import HANG, until_now

SUITE = (sys.executable, "-m", "pytest", "--servers=local", "--numprocesses=1")

pytestmark = pytest.mark.timeout(300)


def servers_of(suite: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """The processes of the servers that the suite has started so far."""
    found = list[psutil.Process]()
    with suppress(psutil.NoSuchProcess):
        for process in psutil.Process(suite.pid).children(recursive=True):
            with suppress(psutil.Error):
                if {"weed", "app.local.neo4j_child"} & {*process.cmdline(), process.name()}:
                    found.append(process)
    return found


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl-C", "kill -9"])
def test_an_interrupted_suite_leaves_no_server(number: signal.Signals, tmp_path: Path) -> None:
    with (tmp_path / "printed").open("wb") as printed:
        suite = subprocess.Popen(
            [*SUITE, f"--basetemp={tmp_path / 'suite'}", "tests/graph/test_schema.py"],
            cwd=ROOT,
            stdout=printed,
            stderr=printed,
            start_new_session=True,
        )
        try:
            until_now(lambda: len(servers_of(suite)) == 2, seconds=3 * HANG)
            servers = servers_of(suite)

            if number is signal.SIGINT:
                os.killpg(suite.pid, number)  # As a terminal does it.
            else:
                suite.kill()

            suite.wait(HANG)
            assert psutil.wait_procs(servers, timeout=HANG)[1] == []
        finally:
            with suppress(ProcessLookupError):
                os.killpg(suite.pid, signal.SIGKILL)
