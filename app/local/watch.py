"""Watches over the servers of a data directory: one that ends is started again where it was."""

from __future__ import annotations

import _thread
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.local.child import START_SECONDS, Child, all_ready
from app.local.claims import Servers, publish, withdraw
from app.local.directory import REMEDY, Directory, check_room
from app.local.faults import LocalServerError, cannot_write

Start = Callable[[int], Child]
"""Starts a server on that port, or with 0 on any."""

Answers = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """A server that has ended `ends` times within `seconds` is not started again.

    Every `interval` seconds its process is looked at.
    """

    ends: int = 3
    seconds: float = 60.0
    interval: float = 0.2


def too_often(ends: Sequence[float], limits: Limits) -> bool:
    """Whether the last of these times, in seconds, is one too many."""
    counted = ends[-limits.ends :]
    return len(counted) == limits.ends and counted[-1] - counted[0] <= limits.seconds


@contextmanager
def watched(
    directory: Directory,
    children: list[Child],
    starts: Sequence[Start],
    described: Callable[[Answers], Servers],
    *,
    say: Callable[[str], None],
    limits: Limits,
) -> Generator[None]:
    """While the block runs, a child that ends is replaced by one on the same data and port.

    All serve at the beginning; `starts` has the start of each, and `described` makes of what they
    answer what is published. When one ends too often the main thread is interrupted as by Ctrl-C,
    and LocalServerError raised. At the end all of them have been asked to stop.
    """
    watch = _Watch(directory, children, starts, described, say, limits)
    try:
        with watch:
            yield
    except BaseException:
        if watch.failure is None:
            raise
    if watch.failure is not None:
        raise watch.failure


class _Watch:
    """A thread for each server: a start takes seconds, and both may have ended at once."""

    def __init__(
        self,
        directory: Directory,
        children: list[Child],
        starts: Sequence[Start],
        described: Callable[[Answers], Servers],
        say: Callable[[str], None],
        limits: Limits,
    ) -> None:
        self._directory = directory
        self._children = children
        self._ports = [int(child.answer.result()["port"]) for child in children]
        self._starts = starts
        self._described = described
        self._say = say
        self._limits = limits
        # Held while a process is started or servers are published: none of it after the end.
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._keep, args=(place,), daemon=True)
            for place in range(len(children))
        ]
        self.failure: LocalServerError | None = None

    def __enter__(self) -> None:
        for thread in self._threads:
            thread.start()

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._stopping.set()
        for child in self._children:
            child.close()
        for thread in self._threads:
            thread.join()

    def _keep(self, place: int) -> None:
        ends: deque[float] = deque(maxlen=self._limits.ends)
        while not self._stopping.wait(self._limits.interval):
            why = self._children[place].end()
            while why is not None and not self._stopping.is_set():
                ends.append(time.monotonic())
                if too_often(list(ends), self._limits):
                    self._give_up(why)
                    return
                with suppress(OSError):  # Whoever read what is said may be gone.
                    self._say(f"{why} Starting it again.")
                why = self._start_again(place)

    def _start_again(self, place: int) -> str | None:
        """Returns why the server does not serve, and None when it does."""
        try:
            with self._lock:
                if self._stopping.is_set():
                    return None
                withdraw(self._directory)
                _end(self._children[place])
                self._children[place] = self._starts[place](self._ports[place])
            check = partial(check_room, self._directory)
            all_ready([self._children[place]], START_SECONDS, check)
            self._publish()
        except (LocalServerError, OSError) as error:
            _end(self._children[place])
            if isinstance(error, OSError):
                error = cannot_write(self._directory.root, error, REMEDY)
            return str(error)
        return None

    def _publish(self) -> None:
        with self._lock:
            if self._stopping.is_set() or not all(child.serves() for child in self._children):
                return  # Who starts the other one publishes both.
            answers = [child.answer.result() for child in self._children]
            publish(self._directory, self._described(answers))

    def _give_up(self, why: str) -> None:
        with self._lock:
            if self._stopping.is_set():
                return
            self.failure = LocalServerError(
                f"{why} It has ended {self._limits.ends} times within {self._limits.seconds:.0f} "
                "seconds, so it is not started again: remove the cause, and run the command again. "
                "What was acknowledged before is not lost."
            )
            _interrupt()


def _end(child: Child) -> None:
    child.close()
    child.wait()


def _interrupt() -> None:
    """Interrupts the main thread, by SIGTERM where that does what Ctrl-C does.

    What a shell starts with `&` ignores SIGINT.
    """
    number = signal.SIGTERM if callable(signal.getsignal(signal.SIGTERM)) else signal.SIGINT
    if sys.platform == "win32":
        _thread.interrupt_main(number)
    else:
        signal.pthread_kill(threading.main_thread().ident or 0, number)
