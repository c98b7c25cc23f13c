"""How long questions of lineage take, by what they reach, how deep that is, and beside how much.

    make bench-lineage

starts two Neo4j of its own, one with 10,000 artifacts and one with a million, in which the same
shapes lie, and asks each question of each shape: the service, and the raw driver with the very
statements of the service, in turn. The table goes into docs/latency.md.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import neo4j

from app.local import BENCH, Servers, running
from bench.clients import Client, by_statements, over_http
from bench.lineage.data import REACHES, Shape, fill, shapes
from bench.lineage.measuring import measure
from bench.lineage.questions import QUESTIONS, Question
from bench.lineage.tables import BESIDE_LITTLE, DRIVER, OURS, Cell, table, told_shortly
from bench.services import SERVE, environment, started, statements
from bench.telling import machine, write_table

LITTLE = 10_000
BOTH_HAVE = 1_000


@dataclass(frozen=True, kw_only=True)
class Graph:
    """A graph, the service on it, and the driver."""

    servers: Servers
    driver: neo4j.Driver
    url: str

    def client(self, question: Question, shape: Shape) -> Client:
        """A client of the service."""
        return over_http(self.url, question.text, question.variables(shape))

    def raw(self, question: Question, shape: Shape) -> Client:
        """A client that sends the service's statements itself."""
        sent = statements(self.servers, question.text, question.variables(shape))
        return by_statements(self.driver, sent)


def main() -> None:
    """Measures, and prints or writes the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--artifacts", type=int, default=1_000_000)
    parser.add_argument("--reach", type=int, default=REACHES[-1], help="The most that is reached.")
    parser.add_argument("--rounds", type=int, default=100, help="Of each cell, at most.")
    parser.add_argument("--seconds", type=float, default=4.0, help="For a cell, about.")
    parser.add_argument("--questions", default="", help="Names, with semicolons between.")
    parser.add_argument("--write", action="store_true", help="Into docs/latency.md.")
    asked = parser.parse_args()
    names = [name for name in asked.questions.split(";") if name]
    drawn, both = shapes(asked.reach), shapes(min(asked.reach, BOTH_HAVE))
    with (
        tempfile.TemporaryDirectory() as folder,
        graph(Path(folder) / "much", drawn, asked.artifacts) as much,
        graph(Path(folder) / "little", both, LITTLE) as little,
    ):
        cells: list[Cell] = []
        for question in QUESTIONS:
            if question.name in names or not names:
                for shape in drawn:
                    clients = {
                        OURS: much.client(question, shape),
                        DRIVER: much.raw(question, shape),
                    }
                    if shape in both:
                        clients[BESIDE_LITTLE] = little.client(question, shape)
                    taken = measure(clients, rounds=asked.rounds, seconds=asked.seconds)
                    cells.append(Cell(question=question.name, shape=shape, taken=taken))
                    print(question.name, shape.reach, shape.depth, told_shortly(taken), flush=True)
        told = "\n".join([machine(much.driver), "", *table(cells)])
    print(told)
    if asked.write:
        write_table("latency.md", told)


@contextmanager
def graph(folder: Path, drawn: Sequence[Shape], count: int) -> Generator[Graph]:
    """A filled graph on servers of its own, and the service on it."""
    with ExitStack() as ending:
        servers = ending.enter_context(running(folder, say=print, profile=BENCH))
        driver = ending.enter_context(
            neo4j.GraphDatabase.driver(
                servers.neo4j_uri,
                auth=(servers.neo4j_user, servers.neo4j_password),
                notifications_min_severity="OFF",
            )
        )
        _, url = ending.enter_context(started(SERVE, environment(servers)))
        fill(driver, drawn, count)
        yield Graph(servers=servers, driver=driver, url=url)


if __name__ == "__main__":
    main()
