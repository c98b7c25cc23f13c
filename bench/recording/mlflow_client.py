"""Logs files to an MLflow server, as often as the benchmark asks: a line in, the seconds out.

It runs in MLflow's own environment. A line is a question and a folder of files that are there
already.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter

import mlflow


def one_step(folder: Path) -> None:
    """One run, and a call for each file."""
    with mlflow.start_run():
        for path in sorted(folder.iterdir()):
            mlflow.log_artifact(str(path))


def step_each(folder: Path) -> None:
    """A run for each file: MLflow has no steps that artifacts belong to."""
    for path in sorted(folder.iterdir()):
        with mlflow.start_run():
            mlflow.log_artifact(str(path))


def batches(folder: Path) -> None:
    """One run, and one call for all files of the folder; it cannot say what they were made from."""
    with mlflow.start_run():
        mlflow.log_artifacts(str(folder))


WAYS = {"one-step": one_step, "step-each": step_each, "batches": batches}

for line in sys.stdin:
    question, _, folder = line.strip().partition(" ")
    began = perf_counter()
    WAYS[question](Path(folder))
    print("seconds", perf_counter() - began, flush=True)
