"""How a run or a step ends, as the API takes it."""

from __future__ import annotations

import signal
import threading
from asyncio import CancelledError
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from traceback import format_exception, format_exception_only
from types import FrameType
from typing import Literal, NoReturn, cast

MAX_ERROR = 1_048_576
"""How many characters an error text has at most."""

MAX_TRACEBACK = 32_768
"""How many of them are the traceback, whose middle is left out when it is longer."""

TERMINATED = 128 + signal.SIGTERM
"""The exit code of a process that ended by SIGTERM, as shells have it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """A final status, and the text that goes with a failure."""

    status: Literal["COMPLETED", "FAILED", "CANCELLED"]
    error: str | None = None


COMPLETED = End(status="COMPLETED")

_OPEN = set[object]()
"""The blocks that SIGTERM ends; runs of tasks may overlap."""

INTERRUPTS = (KeyboardInterrupt, SystemExit, GeneratorExit, CancelledError)
"""What ends a block from outside, whatever it is doing."""


def end_by(raised: BaseException) -> End:
    """What an exception ends in: a failure with its reason, or CANCELLED when it was asked to stop.

    The error begins with the type and message of the exception, for a group those of the first one
    that is no group, and goes on with the traceback.
    """
    exit_code = raised.code if isinstance(raised, SystemExit) else None
    if not isinstance(raised, Exception) and exit_code in (None, 0, TERMINATED):
        return End(status="CANCELLED")
    message = _text(format_exception_only(_first(raised)))
    whole = f"{message}\n\n{_shortened(_text(format_exception(raised)))}"
    return End(status="FAILED", error=whole if len(whole) <= MAX_ERROR else message[:MAX_ERROR])


def _first(raised: BaseException) -> BaseException:
    """The exception itself, or the first in a group that is no group."""
    while isinstance(raised, BaseExceptionGroup):
        raised = cast("BaseExceptionGroup[BaseException]", raised).exceptions[0]
    return raised


def _text(lines: list[str]) -> str:
    """The lines as text that UTF-8 can have."""
    return "".join(lines).strip().encode(errors="replace").decode()


def _shortened(traceback: str) -> str:
    if len(traceback) <= MAX_TRACEBACK:
        return traceback
    left_out = f"\n[... {len(traceback) - MAX_TRACEBACK:,} characters left out ...]\n"
    half = (MAX_TRACEBACK - len(left_out)) // 2
    return f"{traceback[:half]}{left_out}{traceback[-half:]}"


@contextmanager
def exit_on_sigterm() -> Generator[None]:
    """Makes SIGTERM end the block by SystemExit, so that what is open in it is ended.

    Only in the main thread, and only when nothing else handles the signal.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    block = object()
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, _exit)
    _OPEN.add(block)
    try:
        yield
    finally:
        _OPEN.discard(block)
        if not _OPEN and signal.getsignal(signal.SIGTERM) is _exit:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _exit(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(TERMINATED)
