"""Several processes that serve on one socket, and the one that looks after them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any

import structlog

from app.errors import CannotRun

ENDING = 10.0
"""Seconds in which a worker that is told to end has to."""

Work = Callable[..., None]
"""What a worker does with what it is given; it sends True by the connection when it is ready."""

_log = structlog.stdlib.get_logger()


class WorkerFailed(CannotRun):
    """A worker ended before it was ready."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Worker:
    process: SpawnProcess
    ready: Connection

    def wait_until_ready(self) -> None:
        """Raises WorkerFailed when it ends before."""
        try:
            self.ready.recv()
        except EOFError:
            raise WorkerFailed("A worker could not start: the log says why.") from None

    def end(self) -> None:
        """Waits for its end, and makes it end when that takes too long."""
        self.process.join(ENDING)
        self.process.kill()
        self.process.join()


def run_workers(number: int, work: Work, given: tuple[Any, ...], ready: Callable[[], None]) -> None:
    """Keeps so many processes at work until it is interrupted; `ready` is told when all are ready.

    One that dies is replaced; all end when this ends. Raises WorkerFailed when one cannot start.
    """
    workers = list[_Worker]()
    try:
        workers += [_started(work, given) for _ in range(number)]
        for worker in workers:
            worker.wait_until_ready()
        ready()
        while True:
            dead = wait([worker.process.sentinel for worker in workers])
            for place, worker in enumerate(workers):
                if worker.process.sentinel in dead:
                    worker.process.join()  # The sentinel tells a moment before the system does.
                    _log.error("a worker died", exit_code=worker.process.exitcode)
                    workers[place] = _started(work, given)
                    workers[place].wait_until_ready()
    finally:
        for worker in workers:
            worker.process.terminate()
        for worker in workers:
            worker.end()


def _started(work: Work, given: tuple[Any, ...]) -> _Worker:
    context = SpawnContext()
    ready, tells = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(*given, tells))
    process.start()
    tells.close()
    return _Worker(process=process, ready=ready)
