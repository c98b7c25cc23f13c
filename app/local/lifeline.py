"""What ties a server's process to the one that started it: a job, a word back, and an end.

The parent writes one line of JSON to the child's stdin and keeps that pipe open for as long as the
server shall run; the kernel closes it, however the parent ends. The child answers one line on what
was its stdout. Whatever else the process prints, a JVM included, goes to the log on stderr.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import threading
import traceback
from types import FrameType, TracebackType
from typing import Any, NoReturn

_STOP_SECONDS = 30.0
_ORPHAN_SECONDS = 1.0


class Lifeline:
    """The child's end. Made once, by the main thread, before anything else runs."""

    def __init__(self) -> None:
        os.umask(0o077)
        self._answers = os.dup(1)
        os.dup2(2, 1)
        self._ending = threading.Event()
        self._abrupt = True
        sys.excepthook = _die
        self.job: dict[str, Any] = json.loads(_first_line())
        self._bell = _ring_on_signals()
        for watch in (self._watch_stdin, self._watch_signals):
            threading.Thread(target=watch, daemon=True).start()

    def ready(self, **facts: object) -> None:
        """Tell the parent that the server serves. From here on an end is an orderly one."""
        self._answer({"ready": facts})
        self.orderly()

    def failed(self, sentence: str) -> NoReturn:
        """Tell the parent why the server does not serve, and end the process."""
        self._answer({"failed": sentence})
        os._exit(1)

    def ended(self, seconds: float) -> bool:
        """Wait so long for the end: the parent is gone, has closed the pipe, or sent a signal.

        The process ends by force when it still runs 30 seconds later.
        """
        if not self._ending.wait(seconds) and not self._orphaned():
            return False
        watchdog = threading.Timer(_STOP_SECONDS, os._exit, (4,))
        watchdog.daemon = True
        watchdog.start()
        return True

    def orderly(self) -> None:
        """From here on an end is asked for, not forced; see `ended`."""
        self._abrupt = False

    def wait(self) -> None:
        """Wait for the end, however long it takes."""
        while not self.ended(_ORPHAN_SECONDS):
            pass

    def _orphaned(self) -> bool:
        # A fork of the parent may hold the pipe open. On Windows a launcher stands in between.
        return sys.platform != "win32" and os.getppid() != self.job["parent"]

    def _answer(self, message: object) -> None:
        try:
            os.write(self._answers, json.dumps(message).encode() + b"\n")
        except OSError:
            os._exit(3)

    def _end(self) -> None:
        if self._abrupt:
            os._exit(0)
        self._ending.set()

    def _watch_stdin(self) -> None:
        while os.read(0, 64):
            pass
        self._end()

    def _watch_signals(self) -> None:
        self._bell.recv(1)
        self._end()


def _first_line() -> bytes:
    line = bytearray()
    while not line.endswith(b"\n"):
        part = os.read(0, 65536)
        if not part:
            os._exit(0)
        line += part
    return bytes(line)


def _ring_on_signals() -> socket.socket:
    """Make every signal that ends a process ring here; nothing else may run in a handler.

    The main thread may sit in the JVM, where Python's handlers do not run; the wakeup descriptor
    is written by the C handler at once.
    """
    bell, rope = socket.socketpair()
    rope.setblocking(False)
    signal.set_wakeup_fd(rope.detach(), warn_on_full_buffer=False)
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _do_nothing)
    return bell


def _do_nothing(_number: int, _frame: FrameType | None) -> None:
    """The wakeup descriptor has been written by now."""


def _die(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    traceback.print_exception(kind, error, trace)
    os._exit(2)
