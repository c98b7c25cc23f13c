"""How fast requests are answered: beside the raw driver, DataLoaders and @neo4j/graphql.

    make bench
    make bench-smoke

starts a Neo4j and an S3 server of its own with the memory of a benchmark, imports the graph,
asserts that all systems give the same JSON and leave the same in the graph, and asks each in turn,
in rounds. Ratios are taken within a round, since a shared machine changes from one to the next. The
table goes into docs/performance.md. The smoke form does the same with little, on the servers of the
tests, without Node, and writes no file: it shows that the benchmark works, and nothing more.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import neo4j

from app.local import BENCH, SUITE, Servers, running
from bench.requests.agreement import assert_equal, assert_same_left
from bench.requests.arguments import arguments, chosen, names, planned
from bench.requests.data import Size, fill
from bench.requests.measuring import Cells, Memory, Pace, measure, measure_memory
from bench.requests.queries import Query, queries
from bench.requests.systems import BY_HAND, System, systems
from bench.requests.tables import table
from bench.requests.writes import Write, writes
from bench.telling import machine, write_table


def main() -> None:
    """Measures, and prints or writes the table."""
    asked = arguments()
    size = Size(stories=asked.stories, layers=asked.layers, width=asked.width)
    reads, changes = queries(size), writes(size)
    of = [*chosen(reads, asked.queries), *chosen(changes, asked.queries)]
    with (
        served(smoke=asked.smoke) as (servers, driver),
        systems(servers, driver, with_node=not asked.smoke) as able,
    ):
        wanted = dict.fromkeys((BY_HAND, *(names(asked.systems) or able)))
        found = {name: able[name] for name in wanted}
        print(planned(asked, of, found), flush=True)
        fill(servers, driver, size)
        told = [f"{asked.stories:,} stories. {machine(driver)}", ""]
        told += measured(asked, reads, changes, driver, found)
    print("\n".join(told))
    if asked.write:
        write_table("performance.md", "\n".join(told))


@contextmanager
def served(*, smoke: bool) -> Generator[tuple[Servers, neo4j.Driver]]:
    """The servers, small ones where little is asked, and a driver."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder) / "data", say=print, profile=SUITE if smoke else BENCH) as servers,
        neo4j.GraphDatabase.driver(
            servers.neo4j_uri,
            auth=(servers.neo4j_user, servers.neo4j_password),
            notifications_min_severity="OFF",
        ) as driver,
    ):
        yield servers, driver


def measured(
    asked: argparse.Namespace,
    reads: Sequence[Query],
    changes: Sequence[Write],
    driver: neo4j.Driver,
    found: Mapping[str, System],
) -> list[str]:
    """The tables. Writes come last: they make stories that have nothing below them."""
    pace = Pace(
        rounds=asked.rounds,
        seconds=asked.seconds,
        warm_up=asked.warm_up,
        connections=asked.connections,
    )
    cells, memory = Cells(), list[Memory]()
    for query in chosen(reads, asked.queries):
        assert_equal(query, found)
        measure(query, found, cells, pace)
    for name, requests in (("S", asked.requests), ("L", asked.large_requests)):
        [query] = chosen(reads, name)
        memory += measure_memory(query, found, requests)
    for write in chosen(changes, asked.queries):
        assert_same_left(write, driver, found)
        measure(write, found, cells, pace)
    return list(table(cells, memory))


if __name__ == "__main__":
    main()
