"""How many artifacts a pipeline records in a second, beside MLflow's `log_artifact`.

    make bench-recording

starts a Neo4j and an S3 server of its own with the memory of a benchmark, the service, and an
MLflow server with SQLite and a folder for files, which gets an environment of its own in
`.venv/mlflow`. One client of each records files of 1 kB of JSON, one after the other over one
connection; the two take turns, in an order of chance, and ratios are taken within a round. Where
MLflow cannot be installed it is left out, and the table says so.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from random import Random

import neo4j

from app.local import BENCH, running
from bench.recording.files import BATCH, QUESTIONS, Record, new_files
from bench.recording.mlflow_server import installed, mlflow
from bench.recording.ours import ours
from bench.services import ROOT, SERVE, environment, started
from bench.telling import machine, spread, write_table

OURS, MLFLOW = "ours", "MLflow"

Rates = Mapping[str, Mapping[str, Sequence[float]]]
"""Artifacts per second, for each question and system, a round after the other."""


def main() -> None:
    """Measures, and prints or writes the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--artifacts", type=int, default=200, help="of each turn")
    parser.add_argument("--mlflow", type=Path, default=ROOT / ".venv" / "mlflow")
    parser.add_argument("--write", action="store_true", help="into docs/recording-speed.md")
    asked = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        servers = stack.enter_context(running(folder / "data", say=print, profile=BENCH))
        auth = (servers.neo4j_user, servers.neo4j_password)
        driver = stack.enter_context(neo4j.GraphDatabase.driver(servers.neo4j_uri, auth=auth))
        _, url = stack.enter_context(started(SERVE, environment(servers)))
        systems = {OURS: stack.enter_context(ours(url))}
        if installed(asked.mlflow):
            systems[MLFLOW] = stack.enter_context(mlflow(asked.mlflow, folder / "mlflow"))
        rates = measured(systems, asked.rounds, asked.artifacts)
        told = [machine(driver), "", f"{asked.rounds} rounds of {asked.artifacts} artifacts.", ""]
        told += table(rates)
    print("\n".join(told))
    if asked.write:
        write_table("recording-speed.md", "\n".join(told))


def measured(systems: Mapping[str, Record], rounds: int, artifacts: int) -> Rates:
    """Lets all systems take turns, after each has done everything once."""
    rates = {question: {name: list[float]() for name in systems} for question in QUESTIONS}
    chance = Random("recording")
    for question in QUESTIONS:
        for record in systems.values():
            record(question, new_files(min(artifacts, BATCH)))
    for number in range(rounds):
        for question, of in rates.items():
            for name in chance.sample(list(systems), len(systems)):
                of[name].append(artifacts / systems[name](question, new_files(artifacts)))
            shown = ", ".join(f"{name} {of[name][-1]:.0f}/s" for name in of)
            print(f"round {number + 1}, {question}: {shown}", flush=True)
    return rates


def table(rates: Rates) -> Iterator[str]:
    """A row for each question; a ratio is of the rates of one round."""
    both = all(MLFLOW in of for of in rates.values())
    if not both:
        yield from ("MLflow was not installed, and is left out.", "")
    heads = ["recorded", "ours, artifacts/s"]
    heads += ["MLflow, artifacts/s", "ours over MLflow"] if both else []
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    for question, of in rates.items():
        cells = [QUESTIONS[question], spread(of[OURS], 0)]
        if both:
            ratios = [one / other for one, other in zip(of[OURS], of[MLFLOW], strict=True)]
            cells += [spread(of[MLFLOW], 0), spread(ratios, 1)]
        yield f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
