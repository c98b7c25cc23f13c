"""How fast a file comes in, beside raw batches of the same, and how much memory that takes.

    .venv/bin/python bench/import.py

starts a Neo4j and an S3 server of its own, with the memory of a benchmark. Raw is what one would
write by hand: batches of 1,000 rows by UNWIND and CREATE, of the same properties into the same
indexes, from rows that are in memory already and that nothing checks; times go as text, which the
driver packs faster than datetimes. The import is the whole command, from its start to its end: it
reads, checks, spools and writes.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from typing import Any
from uuid import UUID

import neo4j
import orjson

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from app.local import BENCH, Servers, running  # noqa: E402

BATCH = 1_000
TYPES = ("derived_from", "variant_of", "transcoded_from")
START = datetime(2026, 1, 1, tzinfo=UTC)
Row = dict[str, Any]

CREATE_ARTIFACTS = """
UNWIND $rows AS row
CREATE (artifact:Artifact:Entity {
  id: row.id, kind: row.kind, media_type: row.media_type, state: row.state, name: row.name,
  metadata: row.metadata, created_at: datetime(row.created_at), rev: 0
})
"""
CREATE_RELATIONS = """
UNWIND $rows AS row
MATCH (artifact:Artifact {{id: row.from}})
MATCH (source:Artifact {{id: row.to}})
CREATE (artifact)-[:{type} {{
  key: row.key, created_at: datetime(row.created_at), note: row.note
}}]->(source)
"""


def moment(seconds: int) -> str:
    """A time so many seconds after everything began."""
    return f"{START + timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%SZ}"


def artifacts(count: int) -> Iterator[Row]:
    """Artifacts, of which each is a second younger than the one before."""
    chance = Random(1)
    for number in range(count):
        yield {
            "id": str(UUID(int=chance.getrandbits(128), version=4)),
            "kind": "image",
            "media_type": "image/png",
            "state": "candidate",
            "name": f"Scene {number}, a fox in the snow under the moon",
            "metadata": {"seed": number, "width": 1024, "height": 768},
            "created_at": moment(number),
        }


def relations(ids: list[str], count: int) -> Iterator[Row]:
    """Relations of artifacts to older ones, as many of each artifact, by all the types."""
    chance, each = Random(2), count // len(ids)
    for place in range(1, len(ids)):
        for source in chance.sample(range(max(0, place - 1000), place), min(each, place)):
            yield {
                "relation_type": TYPES[source % 3],
                "from_artifact_id": ids[place],
                "to_artifact_id": ids[source],
                "created_at": moment(place),
                "note": "by hand",
            }


def write_file(path: Path, count: int, edges: int) -> None:
    """Writes the lines of so many artifacts and relations."""
    ids: list[str] = []
    with path.open("wb") as file:
        for row in artifacts(count):
            ids.append(row["id"])
            file.write(orjson.dumps({"type": "artifact", **row}) + b"\n")
        for row in relations(ids, edges):
            file.write(orjson.dumps({"type": "relation", **row}) + b"\n")


def raw_rows(count: int, edges: int) -> tuple[list[Row], dict[str, list[Row]]]:
    """The same as rows for the raw statements, the relations by their types."""
    nodes = [
        {**row, "metadata": orjson.dumps(row["metadata"]).decode()} for row in artifacts(count)
    ]
    by_type: dict[str, list[Row]] = {name: [] for name in TYPES}
    for row in relations([node["id"] for node in nodes], edges):
        ends = {"from": row["from_artifact_id"], "to": row["to_artifact_id"]}
        key = f"{ends['from']}|{ends['to']}"
        told = {"key": key, "created_at": row["created_at"], "note": row["note"]}
        by_type[row["relation_type"]].append({**ends, **told})
    return nodes, by_type


def raw_seconds(driver: neo4j.Driver, nodes: list[Row], by_type: dict[str, list[Row]]) -> float:
    """How long the raw batches take."""
    began = time.perf_counter()
    with driver.session() as session:
        for at in range(0, len(nodes), BATCH):
            session.run(CREATE_ARTIFACTS, rows=nodes[at : at + BATCH]).consume()
        for name, rows in by_type.items():
            text: Any = CREATE_RELATIONS.format(type=name.upper())
            for at in range(0, len(rows), BATCH):
                session.run(text, rows=rows[at : at + BATCH]).consume()
    return time.perf_counter() - began


def import_seconds(servers: Servers, path: Path) -> tuple[float, float]:
    """How long the command takes, and the most memory that it had, in MB."""
    given = {
        "NEO4J_URI": servers.neo4j_uri,
        "NEO4J_PASSWORD": servers.neo4j_password,
        "S3_ENDPOINT": servers.s3_endpoint,
        "S3_ACCESS_KEY": servers.s3_access_key,
        "S3_SECRET_KEY": servers.s3_secret_key,
    }
    environment = {**os.environ, **{f"ARTIFACT_GRAPH_{name}": one for name, one in given.items()}}
    command = [sys.executable, "-m", "app", "import", str(path)]
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"the import ended with {process.returncode}")
    kilo = 1 if sys.platform == "darwin" else 1024
    return seconds, usage.ru_maxrss * kilo / 1e6


def import_memory(driver: neo4j.Driver, servers: Servers, path: Path) -> float:
    """The most memory of an import, in MB.

    A process counts what it had before it became another program: so this is measured before the
    raw rows fill the one that starts it.
    """
    _, most = import_seconds(servers, path)
    emptied(driver)
    return most


def emptied(driver: neo4j.Driver, expected: tuple[int, int] | None = None) -> None:
    """Empties the graph, after it was seen to have so many artifacts and relations."""
    text = "CALL () { MATCH (n:Artifact) RETURN count(n) AS n } MATCH ()-[r]->() RETURN n, count(r)"
    if expected is not None:
        [row] = driver.execute_query(text).records
        assert tuple(row.values()) == expected, (row, expected)
    with driver.session() as session:
        empty = "MATCH (n:Artifact|Lock) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS"
        session.run(empty).consume()
    driver.execute_query("CALL db.clearQueryCaches()")


def told(name: str, values: list[float], records: int) -> str:
    """A line of the result: the median, the spread and the rate."""
    middle = median(values)
    spread = f"{min(values):.1f} to {max(values):.1f}"
    return f"{name:8} {middle:6.1f} s ({spread}), {records / middle:9,.0f} records/s"


def main() -> None:
    """Prints what was measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--artifacts", type=int, default=100_000)
    parser.add_argument("--relations", type=int, default=300_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder) / "data", say=print, profile=BENCH) as servers,
        neo4j.GraphDatabase.driver(
            servers.neo4j_uri, auth=(servers.neo4j_user, servers.neo4j_password)
        ) as driver,
    ):
        measure(driver, servers, Path(folder), asked)


