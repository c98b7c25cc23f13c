"""The one failure of this package: a sentence that says what is wrong, and what to do."""

from __future__ import annotations

import errno
from pathlib import Path

from app.errors import CannotRun

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FULL_WORDS = (
    "no space left on device",
    "disk quota exceeded",
    "file too large",
    "not enough space on the disk",
)


class LocalServerError(CannotRun):
    """A local server cannot be had. The message is written for the user and names the remedy."""


def cannot_write(path: Path, cause: OSError, remedy: str) -> LocalServerError:
    """The sentence for a path that refuses to be written; a full disk has its own."""
    if cause.errno in _FULL:
        return disk_full(path)
    return LocalServerError(f"Cannot write to {path} ({cause.strerror or cause}): {remedy}.")


def disk_full(path: Path) -> LocalServerError:
    """The sentence for a disk, a quota or a limit that is used up."""
    return LocalServerError(
        f"The disk that holds {path} is full: make room there, or choose another place, "
        "and start again. What was acknowledged before is not lost."
    )


def says_disk_full(text: str) -> bool:
    """Whether a server's own words mean a full disk; the words are those of libc and Windows."""
    lowered = text.lower()
    return any(words in lowered for words in _FULL_WORDS)
