"""Lineages with 2^63 routes, or of thousands of artifacts, are answered at once and whole."""

from __future__ import annotations

from typing import Any

import neo4j
import pytest

from app.blobs.store import Store
from app.graph.session import Graph
from app.settings import Settings
from tests.adversaries import Adversaries, adversaries
from tests.asking import Ask
from tests.builders import an_artifact, create, relate
from tests.held import Held

pytestmark = pytest.mark.anyio

GRAPH = """
query ($id: ID!, $direction: LineageDirection!) {
  artifact(id: $id) {
    lineage(direction: $direction) {
      totalCount complete incompleteBecause
      artifacts { depth artifact { id } }
      relations { from { id } to { id } }
    }
  }
}
"""


@pytest.fixture
async def against(open_graph: Graph, driver: neo4j.Driver, held: Held) -> Adversaries:
    return await held.fill("adversaries", lambda: adversaries(driver))


@pytest.fixture
def ask(against: Adversaries, open_graph: Graph, settings: Settings) -> Ask:
    return Ask(graph=open_graph, store=Store(settings))


async def lineage(ask: Ask, artifact_id: str, direction: str = "ANCESTORS") -> dict[str, Any]:
    data = await ask(GRAPH, id=artifact_id, direction=direction)
    return data["artifact"]["lineage"]


@pytest.mark.parametrize(
    ("name", "artifacts", "relations", "deepest"),
    [
        ("ladder", 126, 250, 63),
        ("star", 10_000, 10_000, 1),
        ("chain", 4_999, 4_999, 4_999),
        ("complete", 59, 1_770, 1),
    ],
)
async def test_the_whole_graph_of_an_adversary_is_answered(
    ask: Ask, against: Adversaries, name: str, artifacts: int, relations: int, deepest: int
) -> None:
    ids: list[str] = getattr(against, name)

    graph = await lineage(ask, ids[-1])

    assert (graph["totalCount"], graph["complete"]) == (artifacts, True)
    found = [one["artifact"]["id"] for one in graph["artifacts"]]
    assert len(found) == artifacts
    assert set(found) <= set(ids) - {ids[-1]}
    assert graph["artifacts"][-1]["depth"] == deepest
    ends = {(one["from"]["id"], one["to"]["id"]) for one in graph["relations"]}
    assert len(ends) == len(graph["relations"]) == relations


