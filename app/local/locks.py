"""Locks on files: held by a living process, gone with it, however it dies."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from app.local.faults import LocalServerError

_POLL_SECONDS = 0.05


def try_lock(path: Path) -> int | None:
    """Lock the file, which is made if need be, and return its descriptor; None if it is held.

    Closing the descriptor releases the lock. On POSIX a child that inherits the descriptor holds
    the lock too. Raises OSError if the file cannot be made or its disk knows no locks.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if _lock(descriptor):
            return descriptor
    except BaseException:
        os.close(descriptor)
        raise
    os.close(descriptor)
    return None


def wait_lock(path: Path, seconds: float) -> int | None:
    """As try_lock, for as long as it takes up to so many seconds."""
    end = time.monotonic() + seconds
    while (descriptor := try_lock(path)) is None and time.monotonic() < end:
        time.sleep(_POLL_SECONDS)
    return descriptor


def is_held(path: Path) -> bool:
    """Whether a living process holds the lock on the file."""
    if not path.exists():
        return False
    descriptor = try_lock(path)
    if descriptor is None:
        return True
    os.close(descriptor)
    return False


@contextmanager
def locked(path: Path, seconds: float) -> Generator[None]:
    """Hold the lock while the block runs. Raises LocalServerError after so many seconds."""
    descriptor = wait_lock(path, seconds)
    if descriptor is None:
        raise LocalServerError(
            f"Another process holds {path} for more than {seconds:.0f} seconds: "
            "end it, or wait for it, and start again."
        )
    try:
        yield
    finally:
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
