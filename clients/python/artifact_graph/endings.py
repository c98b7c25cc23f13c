"""How a run or a step ends, as the API takes it."""

from __future__ import annotations

from asyncio import CancelledError
from collections.abc import Iterator
from dataclasses import dataclass
from traceback import format_exception_only
from typing import Literal, cast

ERROR_LENGTH = 1_048_576
"""How long the text of a failure may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """A final status, and the text that goes with a failure."""

    status: Literal["COMPLETED", "FAILED", "CANCELLED"]
    error: str | None = None


COMPLETED = End(status="COMPLETED")

INTERRUPTS = (KeyboardInterrupt, SystemExit, GeneratorExit, CancelledError)
"""What ends a block from outside, whatever it is doing."""


def end_by(raised: BaseException) -> End:
    """What an exception ends in: a failure that says why, or what was asked to stop."""
    failed_exit = isinstance(raised, SystemExit) and raised.code not in (None, 0)
    if not isinstance(raised, Exception) and not failed_exit:
        return End(status="CANCELLED")
    text = "".join(_lines(raised)).strip().encode(errors="replace").decode()
    return End(status="FAILED", error=text[:ERROR_LENGTH])


def _lines(raised: BaseException, indent: str = "") -> Iterator[str]:
    """What an exception says, and those that a group has in it, each further in."""
    yield from (indent + line for line in format_exception_only(raised))
    if isinstance(raised, BaseExceptionGroup):
        group = cast("BaseExceptionGroup[BaseException]", raised)
        for one in group.exceptions:
            yield from _lines(one, f"{indent}  ")


def note_unrecorded(raised: BaseException, why: Exception) -> None:
    """Says on the exception that the graph does not know of it; it still is what is raised."""
    raised.add_note(f"Artifact Graph was not told how this ended: {why}")
