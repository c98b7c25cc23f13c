"""A pytest plugin: a test that leaves something behind in its process fails, and says what.

What another test finds would otherwise hang on which tests ran before it.
"""

from __future__ import annotations

import gc
import locale
import logging
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from types import ModuleType
from typing import Any

import pytest
import structlog
from _pytest.logging import LogCaptureHandler

OURS = ("app.", "artifact_graph.", "bench.", "tests.")
SIGNALS = sorted(signal.valid_signals())


@pytest.fixture(autouse=True)
def nothing_is_left_behind() -> Iterator[None]:
    """Compares the process before a test with the process after it and its fixtures.

    What fixtures of a module or of the session do is theirs to undo.
    """
    before = state()
    yield
    found = differences(before, state())
    if found:
        pytest.fail("left behind in the process: " + ", ".join(found), pytrace=False)


def state() -> dict[str, Any]:
    """What one test could leave to the next, by a name for each."""
    known: dict[str, Any] = {
        "the environment": {k: v for k, v in os.environ.items() if k != "PYTEST_CURRENT_TEST"},
        "the working directory": os.getcwd(),  # noqa: PTH109
        "structlog's configuration": structlog.get_config(),
        "the locale": locale.setlocale(locale.LC_ALL),
        "garbage collection": (gc.isenabled(), gc.get_threshold(), gc.get_freeze_count()),
        "a profiler or tracer": (sys.getprofile(), sys.gettrace()),
        "sys.path": list(sys.path),
        "standard streams": (sys.stdin, sys.stdout, sys.stderr, sys.excepthook),
    }
    for number in SIGNALS:
        known[f"the handler of signal {number}"] = signal.getsignal(number)
    for name, logger in _loggers().items():
        handlers = [one for one in logger.handlers if not isinstance(one, LogCaptureHandler)]
        known[f"the logger {name}"] = (logger.level, logger.disabled, handlers)
    for name, module in list(sys.modules.items()):
        if f"{name}.".startswith(OURS):
            known[name] = Attributes(vars(module))
            for one in _classes(module):
                known[f"{name}.{one.__qualname__}"] = Attributes(vars(one))
    return known


@cache
def _classes(module: ModuleType) -> list[type]:
    """The classes that a module defined when it was looked at first."""
    values = list(vars(module).values())
    return [one for one in values if isinstance(one, type) and one.__module__ == module.__name__]


class Attributes(dict[str, Any]):
    """What a module or a class has."""


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The names of what is not as it was; a module or an attribute that is new is no difference."""
    found = list[str]()
    for name, known in before.items():
        now = after.get(name)
        if now is known or now == known:
            continue
        if isinstance(known, Attributes) and isinstance(now, Attributes):
            found += [f"{name}.{key}" for key, one in known.items() if now.get(key) is not one]
        else:
            found.append(name)
    return found


def _loggers() -> dict[str, logging.Logger]:
    known = {
        name: logger
        for name, logger in logging.root.manager.loggerDict.items()
        if isinstance(logger, logging.Logger)
    }
    return {"root": logging.root, **known}
