"""How fast requests are answered: beside the raw driver, DataLoaders and @neo4j/graphql.

    make bench

starts a Neo4j and an S3 server of its own with the memory of a benchmark, fills the graph, asserts
that all systems give the same JSON and leave the same in the graph, and asks each in turn, in
rounds. Ratios are taken within a round, since a shared machine changes from one to the next. The
table goes into docs/performance.md.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import neo4j

from app.local import BENCH, running
from bench.requests.data import fill
from bench.requests.measuring import Cells, measure, measure_memory
from bench.requests.queries import Query, queries
from bench.requests.systems import BY_HAND, OWN_STATEMENT, System, plain, systems
from bench.requests.tables import table
from bench.requests.writes import Write, writes
from bench.telling import machine, write_table

BESIDE = frozenset({"Request", "Lock"})
"""What the service keeps beside: requests that were answered, and what it waits for its turn at."""
COUNT = """
MATCH (n) RETURN labels(n)[0] AS name, count(*) AS things, sum(size(keys(n))) AS properties
UNION ALL
MATCH ()-[r]->() RETURN type(r) AS name, count(*) AS things, sum(size(keys(r))) AS properties
"""


def main() -> None:
    """Measures, and prints or writes the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stories", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--queries", default="", help="Names, with commas between; all without.")
    parser.add_argument("--systems", default="", help="Names, with commas between; all without.")
    parser.add_argument("--requests", type=int, default=10_000, help="For the memory.")
    parser.add_argument("--write", action="store_true", help="Into docs/performance.md.")
    asked = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder) / "data", say=print, profile=BENCH) as servers,
        neo4j.GraphDatabase.driver(
            servers.neo4j_uri,
            auth=(servers.neo4j_user, servers.neo4j_password),
            notifications_min_severity="OFF",
        ) as driver,
        systems(servers, driver) as found,
    ):
        fill(driver, asked.stories)
        wanted = [name for name in asked.systems.split(",") if name] or list(found)
        chosen = {name: found[name] for name in wanted}
        names = [name for name in asked.queries.split(",") if name]
        cells: Cells = {}
        for one in (*queries(asked.stories), *writes(asked.stories)):
            if one.name in names or not names:
                if isinstance(one, Write):
                    assert_same_left(one, driver, chosen)
                else:
                    assert_equal(one, chosen)
                measure(one, chosen, cells, rounds=asked.rounds, seconds=asked.seconds)
        memory = measure_memory(queries(asked.stories)[0], chosen, asked.requests)
        told = "\n".join(
            [f"{asked.stories:,} stories. {machine(driver)}", "", *table(cells, memory)]
        )
    print(told)
    if asked.write:
        write_table("performance.md", told)


def assert_equal(query: Query, found: Mapping[str, System]) -> None:
    """Every system answers the same, but for maps' order of keys; no answer has an error."""
    answers = {}
    for name, system in found.items():
        if (client := system.client(query)) and name != OWN_STATEMENT:
            asking = client()
            answers[name] = plain(asking.ask())
            asking.close()
    for name, answer in answers.items():
        assert answer == answers[BY_HAND], (query.name, name, answer, answers[BY_HAND])


def assert_same_left(write: Write, driver: neo4j.Driver, found: Mapping[str, System]) -> None:
    """Every system leaves as many nodes, relationships and properties of each name."""
    left: dict[str, dict[str, list[int]]] = {}
    for name, system in found.items():
        if client := system.client(write):
            before = _counted(driver)
            with closing(client()) as asking:
                plain(asking.ask())
            after = _counted(driver)
            left[name] = {
                of: [new - old for new, old in zip(numbers, before.get(of, (0, 0)), strict=True)]
                for of, numbers in after.items()
                if of not in BESIDE and numbers != before.get(of)
            }
    for name, of in left.items():
        assert of == left[BY_HAND], (write.name, name, of, left[BY_HAND])


def _counted(driver: neo4j.Driver) -> dict[str, list[int]]:
    """How many there are of each label and type, and how many properties these have."""
    rows = driver.execute_query(COUNT).records
    return {row["name"]: [row["things"], row["properties"]] for row in rows}


if __name__ == "__main__":
    main()
