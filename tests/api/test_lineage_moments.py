"""A lineage is of one moment, or says that it may not be, while relations come and go beside it."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from itertools import cycle
from threading import Event, Thread
from typing import Any

import neo4j
import pytest

from app.api import crossings
from app.api.crossings import WALKS
from app.graph.statements import writes
from tests.asking import Ask
from tests.builders import an_id, chain
from tests.waiting import HANG, until

pytestmark = pytest.mark.anyio

LINEAGE = """query ($id: ID!) { artifact(id: $id) { lineage {
  totalCount complete incompleteBecause artifacts { artifact { id } }
  relations { from { id } to { id } } } } }"""
LONG = 60
MIDDLE = LONG // 2
TAKE_LOCK = writes("locks")["take"].text
RETRACTED = "MATCH (a:Artifact {id: $newer})-[relation:DERIVED_FROM]->() DELETE relation"
RELATED = """MATCH (a:Artifact {id: $newer}) MATCH (b:Artifact {id: $source})
  CREATE (a)-[:DERIVED_FROM {key: $newer + '|' + $source, created_at: datetime()}]->(b)"""


class Toggled:
    """A relation that a call takes away, and the next puts back, as the mutations do."""

    def __init__(self, driver: neo4j.Driver, *, newer: str, source: str) -> None:
        self._driver = driver
        self._ends = {"newer": newer, "source": source}
        self._texts = cycle([RETRACTED, RELATED])

    def __call__(self) -> None:
        with self._driver.session() as session, session.begin_transaction() as transaction:
            transaction.run(TAKE_LOCK, names=["lineage"]).consume()
            transaction.run(next(self._texts), self._ends).consume()
            transaction.commit()


@contextmanager
def changing(toggled: Toggled) -> Generator[None]:
    """Toggles the relation again and again, while the block lasts."""
    stop = Event()

    def change() -> None:
        while not stop.is_set():
            toggled()

    writer = Thread(target=change)
    writer.start()
    try:
        yield
    finally:
        stop.set()
        writer.join(HANG)


async def lineage(ask: Ask, artifact_id: str) -> dict[str, Any]:
    return (await ask(LINEAGE, id=artifact_id))["artifact"]["lineage"]


def is_of_one_moment(graph: dict[str, Any]) -> bool:
    """Whether the chain is there up to its middle, or as a whole, in each part of the answer."""
    counts = {graph["totalCount"], len(graph["artifacts"]), len(graph["relations"])}
    return counts in ({MIDDLE}, {LONG - 1})


async def test_a_walk_that_a_change_has_mixed_is_not_complete(
    ask: Ask, driver: neo4j.Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until one is of two moments, which shows that without the counter nobody would know."""
    ids = chain(driver, LONG)
    toggled = Toggled(driver, newer=ids[LONG - 1 - MIDDLE], source=ids[LONG - 2 - MIDDLE])
    monkeypatch.setattr(crossings, "WALKS", 1)
    answers = list[dict[str, Any]]()

    async def mixed() -> bool:
        answers.append(await lineage(ask, ids[-1]))
        return not is_of_one_moment(answers[-1])

    with changing(toggled):
        await until(mixed)

    assert [one for one in answers if one["complete"] and not is_of_one_moment(one)] == []
    for one in answers:
        assert one["incompleteBecause"] == ([] if one["complete"] else ["CHANGED_MEANWHILE"])


async def test_a_lineage_that_changes_is_walked_three_times_and_another_once(
    ask: Ask, driver: neo4j.Driver
) -> None:
    ids = chain(driver, LONG)
    walked: list[int] = []

    async def changed() -> bool:
        ask.sent.clear()
        answer = await lineage(ask, ids[-1])
        walked.append(len(ask.sent))
        return not answer["complete"]

    with changing(Toggled(driver, newer=ids[1], source=ids[0])):
        await until(changed)
    assert walked[-1] == WALKS
    assert all(1 <= times <= WALKS for times in walked)

    assert not await changed()
    assert walked[-1] == 1


async def test_a_page_without_a_lineage_looks_at_no_counter(ask: Ask) -> None:
    text, _ = await ask.statement("{ artifacts { nodes { id } } }")

    assert "Lock" not in text
    nested, _ = await ask.statement("{ artifacts { nodes { lineage { totalCount } } } }")
    assert nested.count("Lock") == 2


async def test_a_missing_artifact_has_no_lineage(ask: Ask) -> None:
    assert await ask(LINEAGE, id=an_id("a", 99)) == {"artifact": None}
