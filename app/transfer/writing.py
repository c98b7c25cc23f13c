"""What goes wrong when files are written, as a sentence."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from app.errors import CannotRun


class CannotWrite(CannotRun):
    """A file of an export cannot be written."""


@contextmanager
def writing(path: Path) -> Generator[None]:
    """Raises CannotWrite with that path for an error of the file system."""
    try:
        yield
    except OSError as error:
        raise CannotWrite(f"{path} cannot be written: {error.strerror}") from error
