"""Modules are shared out among processes by what is recorded of them, the same way each time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.processes import ROOT
from tests.sharing import shares

PYTEST = (sys.executable, "-m", "pytest")
CRASHES = """
import os

def test_before(): pass

def test_crash(): os._exit(7)

def test_after(): pass
"""


def test_processes_have_about_as_much_to_do() -> None:
    seconds = {"a": 9.0, "b": 5.0, "c": 4.0, "d": 3.0, "e": 3.0}

    shared = shares("edcba", seconds, 2, longest_first=True)

    assert shared == {"a": 0, "b": 1, "c": 1, "d": 0, "e": 1}
    assert shared == shares("abcde", seconds, 2, longest_first=True)


def test_shuffled_modules_are_shared_out_in_their_order() -> None:
    seconds = {"a": 9.0, "b": 5.0}

    assert shares("bac", seconds, 2, longest_first=False) == {"b": 0, "a": 1, "c": 0}
    assert shares("cab", seconds, 2, longest_first=False) == {"c": 0, "a": 1, "b": 0}


def test_a_test_that_ends_its_process_fails_and_the_others_are_run(tmp_path: Path) -> None:
    (tmp_path / "test_crashes.py").write_text(CRASHES)

    run = subprocess.run(
        [
            *PYTEST,
            "-p",
            "tests.sharing",
            "-p",
            "no:randomly",
            "-n2",
            "-c",
            os.devnull,
            "test_crashes.py",
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )

    assert run.stdout.count("FAILED test_crashes.py::test_crash") == 1
    assert "1 failed, 2 passed" in run.stdout
