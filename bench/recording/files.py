"""What is recorded: files that nobody has seen before, and the questions of the benchmark."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count

import orjson

SIZE, BATCH = 1_000, 100
ONE_STEP, STEP_EACH, BATCHES = "one-step", "step-each", "batches"
QUESTIONS = {
    ONE_STEP: "`register`, all in one step; MLflow: `log_artifact`, all in one run",
    STEP_EACH: "`register`, each in a step; MLflow: `log_artifact`, each in a run",
    BATCHES: f"`ingestRun` of {BATCH}, each made from the one before; MLflow: `log_artifacts` of a"
    f" folder of {BATCH}, without sources",
}

Files = Mapping[str, bytes]
Record = Callable[[str, Files], float]
"""Records files in the way of a question, and returns how many seconds that took."""

numbers = count()


def new_files(many: int) -> Files:
    """So many files of JSON, by name."""
    made: dict[str, bytes] = {}
    for _ in range(many):
        name = f"plan-{next(numbers):08}"
        head = orjson.dumps({"name": name, "scene": ""})
        made[f"{name}.json"] = head[:-2] + b"x" * (SIZE - len(head)) + head[-2:]
    return made


def in_batches(some: Files) -> list[Files]:
    """The files, a hundred at a time."""
    names = list(some)
    return [
        {name: some[name] for name in names[at : at + BATCH]} for at in range(0, len(names), BATCH)
    ]
