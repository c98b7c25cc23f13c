"""A lineage is exact: everything it came from, each once, nearest first, or it says otherwise."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

import anyio
import neo4j
import pytest

from tests.asking import Ask
from tests.builders import (
    RELATIONS,
    STRANGERS,
    an_artifact,
    an_id,
    chain,
    create,
    diamond,
    ladder,
    relate,
    star,
    strangers,
)
from tests.waiting import until

pytestmark = [pytest.mark.anyio, pytest.mark.releases]

WALK = """
query Walk(
  $id: ID!, $depth: Int, $types: [RelationType!], $where: LineageFilter,
  $first: Int!, $after: String
) {
  artifact(id: $id) {
    lineage: %s(
      maxDepth: $depth, relationTypes: $types, where: $where, first: $first, after: $after
    ) {
      complete
      totalCount
      pageInfo { hasNextPage endCursor }
      edges { depth node { id } }
    }
  }
}
"""
Found = list[tuple[str, int]]
PAIR = "MATCH (newer:Artifact {id: $newer}) MATCH (source:Artifact {id: $source})"
CREATE_RELATION = (
    f"{PAIR} CREATE (newer)-[relation:DERIVED_FROM]->(source)"
    " SET relation.key = $newer + '|' + $source, relation.created_at = datetime()"
)
DELETE_RELATION = f"{PAIR} MATCH (newer)-[relation:DERIVED_FROM]->(source) DELETE relation"


async def walk(ask: Ask, artifact_id: str, field: str = "ancestors", **asked: Any) -> Found:
    """The whole lineage, page by page: ids with their depths; every page must say the same."""
    pages = await all_pages(ask, WALK % field, artifact_id, **asked)
    found = rows_of(pages)
    assert [page["totalCount"] for page in pages] == [len(found)] * len(pages)
    return found


ROWS_ONLY = WALK.replace("      complete\n      totalCount\n", "")


async def rows_only(ask: Ask, artifact_id: str, field: str = "ancestors", **asked: Any) -> Found:
    """The whole lineage, without asking about the whole: by another statement."""
    return rows_of(await all_pages(ask, ROWS_ONLY % field, artifact_id, **asked))


async def all_pages(
    ask: Ask, text: str, artifact_id: str, first: int = 100, **asked: Any
) -> list[dict[str, Any]]:
    pages, after = list[dict[str, Any]](), None
    while True:
        data = await ask(text, id=artifact_id, after=after, first=first, **asked)
        pages.append(data["artifact"]["lineage"])
        if not pages[-1]["pageInfo"]["hasNextPage"]:
            return pages
        after = pages[-1]["pageInfo"]["endCursor"]


def rows_of(pages: list[dict[str, Any]]) -> Found:
    return [(edge["node"]["id"], edge["depth"]) for page in pages for edge in page["edges"]]


async def complete(ask: Ask, artifact_id: str, field: str = "ancestors", **asked: Any) -> bool:
    data = await ask(WALK % field, id=artifact_id, first=1, **asked)
    return data["artifact"]["lineage"]["complete"]


def nearest_first(depths: dict[str, int]) -> Found:
    return sorted(depths.items(), key=lambda item: (item[1], item[0]))


async def test_the_ancestors_of_a_chain_are_all_before_it_in_order(
    ask: Ask, driver: neo4j.Driver
) -> None:
    ids = chain(driver, 12)

    found = await walk(ask, ids[-1])

    assert found == [(one, depth) for depth, one in enumerate(reversed(ids[:-1]), start=1)]


async def test_the_descendants_of_a_chain_are_all_after_it_in_order(
    ask: Ask, driver: neo4j.Driver
) -> None:
    ids = chain(driver, 12)

    found = await walk(ask, ids[0], "descendants")

    assert found == [(one, depth) for depth, one in enumerate(ids[1:], start=1)]


async def test_an_artifact_that_came_from_nothing_has_no_ancestors_and_that_is_complete(
    ask: Ask, driver: neo4j.Driver
) -> None:
    ids = chain(driver, 3)

    assert await walk(ask, ids[0]) == []
    assert await complete(ask, ids[0], depth=1)


async def test_the_lineage_of_a_missing_artifact_is_null_and_not_empty(
    ask: Ask, driver: neo4j.Driver
) -> None:
    chain(driver, 3)

    assert await ask(WALK % "ancestors", id=an_id("a", 77), first=5) == {"artifact": None}


async def test_all_sources_of_a_star_are_at_depth_one(ask: Ask, driver: neo4j.Driver) -> None:
    centre, points = star(driver, 250)

    assert await walk(ask, centre) == [(point, 1) for point in points]
    assert await walk(ask, points[-1], "descendants") == [(centre, 1)]


async def test_a_ladder_of_64_rungs_is_walked_though_it_has_2_to_the_63_routes(
    ask: Ask, driver: neo4j.Driver
) -> None:
    rungs = ladder(driver, 64)

    down = await walk(ask, rungs[-1][0])
    up = await walk(ask, rungs[0][1], "descendants")

    assert down == nearest_first({one: 63 - n for n in range(63) for one in rungs[n]})
    assert up == nearest_first({one: n for n in range(1, 64) for one in rungs[n]})


async def test_a_diamond_of_2000_artifacts_is_walked_to_its_last_page(
    ask: Ask, driver: neo4j.Driver
) -> None:
    layers = diamond(driver)
    depths: dict[str, int] = {}
    reached = {0}
    for depth in range(1, 40):
        reached = {(place + step * 7) % 50 for place in reached for step in range(3)}
        depths |= {layers[39 - depth][place]: depth for place in reached}

    assert await walk(ask, layers[39][0]) == nearest_first(depths)


@pytest.mark.parametrize("depth", [1, 4, 20, 28, 29, 101, 2**31 - 1])
async def test_max_depth_is_exact_and_complete_says_whether_there_is_more(
    ask: Ask, driver: neo4j.Driver, depth: int
) -> None:
    rungs = ladder(driver, 30)
    expected = {one: 29 - n for n in range(29) for one in rungs[n] if 29 - n <= depth}

    assert await walk(ask, rungs[-1][0], depth=depth) == nearest_first(expected)
    assert await walk(ask, rungs[-1][0], depth=depth, first=7) == nearest_first(expected)
    assert await rows_only(ask, rungs[-1][0], depth=depth, first=7) == nearest_first(expected)
    assert await complete(ask, rungs[-1][0], depth=depth) is (depth >= 29)


@pytest.mark.parametrize("depth", [19, 28, 29])
async def test_max_depth_is_exact_for_descendants_too(
    ask: Ask, driver: neo4j.Driver, depth: int
) -> None:
    rungs = ladder(driver, 30)
    expected = {one: n for n in range(1, depth + 1) for one in rungs[n]}

    assert await walk(ask, rungs[0][0], "descendants", depth=depth) == nearest_first(expected)
    assert await rows_only(ask, rungs[0][0], "descendants", depth=depth, first=7) == nearest_first(
        expected
    )
    assert await complete(ask, rungs[0][0], "descendants", depth=depth) is (depth == 29)


async def test_a_lineage_without_a_limit_is_complete(ask: Ask, driver: neo4j.Driver) -> None:
    ids = chain(driver, 5)

    assert await complete(ask, ids[-1])
    assert await complete(ask, ids[-1], depth=None)


async def test_the_shortest_way_gives_the_depth(ask: Ask, driver: neo4j.Driver) -> None:
    ids = chain(driver, 6)
    relate(driver, [(ids[5], ids[1])])

    assert await walk(ask, ids[5]) == nearest_first(
        {ids[4]: 1, ids[1]: 1, ids[3]: 2, ids[0]: 2, ids[2]: 3}
    )


async def test_relation_types_are_the_only_ones_that_are_followed(
    ask: Ask, driver: neo4j.Driver
) -> None:
    ids = chain(driver, 7, *RELATIONS)

    async def found(*types: str) -> list[int]:
        return [ids.index(one) for one, _ in await walk(ask, ids[6], types=list(types))]

    assert await found("TRANSCODED_FROM") == [5]
    assert await found("DERIVED_FROM") == []
    assert await found("TRANSCODED_FROM", "VARIANT_OF") == [5, 4]
    assert await found("TRANSCODED_FROM", "VARIANT_OF", "DERIVED_FROM") == [5, 4, 3, 2, 1, 0]
    assert await found() == []


async def test_complete_heeds_relation_types(ask: Ask, driver: neo4j.Driver) -> None:
    ids = chain(driver, 4, "VARIANT_OF", "DERIVED_FROM")

    assert not await complete(ask, ids[3], depth=1)
    assert await complete(ask, ids[3], depth=1, types=["VARIANT_OF"])
    assert await complete(ask, ids[1], "descendants", depth=1, types=["DERIVED_FROM"])


@pytest.mark.unlawful("the graph has what the service does not know, and half of what it does")
async def test_only_relations_are_followed_whatever_else_ties_artifacts_together(
    ask: Ask, driver: neo4j.Driver
) -> None:
    ids = chain(driver, 2)
    driver.execute_query(
        "MATCH (a:Artifact {id: $old}) MATCH (b:Artifact {id: $stranger})"
        " CREATE (a)<-[:HAS_ARTIFACT]-(:Story)-[:HAS_ARTIFACT]->(b), (:Event)-[:ABOUT]->(a),"
        " (a)-[:STORED_AS]->(:Blob)<-[:STORED_AS]-(b), (a)-[:CITES]->(b)-[:CITES]->(a)",
        old=ids[0],
        stranger=an_id("a", STRANGERS),
    )

    assert await walk(ask, ids[1]) == [(ids[0], 1)]
    assert await walk(ask, ids[0], "descendants") == [(ids[1], 1)]


async def test_where_filters_what_is_shown_and_never_the_walk(
    ask: Ask, driver: neo4j.Driver
) -> None:
    facts: list[dict[str, Any]] = [
        {"kind": "json", "media_type": "application/json", "state": "archived"},
        {"kind": "image", "state": "published"},
        {"kind": "text", "media_type": "text/plain"},
        {"kind": "image", "media_type": "image/jpeg"},
        {},
    ]
    ids = create(driver, "Artifact", [an_artifact(n, **one) for n, one in enumerate(facts)])
    relate(driver, [(an_id("a", n + 1), an_id("a", n)) for n in range(4)])
    strangers(driver)

    async def shown(**where: Any) -> list[int]:
        found = await walk(ask, an_id("a", 4), where=where)
        assert await walk(ask, an_id("a", 4), where=where, first=1) == found
        assert await rows_only(ask, an_id("a", 4), where=where, first=1) == found
        assert all(depth == 4 - ids.index(one) for one, depth in found)
        return [ids.index(one) for one, _ in found]

    assert await shown() == [3, 2, 1, 0]
    assert await shown(kinds=["IMAGE"]) == [3, 1]
    assert await shown(kinds=["IMAGE", "JSON"], states=["PUBLISHED", "ARCHIVED"]) == [1, 0]
    assert await shown(mediaTypes=["image/jpeg", "text/plain"]) == [3, 2]
    assert await shown(createdAfter="2026-01-01T00:02:00Z") == [3, 2]
    assert await shown(createdBefore="2026-01-01T01:02:00+01:00") == [1, 0]
    assert await shown(kinds=[], states=None) == []


async def test_complete_is_about_the_walk_and_not_about_what_is_shown(
    ask: Ask, driver: neo4j.Driver
) -> None:
    ids = chain(driver, 4)

    assert not await complete(ask, ids[3], depth=2, where={"kinds": ["VIDEO"]})
    assert await complete(ask, ids[3], depth=3, where={"kinds": ["VIDEO"]})


@pytest.mark.parametrize("first", [1, 2, 3, 5])
async def test_pages_of_a_lineage_reach_every_artifact_once(
    ask: Ask, driver: neo4j.Driver, first: int
) -> None:
    rungs = ladder(driver, 5)

    found = await walk(ask, rungs[-1][0], first=first)

    assert found == nearest_first({one: 4 - n for n in range(4) for one in rungs[n]})


@pytest.mark.parametrize("field", ["ancestors", "descendants"])
async def test_the_rows_the_total_and_complete_agree_while_a_relation_comes_and_goes(
    ask: Ask, driver: neo4j.Driver, field: str
) -> None:
    """The relation joins two chains of 20; complete asks for all of the longer one but its end."""
    ids = chain(driver, 40)
    start = ids[-1] if field == "ancestors" else ids[0]
    ends, stopped, seen = {"newer": ids[20], "source": ids[19]}, threading.Event(), Counter[int]()

    def come_and_go() -> None:
        while not stopped.is_set():
            for change in (DELETE_RELATION, CREATE_RELATION):
                driver.execute_query(change, ends)

    async def look() -> bool:
        data = await ask(WALK % field, id=start, first=100, depth=38)
        page = data["artifact"]["lineage"]
        depths = [edge["depth"] for edge in page["edges"]]
        assert len(depths) == page["totalCount"]
        assert page["complete"] == (len(depths) < 38)
        seen[len(depths)] += 1
        return len(seen) == 2 and seen.total() >= 100

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(anyio.to_thread.run_sync, come_and_go)
        try:
            await until(look)
        finally:
            stopped.set()
    assert seen.keys() == {19, 38}
