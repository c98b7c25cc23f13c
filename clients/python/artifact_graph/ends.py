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

MAX_ERROR = 32_768
"""How many characters an error text has at most; the middle of a longer one is left out."""

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
    first = _first(raised)
    text = f"{_line(first)}\n\n{''.join(format_exception(raised))}".strip()
    return End(status="FAILED", error=_bounded(text.encode(errors="replace").decode()))


def _first(raised: BaseException) -> BaseException:
    """The exception itself, or the first in a group that is no group."""
    while isinstance(raised, BaseExceptionGroup):
        raised = cast("BaseExceptionGroup[BaseException]", raised).exceptions[0]
    return raised


def _line(raised: BaseException) -> str:
    return "".join(format_exception_only(raised)).strip()


def _bounded(text: str) -> str:
    if len(text) <= MAX_ERROR:
        return text
    left_out = f"\n[... {len(text) - MAX_ERROR:,} characters left out ...]\n"
    half = (MAX_ERROR - len(left_out)) // 2
    return f"{text[:half]}{left_out}{text[-half:]}"


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
