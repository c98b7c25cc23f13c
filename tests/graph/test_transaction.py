"""Writes that return nothing are sent together, in their order, before anything reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import neo4j
import pytest
from neo4j import exceptions

from app.graph.session import Graph
from app.graph.statements import CYPHER, Statement, joined, load_statement
from app.graph.transaction import Transaction

pytestmark = [pytest.mark.anyio, pytest.mark.releases]

PUT = Statement(
    name="put",
    text="MERGE (lock:Lock {name: $name}) SET lock.n = $n",
    parameters=frozenset({"name", "n"}),
    returns=(),
)
DOUBLE = Statement(
    name="double",
    text="UNWIND $names AS name\nMATCH (lock:Lock {name: name})\nSET lock.n = 2 * lock.n",
    parameters=frozenset({"names"}),
    returns=(),
)
READ = Statement(
    name="read",
    text="UNWIND $names AS name\nMATCH (lock:Lock {name: name})\nRETURN name, lock.n AS n",
    parameters=frozenset({"names"}),
    returns=("name", "n"),
)
DIVIDE = Statement(
    name="divide",
    text="CREATE (lock:Lock {name: $name, n: 1 / $by})",
    parameters=frozenset({"name", "by"}),
    returns=(),
)


def stored(driver: neo4j.Driver) -> dict[str, int]:
    rows = driver.execute_query("MATCH (lock:Lock) RETURN lock.name, lock.n").records
    return dict(row.values() for row in rows)


def test_statements_are_joined_into_one_with_their_parameters_in_maps() -> None:
    assert joined((PUT, DOUBLE, READ)) == (
        "CALL () {\nMERGE (lock:Lock {name: $s1.name}) SET lock.n = $s1.n\n}\n"
        "CALL () {\nUNWIND $s2.names AS name\nMATCH (lock:Lock {name: name})\n"
        "SET lock.n = 2 * lock.n\n}\n"
        "CALL () {\nUNWIND $s3.names AS name\nMATCH (lock:Lock {name: name})\n"
        "RETURN name, lock.n AS n\n}\n"
        "RETURN name, n"
    )


async def test_a_statement_sees_what_was_written_before_it_in_that_order(graph: Graph) -> None:
    async def work(transaction: Transaction) -> Any:
        await transaction.write(PUT, name="b", n=7)
        await transaction.write(PUT, name="a", n=1)
        await transaction.write(PUT, name="a", n=3)
        await transaction.write(DOUBLE, names=["a"])
        before = await transaction.rows(READ, names=["b", "a", "c"])
        await transaction.write(DOUBLE, names=["b"])
        return before, await transaction.rows(READ, names=["b"])

    before, after = await graph.write(work)

    assert before == [{"name": "b", "n": 7}, {"name": "a", "n": 6}]
    assert after == [{"name": "b", "n": 14}]


@pytest.mark.parametrize("many", [1, 2, 9])
async def test_what_waits_at_the_end_is_written_before_the_commit(
    graph: Graph, driver: neo4j.Driver, many: int
) -> None:
    async def work(transaction: Transaction) -> None:
        for number in range(many):
            await transaction.write(PUT, name=f"lock {number}", n=number)

    await graph.write(work)

    assert stored(driver) == {f"lock {number}": number for number in range(many)}


async def test_a_write_that_fails_undoes_all_of_it(graph: Graph, driver: neo4j.Driver) -> None:
    async def work(transaction: Transaction) -> None:
        await transaction.write(PUT, name="a", n=1)
        await transaction.write(DIVIDE, name="b", by=0)
        await transaction.write(PUT, name="c", n=1)

    with pytest.raises(exceptions.ClientError, match="/ by zero"):
        await graph.write(work)

    assert stored(driver) == {}


async def test_wrong_parameters_are_refused_where_the_write_is_asked_for(
    graph: Graph, driver: neo4j.Driver
) -> None:
    async def work(transaction: Transaction) -> None:
        await transaction.write(PUT, name="a", n=1)
        with pytest.raises(TypeError, match="put: wrong parameters: m, n"):
            await transaction.write(PUT, name="b", m=1)

    await graph.write(work)

    assert stored(driver) == {"a": 1}


async def test_a_statement_with_rows_is_not_written_without_them(graph: Graph) -> None:
    async def work(transaction: Transaction) -> None:
        await transaction.write(READ, names=[])

    with pytest.raises(TypeError, match="read: its rows would be lost"):
        await graph.write(work)


@pytest.mark.parametrize(
    "path",
    sorted((CYPHER / "writes").rglob("*.cypher")),
    ids=lambda path: f"{path.parent.name}/{path.stem}",
)
def test_every_statement_can_come_after_others(driver: neo4j.Driver, path: Path) -> None:
    text: Any = f"EXPLAIN {joined((PUT, load_statement(path)))}"

    plan = driver.execute_query(text, {"s1": {}, "s2": {}}).summary.plan

    assert plan is not None