async def test_a_lineage_is_read_in_pages_of_a_thousand(ask: Ask, against: Adversaries) -> None:
    query = """query ($id: ID!, $after: String) { artifact(id: $id) {
      ancestors(first: 1000, after: $after) { nodes { id }
        pageInfo { hasNextPage endCursor } } } }"""
    found, pages, after = list[str](), 0, None
    while pages == 0 or after:
        data = await ask(query, id=against.chain[-1], after=after)
        page = data["artifact"]["ancestors"]
        found += [node["id"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"] if page["pageInfo"]["hasNextPage"] else None
        pages += 1

    assert found == against.chain[-2::-1]
    assert pages == 5


async def test_both_ways_of_a_chain_are_answered_from_its_middle(
    ask: Ask, against: Adversaries
) -> None:
    graph = await lineage(ask, against.chain[2_500], "BOTH")

    assert (graph["totalCount"], len(graph["relations"])) == (4_999, 4_999)
    assert graph["artifacts"][-1]["depth"] == 2_500


async def test_a_star_of_10000_is_at_the_limit_and_one_more_is_beyond_it(
    ask: Ask, against: Adversaries, driver: neo4j.Driver
) -> None:
    centre, more = against.star[-1], an_artifact(10_001)
    create(driver, "Artifact", [more])
    relate(driver, [(centre, more["id"])])

    graph = await lineage(ask, centre)
    driver.execute_query("MATCH (a:Artifact {id: $id}) DETACH DELETE a", id=more["id"])

    assert (graph["totalCount"], graph["incompleteBecause"]) == (10_001, ["NODE_LIMIT"])
    shown = {one["artifact"]["id"] for one in graph["artifacts"]}
    assert len(shown) == len(graph["relations"]) == 10_000


ROUTES = """
query ($from: ID!, $to: ID!, $mode: PathMode!) {
  isAncestor(ancestor: $to, of: $from)
  back: isAncestor(ancestor: $from, of: $to)
  lineagePath(from: $from, to: $to, mode: $mode, limit: 100) {
    exhaustive paths { relations { from { id } to { id } } }
  }
}
"""


@pytest.mark.parametrize(
    ("name", "mode", "count", "longest", "exhaustive"),
    [
        ("ladder", "ALL_SHORTEST", 100, 63, False),
        ("ladder", "ALL", 100, 63, False),
        ("star", "ALL", 1, 1, True),
        ("chain", "SHORTEST", 1, 4_999, True),
        ("chain", "ALL", 1, 4_999, True),
        ("complete", "ALL_SHORTEST", 1, 1, True),
        ("complete", "ALL", 100, 3, False),
    ],
)
async def test_routes_through_an_adversary_are_found(
    ask: Ask,
    against: Adversaries,
    name: str,
    mode: str,
    count: int,
    longest: int,
    exhaustive: bool,
) -> None:
    ids: list[str] = getattr(against, name)

    data = await ask(ROUTES, **{"from": ids[-1], "to": ids[0], "mode": mode})

    assert (data["isAncestor"], data["back"]) == (True, False)
    routes = data["lineagePath"]["paths"]
    assert (len(routes), data["lineagePath"]["exhaustive"]) == (count, exhaustive)
    assert len(routes[-1]["relations"]) == longest


async def test_there_is_no_route_from_an_adversary_to_another(
    ask: Ask, against: Adversaries
) -> None:
    ends = [against.ladder, against.star, against.chain, against.complete]
    for ids, others in zip(ends, [*ends[1:], ends[0]], strict=True):
        data = await ask(ROUTES, **{"from": ids[-1], "to": others[0], "mode": "ALL"})

        assert data == {
            "isAncestor": False,
            "back": False,
            "lineagePath": {"exhaustive": True, "paths": []},
        }


@pytest.mark.parametrize(
    ("name", "common"), [("ladder", 126), ("star", 1), ("chain", 4_999), ("complete", 59)]
)
async def test_common_ancestors_in_an_adversary_are_all_found(
    ask: Ask, against: Adversaries, name: str, common: int
) -> None:
    ids: list[str] = getattr(against, name)[-2:]
    query = "query ($ids: [ID!]!, $mode: CommonMode!) { commonAncestors(ids: $ids, mode: $mode) {"

    everything = await ask(f"{query} totalCount }} }}", ids=ids, mode="ALL")
    nearest = await ask(f"{query} artifacts {{ depths }} }} }}", ids=ids, mode="NEAREST")

    assert everything["commonAncestors"] == {"totalCount": common}
    depths = [[1, 1], [1, 1]] if name == "ladder" else [[0, 1]]
    assert [one["depths"] for one in nearest["commonAncestors"]["artifacts"]] == depths


FACTS = """
query ($first: ID!, $last: ID!) {
  impact(id: $first) { descendants deepest byKind { count } }
  withdrawalPlan(id: $first) { totalCount descendants { alternative } }
  artifact(id: $last) {
    cost { steps unpriced }
    lineage(only: ROOTS, stopAt: {states: [ARCHIVED]}) { totalCount complete }
  }
}
"""


@pytest.mark.parametrize(
    ("name", "descendants", "deepest", "alternatives", "roots"),
    [
        ("ladder", 126, 63, 126, 2),
        ("star", 1, 1, 1, 10_000),
        ("chain", 4_999, 4_999, 0, 1),
        ("complete", 59, 1, 0, 1),
    ],
)
async def test_what_hangs_on_the_first_of_an_adversary_is_told(
    ask: Ask,
    against: Adversaries,
    name: str,
    descendants: int,
    deepest: int,
    alternatives: int,
    roots: int,
) -> None:
    ids: list[str] = getattr(against, name)

    data = await ask(FACTS, first=ids[0], last=ids[-1])

    impact, plan = data["impact"], data["withdrawalPlan"]
    assert (impact["descendants"], impact["deepest"]) == (descendants, deepest)
    assert plan["totalCount"] == descendants
    assert sum(one["alternative"] for one in plan["descendants"]) == alternatives
    assert data["artifact"]["cost"] == {"steps": 0, "unpriced": 0}
    assert data["artifact"]["lineage"] == {"totalCount": roots, "complete": True}


BESIDE = """
query ($id: ID!) {
  artifact(id: $id) {
    ancestors(first: 100) { totalCount nodes { id } }
    sources(first: 100) { totalCount nodes { to { id } } }
  }
}
"""


async def test_a_page_beside_a_large_lineage_takes_no_memory_for_all_of_it(
    ask: Ask, against: Adversaries
) -> None:
    """Each row that a page puts in order is counted with the lists that stand beside it."""
    data = await ask(BESIDE, id=against.star[-1])

    ancestors, sources = data["artifact"]["ancestors"], data["artifact"]["sources"]
    assert (ancestors["totalCount"], sources["totalCount"]) == (10_000, 10_000)
    assert (len(ancestors["nodes"]), len(sources["nodes"])) == (100, 100)
