"""One limit of time for all that an operation asks of the graph."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar

import anyio

_DEADLINE: ContextVar[float] = ContextVar("deadline", default=float("inf"))
"""When the operation under way must have ended, by the clock of the event loop."""


@contextmanager
def deadline(seconds: float) -> Generator[None]:
    """Gives so many seconds to all that the block asks of the graph together.

    The waits for a place, for a connection and for a bookmark are part of it; what is `paused` is
    not.
    """
    token = _DEADLINE.set(anyio.current_time() + seconds)
    try:
        yield
    finally:
        _DEADLINE.reset(token)


@contextmanager
def paused() -> Generator[None]:
    """Moves the deadline on by as long as the block takes: for work outside the graph that has
    limits of its own, such as a large upload."""
    began = anyio.current_time()
    try:
        yield
    finally:
        _DEADLINE.set(_DEADLINE.get() + anyio.current_time() - began)


def seconds_left() -> float:
    """How much of it is left: infinitely many without a deadline, and less than 0 after it."""
    return _DEADLINE.get() - anyio.current_time()
