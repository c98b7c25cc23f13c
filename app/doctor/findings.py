"""What was looked at, how it is, and what mends it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from app.settings import PREFIX


class State(Enum):
    """How something is that was looked at."""

    OK = "ok"
    BAD = "bad"
    UNKNOWN = "unknown"
    """It could not be looked at, or not to the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at; `offenders` are the rows that a check has found."""

    of: str
    state: State
    says: str
    mend: str | None = None
    offenders: tuple[Mapping[str, Any], ...] = ()


def ok(of: str, says: str) -> Finding:
    """Something that is as it must be."""
    return Finding(of=of, state=State.OK, says=says)


def bad(of: str, says: str, mend: str) -> Finding:
    """Something that is not, and what mends it."""
    return Finding(of=of, state=State.BAD, says=says, mend=mend)


def unknown(of: str, error: Exception) -> Finding:
    """Something that could not be looked at, for that error."""
    return Finding(of=of, state=State.UNKNOWN, says=f"Not looked at to the end: {error}.")


def sound(findings: Iterable[Finding]) -> bool:
    """Whether all of it is as it must be."""
    return all(finding.state is State.OK for finding in findings)


def settings_of(*names: str) -> str:
    """The names of settings, as the sentence that mends something has them."""
    return " and ".join(f"{PREFIX}{name}" for name in names)


def reason(error: BaseException) -> str:
    """What an error began with: the words of the operating system, mostly."""
    while (before := error.__cause__ or error.__context__) is not None:
        error = before
    return str(error) or type(error).__name__
