"""The routes between two artifacts: relations in order, the shortest first, all or it is said."""

from __future__ import annotations

from typing import Any

import neo4j
import pytest

from tests.asking import Ask
from tests.builders import an_artifact, an_id, chain, create, ladder, relate, strangers

pytestmark = pytest.mark.anyio

PATHS = """
query ($from: ID!, $to: ID!, $mode: PathMode! = ALL, $limit: Int! = 10) {
  lineagePath(from: $from, to: $to, mode: $mode, limit: $limit) {
    exhaustive
    paths { relations { type from { id } to { id } } }
  }
}
"""
IS = "query ($ancestor: ID!, $of: ID!) { isAncestor(ancestor: $ancestor, of: $of) }"
Route = list[str]


async def routes(ask: Ask, start: str, end: str, **asked: Any) -> tuple[list[Route], bool]:
    """The artifacts on each route, whose relations must join, and whether those are all."""
    data = await ask(PATHS, **{"from": start, "to": end, **asked})
    found: list[Route] = []
    for path in data["lineagePath"]["paths"]:
        relations = path["relations"]
        assert [one["to"] for one in relations[:-1]] == [one["from"] for one in relations[1:]]
        found.append([relations[0]["from"]["id"], *(one["to"]["id"] for one in relations)])
    return found, data["lineagePath"]["exhaustive"]


@pytest.fixture
def kite(driver: neo4j.Driver) -> list[str]:
    """Five artifacts: the last is made from 3, that from 2 and from 1, and both of these from 0."""
    ids = [an_id("a", number) for number in range(5)]
    create(driver, "Artifact", [an_artifact(number) for number in range(5)])
    relate(driver, [(ids[4], ids[3]), (ids[3], ids[2]), (ids[3], ids[1])])
    relate(driver, [(ids[2], ids[0]), (ids[1], ids[0])], "VARIANT_OF", "TRANSCODED_FROM")
    strangers(driver)
    return ids


async def test_both_routes_of_a_diamond_are_told(ask: Ask, kite: list[str]) -> None:
    found, exhaustive = await routes(ask, kite[3], kite[0])

    assert sorted(found) == [[kite[3], kite[1], kite[0]], [kite[3], kite[2], kite[0]]]
    assert exhaustive


async def test_a_route_tells_its_relations_in_order(ask: Ask, kite: list[str]) -> None:
    data = await ask(PATHS, **{"from": kite[4], "to": kite[2]})

    assert data["lineagePath"]["paths"] == [
        {
            "relations": [
                {"type": "DERIVED_FROM", "from": {"id": kite[4]}, "to": {"id": kite[3]}},
                {"type": "DERIVED_FROM", "from": {"id": kite[3]}, "to": {"id": kite[2]}},
            ]
        }
    ]


async def test_the_shortest_routes_come_first(
    ask: Ask, driver: neo4j.Driver, kite: list[str]
) -> None:
    relate(driver, [(kite[3], kite[0])])

    found, exhaustive = await routes(ask, kite[4], kite[0])
    shortest = await routes(ask, kite[4], kite[0], mode="ALL_SHORTEST")

    assert [len(route) for route in found] == [3, 4, 4]
    assert exhaustive
    assert shortest == ([found[0]], True)


async def test_relations_of_two_types_are_two_routes(ask: Ask, driver: neo4j.Driver) -> None:
    old, new = chain(driver, 2)
    relate(driver, [(new, old)], "VARIANT_OF")

    assert await routes(ask, new, old) == ([[new, old]] * 2, True)


@pytest.mark.parametrize(
    ("mode", "limit", "count", "exhaustive"),
    [
        ("SHORTEST", 10, 1, False),
        ("ALL_SHORTEST", 1, 1, False),
        ("ALL_SHORTEST", 3, 3, False),
        ("ALL_SHORTEST", 4, 4, True),
        ("ALL", 3, 3, False),
        ("ALL", 4, 4, True),
        ("ALL", 100, 4, True),
    ],
)
async def test_more_routes_than_the_limit_are_not_hidden(
    ask: Ask, driver: neo4j.Driver, mode: str, limit: int, count: int, exhaustive: bool
) -> None:
    rungs = ladder(driver, 4)

    found, all_of_them = await routes(ask, rungs[3][0], rungs[0][0], mode=mode, limit=limit)

    assert (len(found), all_of_them) == (count, exhaustive)
    assert len({tuple(route) for route in found}) == count


async def test_there_is_no_route_but_from_an_artifact_to_its_ancestors(
    ask: Ask, kite: list[str]
) -> None:
    for start, end in ((kite[0], kite[4]), (kite[1], kite[2]), (kite[3], kite[3])):
        for mode in ("SHORTEST", "ALL_SHORTEST", "ALL"):
            assert await routes(ask, start, end, mode=mode) == ([], True)


async def test_an_artifact_is_no_ancestor_of_itself_nor_of_its_ancestors(
    ask: Ask, kite: list[str]
) -> None:
    async def asked(ancestor: str, of: str) -> bool | None:
        return (await ask(IS, ancestor=ancestor, of=of))["isAncestor"]

    assert await asked(kite[0], kite[4]) is True
    assert await asked(kite[4], kite[0]) is False
    assert await asked(kite[2], kite[1]) is False
    assert await asked(kite[2], kite[2]) is False


async def test_nothing_is_said_of_an_artifact_that_is_missing(ask: Ask, kite: list[str]) -> None:
    missing = an_id("a", 99)

    for start, end in ((kite[4], missing), (missing, kite[4]), (missing, missing)):
        assert await ask(PATHS, **{"from": start, "to": end}) == {"lineagePath": None}
        assert await ask(IS, ancestor=end, of=start) == {"isAncestor": None}


@pytest.mark.parametrize("asked", [{"limit": 0}, {"limit": 101}, {"to": "x"}, {"mode": "SOME"}])
async def test_a_bad_argument_is_refused(ask: Ask, asked: dict[str, Any]) -> None:
    good = {"from": an_id("a", 1), "to": an_id("a", 2)}

    assert await ask.code(PATHS, **{**good, **asked}) == "BAD_INPUT"