def measure(
    driver: neo4j.Driver, servers: Servers, folder: Path, asked: argparse.Namespace
) -> None:
    """Raw and import in turn, on an emptied graph each time; one round before them warms up."""
    large, small = folder / "large.jsonl", folder / "small.jsonl"
    write_file(large, asked.artifacts, asked.relations)
    write_file(small, asked.artifacts // 10, asked.relations // 10)
    memory = [import_memory(driver, servers, path) for path in (small, large)]
    nodes, by_type = raw_rows(asked.artifacts, asked.relations)
    there = (len(nodes), sum(map(len, by_type.values())))
    raw, whole = list[float](), list[float]()
    for number in range(asked.rounds + 1):
        raw.append(raw_seconds(driver, nodes, by_type))
        emptied(driver, there)
        whole.append(import_seconds(servers, large)[0])
        emptied(driver, there)
        print(f"round {number}: raw {raw[-1]:.1f} s, import {whole[-1]:.1f} s", flush=True)
    raw, whole = raw[1:], whole[1:]
    print(f"{platform.system()}, {os.cpu_count()} CPUs, Python {platform.python_version()}")
    print(f"Neo4j {driver.get_server_info().agent}, driver {neo4j.__version__}")
    print(f"{there[0]:,} artifacts, {there[1]:,} relations, {large.stat().st_size / 1e6:.0f} MB")
    print(told("raw", raw, sum(there)))
    print(told("import", whole, sum(there)))
    ratios = [one / other for one, other in zip(raw, whole, strict=True)]
    shown = ", ".join(f"{ratio:.2f}" for ratio in ratios)
    print(f"the import has {median(ratios):.0%} of the rate of raw ({shown})")
    print(f"most memory: {memory[1]:.0f} MB, and {memory[0]:.0f} MB for a tenth of the file")


if __name__ == "__main__":
    main()
