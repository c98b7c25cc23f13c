"""Lineages that make careless questions slow, beside one another in one graph."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import neo4j

from tests.builders import RELATIONS, an_id, strangers


@dataclass(frozen=True, slots=True, kw_only=True)
class Adversaries:
    """The ids of each, every artifact after its sources."""

    ladder: list[str]
    """64 rungs of two, each made from both of the rung before: 2^63 routes."""
    star: list[str]
    """The last is made from the 10,000 others."""
    chain: list[str]
    """5,000, each made from the one before."""
    complete: list[str]
    """60, each made from all before it: 1,770 relations."""


def adversaries(driver: neo4j.Driver) -> Adversaries:
    """All of them, and strangers that no answer may show."""
    strangers(driver)
    pairs = [
        (rung * 2 + end, rung * 2 - 2 + other)
        for rung in range(1, 64)
        for end in (0, 1)
        for other in (0, 1)
    ]
    return Adversaries(
        ladder=_written(driver, "l", 128, pairs),
        star=_written(driver, "x", 10_001, ((10_000, point) for point in range(10_000))),
        chain=_written(driver, "c", 5_000, ((new, new - 1) for new in range(1, 5_000))),
        complete=_written(driver, "k", 60, ((n, old) for n in range(60) for old in range(n))),
    )


def _written(
    driver: neo4j.Driver, letter: str, size: int, pairs: Iterable[tuple[int, int]]
) -> list[str]:
    """Artifacts with what each must have, and each a second older than the next."""
    ids = [an_id(letter, number) for number in range(size)]
    relations: dict[str, list[list[object]]] = {name: [] for name in RELATIONS}
    for place, (new, old) in enumerate(pairs):
        relations[RELATIONS[place % 3]].append([new, old, f"{ids[new]}|{ids[old]}"])
    relating = "\n".join(
        f"CALL (made) {{ UNWIND $relations.{name} AS row WITH row[2] AS key, made[row[0]] AS new,"
        f" made[row[1]] AS old CREATE (new)-[:{name} {{key: key, created_at: new.created_at}}]->"
        "(old) }"
        for name in RELATIONS
    )
    driver.execute_query(
        "UNWIND range(0, size($ids) - 1) AS n CREATE (a:Artifact:Entity {id: $ids[n], kind: 'text',"
        " state: 'candidate', media_type: 'text/plain', name: 'n', rev: 0,"
        " created_at: datetime({epochSeconds: n})})"
        f" WITH collect(a) AS made\n{relating}\nRETURN count(*) AS done",
        ids=ids,
        relations=relations,
    )
    return ids
