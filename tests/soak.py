"""Runs the suite again and again in random order on a busy machine: `python -m tests.soak`.

A test that fails here and not in `make test` hangs on the order of the tests, or on how fast the
machine is. Each failure is printed with its run and its seed; `--seed` repeats a run.
"""

from __future__ import annotations

import argparse
import random
import re
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
_FAILED = re.compile(r"^(?:FAILED|ERROR) .*", re.MULTILINE)
_BUSY = "import os\nparent = os.getppid()\nwhile os.getppid() == parent: pass"
"""Keeps a core busy, and ends with the process that started it."""


def main() -> int:
    """Prints what failed, and returns the exit code: 0 when every run passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=None, help="of the first run")
    parser.add_argument("--loops", type=int, default=2, help="busy loops beside each run")
    parser.add_argument("--logs", type=Path, default=ROOT / ".soak", help="where outputs go")
    known, pytest_options = parser.parse_known_args()
    known.logs.mkdir(exist_ok=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    first = random.randrange(2**31) if known.seed is None else known.seed
    failures = list[str]()
    with _busy(known.loops):
        for run in range(known.runs):
            seed = (first + run) % 2**32
            failures += _run(seed, known.logs / f"seed-{seed}.log", run + 1, pytest_options)
    print("\n".join(failures) if failures else f"{known.runs} of {known.runs} runs passed.")
    return 1 if failures else 0


def _run(seed: int, log: Path, number: int, options: list[str]) -> list[str]:
    """The failures of one run, each with the run and the seed."""
    seeds = [f"--randomly-seed={seed}", f"--hypothesis-seed={seed}"]
    command = [sys.executable, "-m", "pytest", "-p", "randomly", *seeds]
    with log.open("w", encoding="utf-8") as output:
        ended = subprocess.run(
            [*command, *options], cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, check=False
        )
    text = log.read_text(encoding="utf-8", errors="replace")
    found = sorted(set(_FAILED.findall(text))) or [f"pytest ended with {ended.returncode}"]
    last = text.strip().rpartition("\n")[2].strip("= ")
    print(f"run {number}, seed {seed}: {last} ({log})", flush=True)
    return [f"run {number}, seed {seed}: {one}" for one in found] if ended.returncode else []


@contextmanager
def _busy(loops: int) -> Generator[None]:
    """Keeps so many cores busy while the block lasts."""
    running = [subprocess.Popen([sys.executable, "-c", _BUSY]) for _ in range(loops)]
    try:
        yield
    finally:
        for loop in running:
            loop.kill()
            loop.wait()


if __name__ == "__main__":
    sys.exit(main())
