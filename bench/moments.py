"""Whether a lineage is of one moment while relations come and go beside it, and what that costs.

    PYTHONPATH=. .venv/bin/python -m bench.moments

starts a Neo4j of its own with a chain of artifacts. One thread retracts the relation in the middle
and adds it again, as the mutations do, while the lineage of the last artifact is asked for. An
answer is mixed when its parts are of two moments. It is asked for with a single walk, which shows
how many mixed answers there would be without the counter, then as the service does, with three.
Last, the statement with the counter and without it take turns, while nothing is written.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from itertools import cycle
from pathlib import Path
from statistics import median
from threading import Event, Thread
from typing import Any

import anyio
import neo4j

from app.api import crossings
from app.api.context import Context
from app.api.schema import schema
from app.graph.connection import connected
from app.graph.session import Graph
from app.graph.statements import writes
from app.local import BENCH, Servers, running
from bench.services import statements
from bench.telling import machine

LINEAGE = """query ($id: ID!) { artifact(id: $id) { lineage {
  totalCount complete artifacts { artifact { id } } relations { from { id } to { id } } } } }"""
CHAIN = """UNWIND $ids AS id
CREATE (:Artifact:Entity {id: id, kind: 'text', state: 'candidate', name: id, rev: 1})"""
RELATIONS = """UNWIND range(1, size($ids) - 1) AS place
MATCH (a:Artifact {id: $ids[place]}) MATCH (b:Artifact {id: $ids[place - 1]})
CREATE (a)-[:DERIVED_FROM {key: a.id + '|' + b.id, created_at: datetime()}]->(b)"""
TAKE_LOCK = writes("locks")["take"].text
RETRACTED = "MATCH (a:Artifact {id: $newer})-[relation:DERIVED_FROM]->() DELETE relation"
RELATED = """MATCH (a:Artifact {id: $newer}) MATCH (b:Artifact {id: $source})
CREATE (a)-[:DERIVED_FROM {key: $newer + '|' + $source, created_at: datetime()}]->(b)"""


def main() -> None:
    """Measures, and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--answers", type=int, default=10_000, help="of each kind")
    parser.add_argument("--long", type=int, default=60, help="artifacts of the chain")
    asked = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        servers = stack.enter_context(running(folder / "data", say=print, profile=BENCH))
        driver = stack.enter_context(
            neo4j.GraphDatabase.driver(
                servers.neo4j_uri,
                auth=(servers.neo4j_user, servers.neo4j_password),
                notifications_min_severity="OFF",
            )
        )
        driver.execute_query("CREATE CONSTRAINT FOR (a:Artifact) REQUIRE a.id IS UNIQUE")
        ids = [f"{number:08}-0000-4000-8000-000000000000" for number in range(asked.long)]
        driver.execute_query(CHAIN, ids=ids)
        driver.execute_query(RELATIONS, ids=ids)
        driver.execute_query("MERGE (lock:Lock {name: 'lineage'}) SET lock.n = 0")
        for walks in (1, crossings.WALKS):
            crossings.WALKS = walks
            with changing(driver, ids[asked.long // 2], ids[asked.long // 2 - 1]) as changes:
                found = anyio.run(answers, servers, ids, asked.answers)
            told = ", ".join(f"{count:,} {name}" for name, count in sorted(found.items()))
            print(f"at most {walks} walks, {changes[0]:,} changes: {told}")
        print(cost(servers, driver, ids[-1]))
        print(machine(driver))


@contextmanager
def changing(driver: neo4j.Driver, newer: str, source: str) -> Generator[list[int]]:
    """Retracts a relation and adds it again while the block lasts; how often, when it has ended."""
    stop, count = Event(), [0]

    def change() -> None:
        for text in cycle([RETRACTED, RELATED]):
            if stop.is_set() and text == RETRACTED:
                return
            with driver.session() as session, session.begin_transaction() as transaction:
                transaction.run(TAKE_LOCK, names=["lineage"]).consume()
                transaction.run(text, newer=newer, source=source).consume()
                transaction.commit()
            count[0] += 1

    writer = Thread(target=change)
    writer.start()
    try:
        yield count
    finally:
        stop.set()
        writer.join()


async def answers(servers: Servers, ids: list[str], many: int) -> Counter[str]:
    """How many answers were of one moment or mixed, and complete or not."""
    found: Counter[str] = Counter()
    where = (servers.neo4j_uri, servers.neo4j_user, servers.neo4j_password)
    async with connected(*where, timeout=60) as graph:
        for _ in range(many):
            found[kind_of(await lineage(graph, ids[-1]), len(ids))] += 1
    return found


async def lineage(graph: Graph, artifact_id: str) -> dict[str, Any]:
    """An answer, without HTTP."""
    context = Context(graph=graph, store=None, max_nodes=10_000)  # type: ignore[arg-type]
    answer: Any = await schema.execute(LINEAGE, {"id": artifact_id}, context)
    assert not answer.errors, answer.errors
    return answer.data["artifact"]["lineage"]


def kind_of(graph: dict[str, Any], long: int) -> str:
    """What an answer is: its parts agree when they have the whole chain, or the later half."""
    counts = {graph["totalCount"], len(graph["artifacts"]), len(graph["relations"])}
    of_one = counts in ({long - 1}, {long - long // 2 - 1})
    return f"{'of one moment' if of_one else 'mixed'}, {'' if graph['complete'] else 'in'}complete"


def cost(servers: Servers, driver: neo4j.Driver, newest: str) -> str:
    """How long the statement takes with the counter and without it, in turn."""
    [(text, parameters)] = statements(servers, LINEAGE, {"id": newest})
    lines = text.splitlines()
    kept = [line for line in lines if "Lock" not in line and " AS before" not in line]
    plain = "\n".join(kept).replace("CALL (before) {", "CALL () {")
    plain = plain.replace(", coalesce(lock.n, 0) = before", "")
    taken: dict[str, list[float]] = {text: [], plain: []}
    for turn in range(2_200):
        one = (text, plain)[turn % 2]
        began = time.perf_counter()
        driver.execute_query(one, parameters)  # type: ignore[arg-type]
        if turn >= 200:
            taken[one].append(1e3 * (time.perf_counter() - began))
    counted, alone = (median(taken[one]) for one in (text, plain))
    return f"with the counter {counted:.2f} ms, without it {alone:.2f} ms: {counted / alone:.2f}"


if __name__ == "__main__":
    main()
