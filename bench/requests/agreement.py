"""That all systems answer the same, and leave the same in the graph, before anything is timed."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from typing import Any, cast
from uuid import UUID

import neo4j
import orjson

from bench.clients import Client
from bench.requests.queries import Query
from bench.requests.systems import BY_HAND, NEO4J_GRAPHQL, OWN_STATEMENT, System
from bench.requests.writes import Write

BESIDE = frozenset({"Request", "Lock"})
"""What the service keeps beside: requests that were answered, and what it waits for its turn at."""
COUNT = """
MATCH (n) RETURN labels(n)[0] AS name, count(*) AS things, sum(size(keys(n))) AS properties
UNION ALL
MATCH ()-[r]->() RETURN type(r) AS name, count(*) AS things, sum(size(keys(r))) AS properties
"""


class Disagreement(Exception):
    """A system answers otherwise than the statement by hand, or leaves something else."""


def assert_equal(query: Query, found: Mapping[str, System]) -> None:
    """Every system answers the JSON of the statement by hand, but for the order of keys.

    @neo4j/graphql has its own words and no connections: of both answers the plain form is compared.
    The rows of the service's own statement are no such answer.
    """
    expected = _data(found[BY_HAND].client(query))
    for name, system in found.items():
        client = system.client(query)
        if client and name not in (BY_HAND, OWN_STATEMENT):
            form = plain if name == NEO4J_GRAPHQL else _as_it_is
            _compare(query.name, name, form(_data(client)), form(expected))


def assert_same_left(write: Write, driver: neo4j.Driver, found: Mapping[str, System]) -> None:
    """Every system leaves as many nodes, relationships and properties of each name.

    The answers are equal but for the new ids.
    """
    expected = _written(found[BY_HAND].client(write), driver)
    for name, system in found.items():
        if name != BY_HAND and (client := system.client(write)):
            _compare(write.name, name, _written(client, driver), expected)


def _compare(asked: str, name: str, answer: Any, expected: Any) -> None:
    """Raises Disagreement for answers that are not the same bytes: 1, 1.0 and true differ."""
    one, other = (orjson.dumps(it, option=orjson.OPT_SORT_KEYS) for it in (answer, expected))
    if one != other:
        at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
        shown = [it[max(0, at - 200) : at + 200].decode(errors="replace") for it in (one, other)]
        raise Disagreement(f"{asked}: {name} has\n{shown[0]}\n{BY_HAND} has\n{shown[1]}")


def _data(client: Client | None) -> Any:
    """What is answered; Disagreement for an answer with errors."""
    assert client is not None
    with closing(client()) as asking:
        answer = orjson.loads(asking.ask())
    if "errors" in answer or answer.get("data") is None:
        raise Disagreement(f"{answer}"[:2_000])
    return answer["data"]


def _written(client: Client | None, driver: neo4j.Driver) -> dict[str, Any]:
    """An answer with its new ids struck out, and what there is more of in the graph after it."""
    before = _counted(driver)
    answer = _without_ids(_data(client))
    after = _counted(driver)
    left = {
        of: [new - old for new, old in zip(numbers, before.get(of, (0, 0)), strict=True)]
        for of, numbers in after.items()
        if of not in BESIDE and numbers != before.get(of)
    }
    return {"answer": answer, "left": left}


def _counted(driver: neo4j.Driver) -> dict[str, list[int]]:
    """How many there are of each label and type, and how many properties these have."""
    rows = driver.execute_query(COUNT).records
    return {row["name"]: [row["things"], row["properties"]] for row in rows}


def _without_ids(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_ids(one) for one in cast("list[Any]", value)]
    if not isinstance(value, dict):
        return value
    read = cast("dict[str, Any]", value)
    return {
        key: f"{UUID(one).version}" if key == "id" else _without_ids(one)
        for key, one in read.items()
    }


def _as_it_is(value: Any) -> Any:
    return value


def plain(value: Any) -> Any:
    """An answer in small letters, and lists in place of connections: so @neo4j/graphql has it."""
    if isinstance(value, list):
        return [plain(one) for one in cast("list[Any]", value)]
    if not isinstance(value, dict):
        return value.lower() if isinstance(value, str) else value
    read = cast("dict[str, Any]", value)
    for wrapper in ("nodes", "node"):
        if read.keys() == {wrapper}:
            return plain(read[wrapper])
    if read.keys() == {"story"}:
        return {"stories": [plain(read["story"])]}
    return {key: plain(one) for key, one in read.items()}
