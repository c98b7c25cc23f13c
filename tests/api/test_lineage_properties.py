"""On random graphs, what the API says of a lineage is what networkx says of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Coroutine
from random import Random
from typing import Any

import anyio
import neo4j
import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.blobs.store import Store
from app.graph.session import Graph
from app.settings import Settings
from tests.asking import Ask
from tests.builders import RELATIONS
from tests.dags import RUN, Dags, Walk, dags
from tests.examples import examples
from tests.held import Held
from tests.library import KINDS, STATES

pytestmark = pytest.mark.anyio

Check = Callable[[Random], Coroutine[Any, Any, None]]

SAME = 20
"""How many draws are the same in each run, so that there is something to find."""

GRAPH = """
query (
  $id: ID!, $direction: LineageDirection!, $depth: Int, $types: [RelationType!],
  $where: LineageFilter, $stops: LineageStops, $include: Boolean!, $only: LineageEnd, $nodes: Int
) {
  artifact(id: $id) {
    lineage(
      direction: $direction, maxDepth: $depth, relationTypes: $types, where: $where,
      stopAt: $stops, includeStops: $include, only: $only, maxNodes: $nodes
    ) {
      totalCount complete incompleteBecause
      artifacts { depth artifact { id } }
      relations { type from { id } to { id } }
    }
  }
}
"""

TEXTS = [(None, None, None), (2, None, True), (2, True, None), (None, True, True)]
"""A limit of depth, whether something stops, and only the ends: a statement to plan for each."""


@pytest.fixture
async def made(open_graph: Graph, driver: neo4j.Driver, held: Held) -> Dags:
    """Random lineages that tests read and do not change."""
    return await held.fill("dags", lambda: dags(driver))


@pytest.fixture
def ask(made: Dags, open_graph: Graph, settings: Settings) -> Ask:
    return Ask(graph=open_graph, store=Store(settings))


async def hold(check: Check, number: int) -> None:
    """The check passes for so many draws: for some that are always the same, and for others."""
    for seed in range(SAME):
        await check(Random(seed))

    @examples(number - SAME)
    @given(seed=st.integers(0, 2**32))
    def try_one(seed: int) -> None:
        anyio.from_thread.run(check, Random(seed))

    await anyio.to_thread.run_sync(try_one)


def some(chance: Random, of: Any, likely: float) -> list[str] | None:
    """A few of some names in capitals, or None."""
    names = [name.upper() for name in of]
    return chance.sample(names, chance.randint(1, 2)) if chance.random() < likely else None


async def test_a_lineage_is_what_networkx_finds(ask: Ask, made: Dags) -> None:
    shown: list[int] = []

    async def check(chance: Random) -> None:
        depth, stopping, ends = chance.choice(TEXTS)
        asked: dict[str, Any] = {
            "id": chance.choice(list(made.graph)),
            "direction": chance.choice(["ANCESTORS", "DESCENDANTS", "BOTH", "BOTH"]),
            "depth": depth,
            "types": some(chance, RELATIONS, 0.2),
            "where": {"kinds": some(chance, KINDS, 0.1)},
            "stops": stopping
            and {
                "kinds": some(chance, KINDS, 0.3),
                "states": some(chance, STATES, 0.3),
                "relationTypes": some(chance, RELATIONS, 0.3),
            },
            "include": chance.random() < 0.6,
            "only": ends and chance.choice(["ROOTS", "LEAVES"]),
            "nodes": chance.choice([None, None, None, 10]),
        }

        data = await ask(GRAPH, **asked)

        assert data["artifact"]["lineage"] == expected(made, asked)
        shown.append(len(data["artifact"]["lineage"]["artifacts"]))

    await hold(check, 60)

    assert sum(shown) > 100


PATHS = """
query ($from: ID!, $to: ID!, $mode: PathMode!, $limit: Int!) {
  isAncestor(ancestor: $to, of: $from)
  lineagePath(from: $from, to: $to, mode: $mode, limit: $limit) {
    exhaustive
    paths { relations { type from { id } to { id } } }
  }
}
"""


async def test_routes_are_those_of_networkx(ask: Ask, made: Dags) -> None:
    told: list[int] = []

    async def check(chance: Random) -> None:
        part = chance.choice(made.parts[-5:])
        older, newer = sorted(chance.choices(range(len(part)), k=2))
        start, end = part[newer], part[older]
        if chance.random() < 0.1:
            start, end = end, start
        mode, limit = chance.choice(["SHORTEST", "ALL_SHORTEST", "ALL"]), chance.choice([1, 5, 100])

        data = await ask(PATHS, **{"from": start, "to": end, "mode": mode, "limit": limit})

        lengths = made.lengths(start, end)
        assert data["isAncestor"] is bool(lengths)
        if mode != "ALL":
            lengths = Counter({least: lengths[least] for least in sorted(lengths)[:1]})
        most = 1 if mode == "SHORTEST" else limit
        routes = [made.route(path["relations"]) for path in data["lineagePath"]["paths"]]
        assert [len(route) for route in routes] == shortest(lengths, most)
        assert len(set(routes)) == len(routes)
        assert all((route[0][0], route[-1][1]) == (start, end) for route in routes)
        assert data["lineagePath"]["exhaustive"] is (lengths.total() <= most)
        told.append(len(routes))

    await hold(check, 60)

    assert sum(told) > 10


def shortest(lengths: Counter[int], most: int) -> list[int]:
    """The lengths of so many of the shortest routes, of which there may be billions."""
    found: list[int] = []
    for length in sorted(lengths):
        found += [length] * min(lengths[length], most - len(found))
    return found


COMMON = """
query ($ids: [ID!]!, $mode: CommonMode!) {
  commonAncestors(ids: $ids, mode: $mode) { totalCount artifacts { depths artifact { id } } }
}
"""


async def test_common_ancestors_are_those_of_a_plain_definition(ask: Ask, made: Dags) -> None:
    told: list[int] = []

    async def check(chance: Random) -> None:
        part = chance.choice(made.parts[-3:])
        ids = chance.choices(part[len(part) // 2 :], k=chance.choice([1, 2, 2, 3]))
        mode = chance.choice(["NEAREST", "ALL"])

        found = (await ask(COMMON, ids=ids, mode=mode))["commonAncestors"]

        depths = [{one: 0} | made.depths(one, Walk()) for one in ids]
        common = set.intersection(*(set(one) for one in depths))
        if mode == "NEAREST":
            common -= {older for one in common for older in nx.descendants(made.graph, one)}
        rows = [([of[one] for of in depths], one) for one in common]
        rows.sort(key=lambda row: (sum(row[0]), row[1]))
        assert found == {
            "totalCount": len(rows),
            "artifacts": [{"depths": of, "artifact": {"id": one}} for of, one in rows],
        }
        told.append(len(rows))

    await hold(check, 60)

    assert sum(count > 1 for count in told) > 2


SUMS = "usd inputTokens outputTokens seconds steps unpriced"
FACTS = f"""
query ($id: ID!, $scope: CostScope!) {{
  artifact(id: $id) {{ cost(scope: $scope) {{
    {SUMS} byAgent {{ name {SUMS} }} byModel {{ name {SUMS} }}
  }} }}
  impact(id: $id) {{
    descendants deepest byKind {{ kind count }} byState {{ state count }}
  }}
}}
"""


async def test_impact_and_cost_are_what_a_walk_of_networkx_sums_up(ask: Ask, made: Dags) -> None:
    told: list[int] = []

    async def check(chance: Random) -> None:
        one = chance.choice(list(made.graph))
        scope = chance.choice(["SELF", "LINEAGE", "LINEAGE"])

        data = await ask(FACTS, id=one, scope=scope)

        below = made.depths(one, Walk(descend=True))
        rows = [made.graph.nodes[other] for other in below]
        impact = data["impact"]
        assert (impact["descendants"], impact["deepest"]) == (
            len(below),
            max(below.values(), default=0),
        )
        for name in ("kind", "state"):
            counts = {of[name]: of["count"] for of in impact[f"by{name.capitalize()}"]}
            assert counts == Counter(row[name].upper() for row in rows)
        above = {one} | (set(made.depths(one, Walk())) if scope == "LINEAGE" else set())
        steps = {made.steps[other]["id"]: made.steps[other] for other in above & set(made.steps)}
        cost = data["artifact"]["cost"]
        assert {name: cost[name] for name in SUMS.split()} == summed([*steps.values()])
        for name in ("agent", "model"):
            shares = cost[f"by{name.capitalize()}"]
            assert {share.pop("name"): share for share in shares} == {
                value: summed([step for step in steps.values() if step[name] == value])
                for value in {step[name] for step in steps.values()}
            }
        told.append(len(steps) + len(below))

    await hold(check, 40)

    assert sum(told) > 100


PLAN = """
query ($id: ID!) {
  withdrawalPlan(id: $id) { totalCount descendants { depth alternative intact artifact { id } } }
}
"""


async def test_a_withdrawal_leaves_the_alternatives_that_networkx_finds(
    ask: Ask, made: Dags
) -> None:
    told: list[bool] = []
    starts = {one for one in made.graph if not made.graph.out_degree(one)}

    async def check(chance: Random) -> None:
        await compare(chance.choice(list(made.graph)))

    async def compare(one: str) -> None:
        plan = (await ask(PLAN, id=one))["withdrawalPlan"]

        below = made.depths(one, Walk(descend=True))
        others = made.graph.subgraph(set(made.graph) - {one})
        roots = starts - {one}
        rows = sorted((depth, other) for other, depth in below.items())
        alternative = {
            other: bool(roots & ({other} | nx.descendants(others, other))) for other in below
        }
        assert plan == {
            "totalCount": len(rows),
            "descendants": [
                {
                    "depth": depth,
                    "alternative": alternative[other],
                    "intact": False,
                    "artifact": {"id": other},
                }
                for depth, other in rows
            ],
        }
        told.extend(alternative.values())

    await hold(check, 40)
    for start in sorted(starts):
        await compare(start)

    assert {True, False} == set(told)


def summed(steps: list[dict[str, Any]]) -> dict[str, Any]:
    """What some steps cost together, in the form of the API."""
    costs = [step["cost_micro_usd"] for step in steps]
    return {
        "usd": sum(cost or 0 for cost in costs) / 1_000_000,
        "inputTokens": str(sum(step["input_tokens"] or 0 for step in steps)),
        "outputTokens": "0",
        "seconds": sum(30 for step in steps if step["finished_at"]),
        "steps": len(steps),
        "unpriced": costs.count(None),
    }


async def test_waste_is_what_networkx_finds_no_way_from_to_anything_published(
    ask: Ask, made: Dags
) -> None:
    published = [one for one, row in made.graph.nodes.items() if row["state"] == "published"]
    used = set(published).union(*(nx.descendants(made.graph, one) for one in published))

    data = await ask("query ($id: ID!) { run(id: $id) { waste { usd artifacts } } }", id=RUN["id"])

    kept = {made.steps[one]["id"] for one in made.steps.keys() & used}
    rows = await ask.read("MATCH (s:AgentStep) RETURN s.id, s.cost_micro_usd", {})
    lost = sum(cost or 0 for step, cost in rows if step not in kept)
    assert data["run"]["waste"] == {
        "usd": lost / 1_000_000,
        "artifacts": len(made.steps.keys() - used),
    }
    assert 0 < lost < sum(cost or 0 for _, cost in rows)


def expected(made: Dags, asked: dict[str, Any]) -> dict[str, Any]:
    """The whole answer, from the graph of networkx."""
    depths = walked(made, asked)
    limit, nodes, only = asked["depth"], asked["nodes"], asked["only"]
    kinds = asked["where"]["kinds"]
    rows = sorted(
        (depth, one)
        for one, depth in depths.items()
        if (limit is None or depth <= limit)
        and (kinds is None or made.graph.nodes[one]["kind"].upper() in kinds)
        and (
            only is None
            or one in made.without(Walk(descend=only == "LEAVES", types=asked["types"]))
        )
    )
    reasons: list[str] = []
    if limit is not None and any(depth > limit for depth in depths.values()):
        reasons.append("DEPTH_LIMIT")
    if nodes is not None and len(rows) > nodes:
        reasons.append("NODE_LIMIT")
    members = {asked["id"], *(one for _, one in rows[:nodes])}
    relations = sorted(
        (f"{artifact}|{source}", relation)
        for artifact, source, relation in made.relations(Walk(types=asked["types"]))
        if artifact in members and source in members
    )
    return {
        "totalCount": len(rows),
        "complete": not reasons,
        "incompleteBecause": reasons,
        "artifacts": [{"depth": depth, "artifact": {"id": one}} for depth, one in rows[:nodes]],
        "relations": [
            {"type": relation, "from": {"id": ends[:36]}, "to": {"id": ends[37:]}}
            for ends, relation in relations
        ],
    }


def walked(made: Dags, asked: dict[str, Any]) -> dict[str, int]:
    """The artifacts that the walk comes to in each of its directions."""
    stops = asked["stops"] or {}
    depths: dict[str, int] = {}
    for descend, other in ((False, "DESCENDANTS"), (True, "ANCESTORS")):
        if asked["direction"] != other:
            depths |= made.depths(
                asked["id"],
                Walk(
                    descend=descend,
                    types=asked["types"],
                    stop_kinds=stops.get("kinds") or (),
                    stop_states=stops.get("states") or (),
                    stop_types=stops.get("relationTypes") or (),
                    include_stops=asked["include"] or not asked["stops"],
                ),
            )
    return depths
