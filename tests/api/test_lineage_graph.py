"""A lineage as a graph: all of it in one answer, or exactly why not."""

from __future__ import annotations

from typing import Any

import httpx
import neo4j
import pytest

from app.main import create_app
from app.settings import Settings
from tests.asking import Ask
from tests.builders import (
    RELATIONS,
    a_relation,
    an_artifact,
    an_id,
    at,
    chain,
    connect,
    create,
    ladder,
    relate,
    strangers,
)
from tests.client import Api, served
from tests.lineages import lineage_of
from tests.waiting import HANG

pytestmark = pytest.mark.anyio


def counted(graph: dict[str, Any]) -> tuple[int, int, int, bool]:
    """How many there are, how many artifacts and relations are shown, and whether that is all."""
    shown = len(graph["artifacts"]), len(graph["relations"])
    return graph["totalCount"], *shown, graph["complete"]


async def test_both_routes_of_a_diamond_are_there(ask: Ask, driver: neo4j.Driver) -> None:
    create(driver, "Artifact", [an_artifact(number) for number in range(4)])
    top, left, right, bottom = (an_id("a", number) for number in range(4))
    relate(driver, [(top, left), (top, right), (left, bottom)], "DERIVED_FROM", "VARIANT_OF")
    relate(driver, [(right, bottom)], "TRANSCODED_FROM")
    strangers(driver)

    assert await lineage_of(ask, top) == {
        "totalCount": 3,
        "complete": True,
        "incompleteBecause": [],
        "artifacts": [(left, 1), (right, 1), (bottom, 2)],
        "relations": [
            (top, "DERIVED_FROM", left),
            (top, "VARIANT_OF", right),
            (left, "DERIVED_FROM", bottom),
            (right, "TRANSCODED_FROM", bottom),
        ],
        "runs": [],
    }


async def test_two_artifacts_may_be_related_in_several_ways(ask: Ask, driver: neo4j.Driver) -> None:
    old, new = chain(driver, 2)
    relate(driver, [(new, old)], "VARIANT_OF")

    graph = await lineage_of(ask, old, "(direction: DESCENDANTS)")

    assert graph["artifacts"] == [(new, 1)]
    assert graph["relations"] == [(new, "DERIVED_FROM", old), (new, "VARIANT_OF", old)]


async def test_both_is_ancestors_and_descendants_and_not_what_else_is_connected(
    ask: Ask, driver: neo4j.Driver
) -> None:
    ids = chain(driver, 5)
    create(driver, "Artifact", [an_artifact(7), an_artifact(8)])
    relate(driver, [(an_id("a", 7), ids[0]), (ids[4], an_id("a", 8)), (ids[3], ids[1])])

    graph = await lineage_of(ask, ids[2], "(direction: BOTH)")

    assert graph["artifacts"] == [(ids[1], 1), (ids[3], 1), (ids[0], 2), (ids[4], 2)]
    assert [(start, end) for start, _, end in graph["relations"]] == [
        (ids[1], ids[0]),
        (ids[2], ids[1]),
        (ids[3], ids[1]),
        (ids[3], ids[2]),
        (ids[4], ids[3]),
    ]


async def test_the_lineage_of_what_came_from_nothing_is_empty_and_complete(
    ask: Ask, driver: neo4j.Driver
) -> None:
    ids = chain(driver, 2)

    assert counted(await lineage_of(ask, ids[0])) == (0, 0, 0, True)


async def test_beyond_max_nodes_the_nearest_come_and_the_total_stays_exact(
    ask: Ask, driver: neo4j.Driver
) -> None:
    rungs = ladder(driver, 4)

    graph = await lineage_of(ask, rungs[3][0], "(maxNodes: 3)")

    assert graph["totalCount"] == 6
    assert graph["incompleteBecause"] == ["NODE_LIMIT"]
    assert graph["artifacts"] == [(rungs[2][0], 1), (rungs[2][1], 1), (rungs[1][0], 2)]
    assert [(start, end) for start, _, end in graph["relations"]] == [
        (rungs[2][0], rungs[1][0]),
        (rungs[2][1], rungs[1][0]),
        (rungs[3][0], rungs[2][0]),
        (rungs[3][0], rungs[2][1]),
    ]


async def test_every_reason_is_told(ask: Ask, driver: neo4j.Driver) -> None:
    rungs = ladder(driver, 4)

    async def reasons(asked: str) -> list[str]:
        graph = await lineage_of(ask, rungs[3][0], asked)
        assert graph["complete"] is not bool(graph["incompleteBecause"])
        return graph["incompleteBecause"]

    assert await reasons("(maxDepth: 3, maxNodes: 6)") == []
    assert await reasons("(maxDepth: 2, maxNodes: 4)") == ["DEPTH_LIMIT"]
    assert await reasons("(maxDepth: 3, maxNodes: 5)") == ["NODE_LIMIT"]
    assert await reasons("(maxDepth: 2, maxNodes: 3)") == ["DEPTH_LIMIT", "NODE_LIMIT"]
    assert await reasons("(maxDepth: 2, where: {kinds: []})") == ["DEPTH_LIMIT"]
    assert await reasons("(where: {kinds: []}, stopAt: {kinds: [IMAGE]})") == []


