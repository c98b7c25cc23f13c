"""What a command says and returns when it does not come to its end, or finds something wrong."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import NoReturn

import typer

from app.errors import AppError, CannotRun

FAILED = 1
"""Exit code of a command that found something wrong."""

UNDONE = 2
"""Exit code of a command that a server did not let come to its end, and of a wrong command line."""

INTERRUPTED = 75
"""Exit code of an import or export that did not come to its end, for a server or for Ctrl-C.

The same command again goes on (EX_TEMPFAIL of sysexits.h).
"""

STOPPED = 130
"""Exit code of a command that Ctrl-C ended before its end, as shells have it."""

UNUSABLE = 78
"""Exit code of a command that cannot run with these settings (EX_CONFIG of sysexits.h)."""


@contextmanager
def failures(stopped: int = STOPPED) -> Generator[None]:
    """Turns what can be expected to go wrong into a sentence and an exit code.

    `stopped` is the code for Ctrl-C and SIGTERM.
    """
    try:
        yield
    except CannotRun as failure:
        fail(str(failure))
    except AppError as failure:
        say(f"{failure.message} ({failure.code})")
        sys.exit(UNDONE)
    except KeyboardInterrupt:
        say("Stopped.")
        sys.exit(stopped)


@contextmanager
def interruptions() -> Generator[None]:
    """Turns what ends an import or export before its end into a sentence and an exit code."""
    try:
        yield
    except AppError as failure:
        say(f"{failure.message}. Run the same command again: it goes on where this one ended.")
        sys.exit(INTERRUPTED)
    except KeyboardInterrupt:
        say("Stopped. Run the same command again: it goes on where this one ended.")
        sys.exit(INTERRUPTED)


def fail(sentence: str) -> NoReturn:
    """Ends the process, since it cannot run with these settings."""
    say(sentence)
    sys.exit(UNUSABLE)


def say(sentence: str) -> None:
    """Prints a line on standard error."""
    typer.echo(sentence, err=True)
