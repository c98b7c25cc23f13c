"""A process that owns servers, so that tests can end it in every way a process ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from app.local import Servers
from tests.waiting import HANG

ROOT = Path(__file__).parents[2]
PROGRAM = """
import json, sys
from dataclasses import asdict
from pathlib import Path
from app.local import LocalServerError, running
try:
    with running(Path(sys.argv[1]), say=print) as servers:
        print("SERVERS", json.dumps(asdict(servers)), flush=True)
        sys.stdin.read()
except LocalServerError as error:
    print("SENTENCE", error, flush=True)
"""


class Owner:
    """`running` on a data directory, in a process and a process group of its own."""

    def __init__(self, data: Path, **environment: str) -> None:
        self.said: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(data)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        )

    def servers(self) -> Servers:
        """Wait until they serve; what was said before is kept."""
        return Servers(**json.loads(self._line("SERVERS")))

    def sentence(self) -> str:
        return self._line("SENTENCE")

    def _line(self, start: str) -> str:
        for line in self.process.stdout:
            if line.startswith(start):
                return line.removeprefix(start).strip()
            self.said.append(line.strip())
        raise AssertionError(f"no {start} but {self.said}")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def press_ctrl_c(self) -> int:
        """As a terminal does it: the whole foreground group gets the signal."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(HANG)

    def descendants(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(HANG)
        self.process.stdout.close()


@contextmanager
def owning(data: Path, **environment: str) -> Iterator[Owner]:
    owner = Owner(data, **environment)
    try:
        yield owner
    finally:
        owner.close()


@pytest.fixture(name="owning", scope="session")
def _owning():
    return owning
