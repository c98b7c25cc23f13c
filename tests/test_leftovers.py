"""What a test leaves behind in its process is found, and named."""

from __future__ import annotations

import gc
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import structlog

from app import pulse
from app.api.documents import KnownDocuments
from tests.leftovers import differences, state
from tests.processes import ROOT

LEAVES = """
import os

def test_leaves(): os.environ["LEFT"] = "behind"

def test_leaves_nothing(): pass
"""
Leave = Callable[[pytest.MonkeyPatch, Path], object]

LEFT: dict[str, Leave] = {
    "the environment": lambda patch, _: patch.setenv("LEFT", "behind"),
    "the working directory": lambda patch, path: patch.chdir(path),
    "sys.path": lambda patch, path: patch.syspath_prepend(path),
    "standard streams": lambda patch, _: patch.setattr(sys, "excepthook", print),
    "app.pulse.PATIENCE": lambda patch, _: patch.setattr(pulse, "PATIENCE", 7),
    "app.api.documents.KnownDocuments.documents": lambda patch, _: patch.setattr(
        KnownDocuments, "documents", None
    ),
    "structlog's configuration": lambda *_: structlog.configure(processors=[]),
    "the logger root": lambda *_: logging.root.addHandler(logging.NullHandler()),
    f"the handler of signal {signal.SIGUSR1.value}": lambda *_: signal.signal(
        signal.SIGUSR1, signal.SIG_IGN
    ),
    "garbage collection": lambda *_: gc.set_threshold(7),
    "a profiler or tracer": lambda *_: sys.setprofile(lambda *_: None),
}


@pytest.mark.parametrize("name", LEFT)
def test_what_is_left_behind_is_named(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, undone: None
) -> None:
    before = state()

    LEFT[name](monkeypatch, tmp_path)

    assert differences(before, state()) == [name]


@pytest.fixture
def undone() -> object:
    """Undoes what monkeypatch does not."""
    structured = structlog.get_config()
    handlers, thresholds = list(logging.root.handlers), gc.get_threshold()
    handler = signal.getsignal(signal.SIGUSR1)
    yield
    sys.setprofile(None)
    structlog.configure(**structured)
    logging.root.handlers[:] = handlers
    gc.set_threshold(*thresholds)
    signal.signal(signal.SIGUSR1, handler)


def test_a_process_that_nothing_was_left_in_is_as_it_was() -> None:
    assert differences(state(), state()) == []


def test_a_test_that_leaves_something_fails_and_says_what(tmp_path: Path) -> None:
    (tmp_path / "test_left.py").write_text(LEAVES)

    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.leftovers", "-c", os.devnull, "test_left.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )

    assert "ERROR test_left.py::test_leaves" in run.stdout
    assert "left behind in the process: the environment" in run.stdout
    assert "2 passed, 1 error" in run.stdout
