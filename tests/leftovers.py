"""A pytest plugin: a test that leaves something behind in its process fails, and says what.

What another test finds would otherwise hang on which tests ran before it.
"""

from __future__ import annotations

import gc
import locale
import logging
import operator
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from types import ModuleType
from typing import Any

import pytest
import structlog
from _pytest.logging import LogCaptureHandler

OURS = {"app", "artifact_graph", "bench", "tests"}
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


@dataclass(frozen=True, slots=True)
class State:
    """What one test could leave to the next."""

    facts: Mapping[str, Any]
    attributes: Attributes


def state() -> State:
    """The state of this process."""
    facts: dict[str, Any] = {
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
        facts[f"the handler of signal {number}"] = signal.getsignal(number)
    for name, logger in _loggers().items():
        handlers = [one for one in logger.handlers if not isinstance(one, LogCaptureHandler)]
        facts[f"the logger {name}"] = (logger.level, logger.disabled, handlers)
    return State(facts, Attributes())


class Attributes:
    """What the modules and classes of the project have, one after the other in a few lists.

    A dictionary for each would be a thousand objects for each test, and most of its time.
    """

    def __init__(self) -> None:
        self.owners: list[str] = []
        self.counts: list[int] = []
        self.names: list[str] = []
        self.values: list[Any] = []
        for module_name, module in list(sys.modules.items()):
            if module_name.partition(".")[0] in OURS:
                self._add(module_name, module)
                for name, one in _classes(module):
                    self._add(f"{module_name}.{name}", one)

    def _add(self, owner: str, of: ModuleType | type) -> None:
        found = vars(of)
        self.owners.append(owner)
        self.counts.append(len(found))
        self.names.extend(found)
        self.values.extend(found.values())

    def same(self, other: Attributes) -> bool:
        """Whether each has the same attributes with the same values, in the same order."""
        return (
            self.owners == other.owners
            and self.counts == other.counts
            and self.names == other.names
            and all(map(operator.is_, self.values, other.values))
        )

    def by_owner(self) -> dict[str, dict[str, Any]]:
        """The attributes of each module and class by their names."""
        pairs = zip(self.names, self.values, strict=True)
        return {
            owner: dict(islice(pairs, count))
            for owner, count in zip(self.owners, self.counts, strict=True)
        }


@cache
def _classes(module: ModuleType) -> list[tuple[str, type]]:
    """The classes that a module defined when it was looked at first, by their names."""
    return [
        (one.__qualname__, one)
        for one in list(vars(module).values())
        if isinstance(one, type) and one.__module__ == module.__name__
    ]


def differences(before: State, after: State) -> list[str]:
    """The names of what is not as it was; a module or an attribute that is new is no difference."""
    found = [
        name
        for name, known in before.facts.items()
        if after.facts.get(name) is not known and after.facts.get(name) != known
    ]
    if not before.attributes.same(after.attributes):
        now = after.attributes.by_owner()
        for owner, known in before.attributes.by_owner().items():
            there = now.get(owner, {})
            if there != known:
                found += [f"{owner}.{name}" for name in known if there.get(name) is not known[name]]
    return found


def _loggers() -> dict[str, logging.Logger]:
    known = {
        name: logger
        for name, logger in logging.root.manager.loggerDict.items()
        if isinstance(logger, logging.Logger)
    }
    return {"root": logging.root, **known}