async def test_no_more_is_shown_than_the_service_allows(
    driver: neo4j.Driver, ask: Ask, settings: Settings
) -> None:
    ids = chain(driver, 5)
    small = create_app(settings.model_copy(update={"max_nodes": 2}))

    async with served(small) as address, httpx.AsyncClient(base_url=address, timeout=HANG) as http:
        api = Api(http)

        assert counted(await lineage_of(api, ids[4])) == (4, 2, 2, False)
        assert counted(await lineage_of(api, ids[4], "(maxNodes: 3)")) == (4, 2, 2, False)
        assert counted(await lineage_of(api, ids[4], "(maxNodes: 1)")) == (4, 1, 1, False)


async def test_a_walk_ends_at_what_stops_it_by_whichever_way_it_came(
    ask: Ask, driver: neo4j.Driver
) -> None:
    facts: list[dict[str, Any]] = [{}, {"kind": "json"}, {"state": "published"}, {}, {}]
    ids = create(driver, "Artifact", [an_artifact(n, **one) for n, one in enumerate(facts)])
    relate(driver, [(ids[n + 1], ids[n]) for n in range(4)], *RELATIONS)
    strangers(driver)

    async def shown(asked: str, start: int = 4) -> list[int]:
        graph = await lineage_of(ask, an_id("a", start), asked)
        assert graph["complete"]
        return [ids.index(one) for one, _ in graph["artifacts"]]

    assert await shown("(stopAt: {})") == [3, 2, 1, 0]
    assert await shown("(stopAt: {kinds: [JSON]})") == [3, 2, 1]
    assert await shown("(stopAt: {kinds: [JSON]}, includeStops: false)") == [3, 2]
    assert await shown("(stopAt: {kinds: [JSON], states: [PUBLISHED]})") == [3, 2]
    assert await shown("(stopAt: {relationTypes: [TRANSCODED_FROM]})") == [3, 2]
    assert await shown("(stopAt: {relationTypes: [TRANSCODED_FROM]}, includeStops: false)") == [3]
    assert await shown("(stopAt: {kinds: [VIDEO]}, where: {kinds: [JSON]})") == [1]
    assert await shown("(stopAt: {kinds: [JSON]})", start=1) == [0]
    assert await shown("(stopAt: {kinds: [JSON]}, direction: DESCENDANTS)", start=0) == [1]


async def test_a_walk_goes_on_from_where_another_way_was_not_stopped(
    ask: Ask, driver: neo4j.Driver
) -> None:
    ids = chain(driver, 4)
    relate(driver, [(ids[3], ids[1])], "VARIANT_OF")

    async def shown(asked: str) -> list[tuple[str, int]]:
        return (await lineage_of(ask, ids[3], asked))["artifacts"]

    assert await shown("(stopAt: {relationTypes: [VARIANT_OF]})") == [
        (ids[1], 1),
        (ids[2], 1),
        (ids[0], 3),
    ]
    assert await shown("(stopAt: {relationTypes: [VARIANT_OF]}, includeStops: false)") == [
        (ids[2], 1),
        (ids[1], 2),
        (ids[0], 3),
    ]


async def test_roots_and_leaves_are_where_the_relations_that_are_followed_end(
    ask: Ask, driver: neo4j.Driver
) -> None:
    ids = chain(driver, 5, "DERIVED_FROM", "DERIVED_FROM", "VARIANT_OF")

    async def shown(asked: str) -> list[int]:
        graph = await lineage_of(ask, ids[2], asked)
        return [ids.index(one) for one, _ in graph["artifacts"]]

    assert await shown("(only: ROOTS)") == [0]
    assert await shown("(only: LEAVES, direction: DESCENDANTS)") == [4]
    assert await shown("(only: ROOTS, direction: BOTH)") == [0]
    assert await shown("(only: LEAVES)") == []
    assert await shown("(only: LEAVES, direction: BOTH, relationTypes: [VARIANT_OF])") == [3]


@pytest.mark.parametrize(
    "asked", ["maxNodes: 0", "maxNodes: -1", "maxDepth: 0", "direction: UP", "direction: null"]
)
async def test_a_bad_argument_is_refused(ask: Ask, asked: str) -> None:
    query = f'{{ artifact(id: "{an_id("a", 1)}") {{ lineage({asked}) {{ totalCount }} }} }}'
    result = await ask.result(query)

    assert result.errors is not None
    assert ask.sent == []


async def test_a_lineage_as_of_a_moment_follows_what_was_recorded_by_then(
    ask: Ask, driver: neo4j.Driver
) -> None:
    old, middle, new, late = (an_id("a", number) for number in range(4))
    create(driver, "Artifact", [an_artifact(number) for number in range(4)])
    pairs = [(middle, old, 1), (new, middle, 2), (new, late, 3), (middle, late, 3)]
    connect(driver, "DERIVED_FROM", [a_relation(*ends, minutes=when) for *ends, when in pairs])
    strangers(driver)

    async def roots(minutes: int) -> list[tuple[str, int]]:
        asked = f'asOf: "{at(minutes).isoformat()}", only: ROOTS'
        return (await lineage_of(ask, new, f"({asked})"))["artifacts"]

    then = await lineage_of(ask, new, f'(asOf: "{at(2).isoformat()}")')

    assert then["artifacts"] == [(middle, 1), (old, 2)]
    assert then["relations"] == [
        (middle, "DERIVED_FROM", old),
        (new, "DERIVED_FROM", middle),
    ]
    assert await roots(3) == [(late, 1), (old, 2)]
    assert await roots(2) == [(old, 2)]
    assert await roots(1) == []
