"""Graphs in which it is known what a question reaches: layered shapes, and others beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

import neo4j

from bench.writing import an_id, write

REACHES = (100, 1_000, 10_000, 100_000)
DEPTHS = (5, 20, 100, 1_000)
TYPES = ("DERIVED_FROM", "VARIANT_OF", "TRANSCODED_FROM")
CHAIN = 10
STEP = 4
START = datetime(2026, 1, 1, tzinfo=UTC)
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """So many artifacts in so many equal layers, each made from two of the layer before.

    Its head is made from all of the newest layer, and all of the oldest is made from its foot.
    """

    first: int
    reach: int
    depth: int

    @property
    def foot(self) -> str:
        """The artifact from which all others come."""
        return an_id(1, self.first)

    @property
    def head(self) -> str:
        """The artifact that comes from all others."""
        return an_id(1, self.first + self.size - 1)

    @property
    def newest(self) -> list[str]:
        """Two artifacts of the newest layer, or the only one and the one before it."""
        return [an_id(1, self.first + self.reach), an_id(1, self.first + self.reach - 1)]

    @property
    def size(self) -> int:
        """How many artifacts it has, with its head and its foot."""
        return self.reach + 2

    def relations(self) -> Iterator[tuple[int, int]]:
        """The newer and the older end of each relation, as numbers of artifacts."""
        width, foot = self.reach // self.depth, self.first
        for place in range(self.reach):
            layer, across = divmod(place, width)
            newer = foot + 1 + place
            if layer == 0:
                yield newer, foot
                continue
            below = foot + 1 + (layer - 1) * width
            for other in {across, (across + 1) % width}:
                yield newer, below + other
        head = foot + self.size - 1
        for place in range(self.reach - width, self.reach):
            yield head, foot + 1 + place


def shapes(most: int) -> list[Shape]:
    """The shapes of all reaches up to that and all depths that they can have."""
    found: list[Shape] = []
    first = 0
    for reach in REACHES:
        for depth in DEPTHS:
            if depth <= reach <= most:
                found.append(Shape(first=first, reach=reach, depth=depth))
                first += found[-1].size
    return found


def fill(driver: neo4j.Driver, drawn: Sequence[Shape], count: int) -> None:
    """Writes the shapes, and chains of ten until there are so many artifacts."""
    first = sum(shape.size for shape in drawn)
    artifacts = "UNWIND $rows AS row CREATE (n:Artifact:Entity) SET n = row"
    write(driver, artifacts, (_artifact(number) for number in range(count)))
    steps = (
        "UNWIND $rows AS row CREATE (s:AgentStep:Entity) SET s = row.step"
        " WITH s, row UNWIND row.made AS id MATCH (a:Artifact {id: id}) CREATE (s)-[:CREATED]->(a)"
    )
    write(driver, steps, (_step(number) for number in range(0, count - STEP, STEP)))
    chains = ((n, n - 1) for n in range(first, count) if (n - first) % CHAIN)
    _relate(driver, chain(chain.from_iterable(one.relations() for one in drawn), chains))
    driver.execute_query("CALL db.awaitIndexes(600)")


def _relate(driver: neo4j.Driver, ends: Iterable[tuple[int, int]]) -> None:
    text = (
        "UNWIND $rows AS row MATCH (a:Artifact {id: row.from}) MATCH (b:Artifact {id: row.to})"
        " CREATE (a)-[r:$(row.type)]->(b) SET r = row.told"
    )
    write(driver, text, (_relation(newer, older) for newer, older in ends))


def _artifact(number: int) -> Row:
    return {
        "id": an_id(1, number),
        "kind": "image",
        "media_type": "image/png",
        "state": "candidate",
        "name": f"Scene {number}",
        "created_at": START + timedelta(seconds=number),
        "rev": 0,
    }


def _step(number: int) -> Row:
    told = {
        "id": an_id(2, number),
        "step_order": 0,
        "name": "paint",
        "agent": "painter",
        "model": "gouache-3",
        "status": "completed",
        "cost_micro_usd": 1_000,
        "input_tokens": 10,
        "output_tokens": 20,
        "created_at": START,
    }
    return {"step": told, "made": [an_id(1, number + place) for place in range(STEP)]}


def _relation(newer: int, older: int) -> Row:
    start, end = an_id(1, newer), an_id(1, older)
    told = {"key": f"{start}|{end}", "created_at": START + timedelta(seconds=newer)}
    return {"from": start, "to": end, "type": TYPES[newer % 3], "told": told}
