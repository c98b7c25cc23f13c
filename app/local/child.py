"""The parent's end of a server's process: start it, hear from it, end it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, wait
from pathlib import Path
from typing import IO, Any

from app.local.faults import LocalServerError

_ROOT = Path(__file__).parents[2]
START_SECONDS = 120.0
"""Seconds in which a server has to start."""

_STOP_SECONDS = 35.0
_CHECK_SECONDS = 0.5
# Variables that would change what the servers do behind the back of their settings.
_UNWANTED = ("WEED_", "AWS_", "S3_", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA", "CLASSPATH")


class Child:
    """A server's process, in a session of its own: the terminal's Ctrl-C reaches only the parent.

    It ends when this process ends, however that happens, because only this process holds the
    other end of its stdin.
    """

    def __init__(
        self, name: str, module: str, job: Mapping[str, object], *, log: Path, **env: str
    ) -> None:
        self.name = name
        self.log = log
        with open_log(log) as output:
            self._process: subprocess.Popen[bytes] = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                env=_environment(env),
                start_new_session=sys.platform != "win32",
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        self.pid = self._process.pid
        self.answer: Future[dict[str, Any]] = Future()
        line = json.dumps({**job, "parent": os.getpid()}).encode() + b"\n"
        self._talking = threading.Thread(target=self._talk, args=(line,), daemon=True)
        self._talking.start()

    def close(self) -> None:
        """Ask the server to stop; returns at once."""
        stdin = self._process.stdin
        if stdin is not None:
            with contextlib.suppress(OSError):
                stdin.close()

    def wait(self) -> int:
        """Wait until the process is gone, by force after 35 seconds. Returns its exit code."""
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._talking.join()
        if self._process.stdout is not None:
            self._process.stdout.close()
        return self._process.wait()

    def serves(self) -> bool:
        """Whether the server has said that it serves, and its process runs."""
        started = self.answer.done() and self.answer.exception() is None
        return started and self._process.poll() is None

    def end(self) -> str | None:
        """The sentence for a server that served and was not asked to end; None while it runs."""
        code = self._process.poll()
        if code is None:
            return None
        return f"{self.name} ended by itself ({how(code)}): {self.log} has its last words."

    def _talk(self, line: bytes) -> None:
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise RuntimeError("a child without pipes")
        with contextlib.suppress(OSError, ValueError):  # It is closed when the end comes early.
            stdin.write(line)
            stdin.flush()
        message = _message(stdout.readline())
        if "ready" in message:
            self.answer.set_result(message["ready"])
        else:
            self.answer.set_exception(LocalServerError(self._sentence(message)))

    def _sentence(self, message: Mapping[str, str]) -> str:
        if "failed" in message:
            return message["failed"]
        return (
            f"{self.name} ended while it started ({how(self._process.wait())}): "
            f"{self.log} has its last words."
        )


def how(code: int) -> str:
    """How a process ended, by its exit code.

    Of a signal Python makes a negative code, and who passes it on 128 and its number, as shells do.
    """
    number = -code if code < 0 else code - 128
    try:
        return f"signal {number}, {signal.Signals(number).name}"
    except ValueError:
        return f"exit code {code}"


def open_log(path: Path) -> IO[bytes]:
    """A log for its owner's eyes; every write goes to its end, also after a truncation."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    return os.fdopen(os.open(path, flags, 0o600), "ab")


def all_ready(
    children: Sequence[Child], seconds: float, check: Callable[[], None]
) -> list[dict[str, Any]]:
    """What each child says when it serves. Raises LocalServerError as soon as one cannot.

    `check` is called twice a second meanwhile, and may raise.
    """
    answers = [child.answer for child in children]
    end = time.monotonic() + seconds
    while True:
        done, _ = wait(answers, _CHECK_SECONDS, return_when=FIRST_EXCEPTION)
        for answer in done:
            answer.result()
        late = [child for child in children if child.answer not in done]
        if not late:
            return [answer.result() for answer in answers]
        check()
        if time.monotonic() > end:
            raise LocalServerError(
                f"{late[0].name} was not ready within {seconds:.0f} seconds: "
                f"see {late[0].log}, free the machine of other work, and start again."
            )


def _message(answer: bytes) -> dict[str, Any]:
    """What the process said; nothing, if it ended before it had said it all."""
    try:
        return json.loads(answer)
    except ValueError:
        return {}


def _environment(env: Mapping[str, str]) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(_UNWANTED)}
    path = os.pathsep.join(filter(None, (str(_ROOT), kept.get("PYTHONPATH"))))
    return {**kept, "PYTHONPATH": path, "MALLOC_ARENA_MAX": "2", **env}
