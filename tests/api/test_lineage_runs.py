"""A lineage through runs: from what a run made to what the same run consumed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

import neo4j
import networkx as nx
import pytest

from app.blobs.store import Store
from app.graph.session import Graph
from app.settings import Settings
from tests.asking import Ask
from tests.builders import (
    RELATIONS,
    a_relation,
    a_run,
    a_stage_link,
    a_step,
    an_artifact,
    an_id,
    at,
    connect,
    create,
    relate,
    strangers,
)
from tests.client import Api
from tests.held import Held
from tests.library import KINDS, STATES
from tests.lineages import lineage_of
from tests.recording import a_run as a_recorded_run
from tests.recording import a_step as a_recorded_step
from tests.recording import a_story, a_text, staged

pytestmark = pytest.mark.anyio


def two_runs(driver: neo4j.Driver) -> list[str]:
    """Brief and sketch, from which the first run made a cover by its step; from that cover the
    second run made a poster and a banner in a stage. A thumbnail was derived from the poster."""
    ids = [an_id("a", number) for number in range(6)]
    brief, sketch, cover, poster, banner, thumbnail = ids
    create(driver, "Artifact", [an_artifact(number) for number in range(6)])
    create(driver, "Run", [a_run(1), a_run(2)])
    create(driver, "AgentStep", [a_step(1)])
    connect(driver, "HAS_STEP", [{"start": an_id("r", 1), "end": an_id("t", 1)}])
    connect(driver, "CREATED", [{"start": an_id("t", 1), "end": cover}])
    produced = [a_stage_link(an_id("r", 2), "print", one) for one in (poster, banner)]
    connect(driver, "PRODUCED", produced)
    consumed = [(1, "paint", brief), (1, "paint", sketch), (2, "print", cover), (2, "fold", cover)]
    rows = [a_stage_link(an_id("r", run), stage, one) for run, stage, one in consumed]
    connect(driver, "CONSUMED", rows)
    relate(driver, [(thumbnail, poster)])
    strangers(driver)
    return ids


THROUGH = "(through: [RELATIONS, RUNS])"


async def test_what_a_run_made_came_from_what_it_consumed(ask: Ask, driver: neo4j.Driver) -> None:
    brief, sketch, cover, poster, _, thumbnail = two_runs(driver)

    plain = await lineage_of(ask, thumbnail)
    through = await lineage_of(ask, thumbnail, THROUGH)

    assert (plain["artifacts"], plain["runs"]) == ([(poster, 1)], [])
    assert through == {
        "totalCount": 4,
        "complete": True,
        "incompleteBecause": [],
        "artifacts": [(poster, 1), (cover, 3), (brief, 5), (sketch, 5)],
        "relations": [(thumbnail, "DERIVED_FROM", poster)],
        "runs": [
            (an_id("r", 1), [cover], [brief, sketch]),
            (an_id("r", 2), [poster], [cover]),
        ],
    }


async def test_descendants_are_what_runs_made_from_what_they_consumed(
    ask: Ask, driver: neo4j.Driver
) -> None:
    brief, _, cover, poster, banner, thumbnail = two_runs(driver)

    through = await lineage_of(ask, brief, "(through: [RELATIONS, RUNS], direction: DESCENDANTS)")

    assert through["artifacts"] == [(cover, 2), (poster, 4), (banner, 4), (thumbnail, 5)]
    assert through["runs"] == [
        (an_id("r", 1), [cover], [brief]),
        (an_id("r", 2), [poster, banner], [cover]),
    ]


async def test_only_what_is_named_is_followed(ask: Ask, driver: neo4j.Driver) -> None:
    brief, sketch, cover, poster, _, thumbnail = two_runs(driver)

    async def shown(start: str, through: str) -> tuple[list[str], list[Any], int]:
        graph = await lineage_of(ask, start, f"(through: {through})")
        return [one for one, _ in graph["artifacts"]], graph["relations"], len(graph["runs"])

    derived = (thumbnail, "DERIVED_FROM", poster)
    assert await shown(thumbnail, "[RELATIONS]") == ([poster], [derived], 0)
    assert await shown(thumbnail, "[RUNS]") == ([], [], 0)
    assert await shown(poster, "[RUNS]") == ([cover, brief, sketch], [], 2)
    assert await shown(thumbnail, "[]") == ([], [], 0)


async def test_beyond_the_depth_only_artifacts_make_a_lineage_incomplete(
    ask: Ask, driver: neo4j.Driver
) -> None:
    ids = two_runs(driver)
    create(driver, "Run", [a_run(3)])
    connect(driver, "PRODUCED", [a_stage_link(an_id("r", 3), "write", ids[0])])

    async def reasons(depth: int) -> tuple[int, list[str]]:
        asked = f"(through: [RELATIONS, RUNS], maxDepth: {depth})"
        graph = await lineage_of(ask, ids[5], asked)
        return len(graph["artifacts"]), graph["incompleteBecause"]

    assert await reasons(3) == (2, ["DEPTH_LIMIT"])
    assert await reasons(4) == (2, ["DEPTH_LIMIT"])
    assert await reasons(5) == (4, [])


async def test_a_run_that_consumed_what_it_made_makes_a_circle_that_ends(
    ask: Ask, driver: neo4j.Driver
) -> None:
    brief, sketch, cover, *_ = two_runs(driver)
    connect(driver, "CONSUMED", [a_stage_link(an_id("r", 1), "touch up", cover)])
    connect(driver, "PRODUCED", [a_stage_link(an_id("r", 1), "ink", sketch)])

    through = await lineage_of(ask, cover, THROUGH)
    both = await lineage_of(ask, sketch, "(through: [RUNS], direction: BOTH, maxDepth: 2)")

    assert through["artifacts"] == [(brief, 2), (sketch, 2)]
    assert through["runs"] == [(an_id("r", 1), [sketch, cover], [brief, sketch, cover])]
    assert both["artifacts"] == [(brief, 2), (cover, 2)]


async def test_a_way_back_to_where_a_walk_began_is_not_beyond_its_depth(
    ask: Ask, driver: neo4j.Driver
) -> None:
    first, second = create(driver, "Artifact", [an_artifact(0), an_artifact(1)])
    create(driver, "Run", [a_run(1)])
    connect(driver, "PRODUCED", [a_stage_link(an_id("r", 1), "ink", second)])
    connect(driver, "CONSUMED", [a_stage_link(an_id("r", 1), "ink", first)])
    relate(driver, [(first, second)])

    for stops in ("", ", stopAt: {kinds: [AUDIO]}"):
        found = await lineage_of(ask, first, f"(through: [RELATIONS, RUNS], maxDepth: 2{stops})")

        assert (found["artifacts"], found["incompleteBecause"]) == ([(second, 1)], [])


async def test_what_mutations_recorded_is_found_through_runs(api: Api) -> None:
    story = await a_story(api)
    run, later = await a_recorded_run(api, story), await a_recorded_run(api, story)
    brief, poster = await a_text(api), await a_text(api)
    cover = await a_text(api, stepId=await a_recorded_step(api, run))
    await staged(api, run, brief, "CONSUMED")
    await staged(api, later, cover, "CONSUMED")
    await staged(api, later, poster, "PRODUCED")

    found = await lineage_of(api, poster, THROUGH)

    assert found["artifacts"] == [(cover, 2), (brief, 4)]
    assert sorted(found["runs"]) == sorted([(later, [poster], [cover]), (run, [cover], [brief])])


async def test_as_of_a_moment_is_refused_through_runs_since_their_links_have_no_time(
    ask: Ask,
) -> None:
    asked = f'through: [RELATIONS, RUNS], asOf: "{at(1).isoformat()}"'
    query = f'{{ artifact(id: "{an_id("a", 1)}") {{ lineage({asked}) {{ totalCount }} }} }}'

    assert await ask.code(query) == "BAD_INPUT"
    await ask(query.replace(", RUNS", ""))


STOPS, ENDS = ["IMAGE", "TEXT", "PUBLISHED"], ["ROOTS", "LEAVES"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Artifacts, in the order in which they were made, with relations and runs."""

    rows: dict[str, dict[str, Any]]
    relations: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])
    made: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    consumed: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])

    def hops(self, through: list[str], types: list[str] | None) -> Iterator[tuple[str, str, str]]:
        """What is followed: from where, to where, and the type."""
        if "RELATIONS" in through:
            yield from (one for one in self.relations if types is None or one[2] in types)
        if "RUNS" in through:
            yield from ((one, run, "MADE_IN") for one, run in self.made)
            yield from ((run, one, "CONSUMED") for run, one in self.consumed)

    def stops(self, one: str, stops: list[str]) -> bool:
        """Whether it is an artifact of a kind or in a state that stops a walk."""
        row = self.rows.get(one)
        return row is not None and not {row["kind"].upper(), row["state"].upper()}.isdisjoint(stops)


def some_runs(driver: neo4j.Driver) -> Made:
    """Random relations, and runs that make and consume artifacts at random, also in circles."""
    chance = Random(5)
    rows = [
        an_artifact(number, kind=kind, media_type=KINDS[kind], state=chance.choice(STATES))
        for number in range(50)
        for kind in [chance.choice(list(KINDS))]
    ]
    made = Made(rows={row["id"]: row for row in rows})
    ids = list(made.rows)
    for place in range(1, len(ids)):
        for source in chance.sample(ids[:place], min(place, chance.choice([0, 1, 1, 2]))):
            made.relations.append((ids[place], source, chance.choice(RELATIONS)))
    runs = [a_run(number) for number in range(14)]
    for number, run in enumerate(runs):
        made.made.update((one, run["id"]) for one in chance.sample(ids, chance.choice([1, 2, 3])))
        near = ids[: 4 * (number + 1)]
        made.consumed.update(
            (run["id"], one) for one in chance.sample(near, chance.choice([1, 2, 3]))
        )
    create(driver, "Artifact", rows)
    create(driver, "Run", runs)
    for kind in RELATIONS:
        chosen = [a_relation(one, other) for one, other, of in made.relations if of == kind]
        connect(driver, kind, chosen)
    by_step = {one: run for one, run in sorted(made.made) if chance.random() < 0.5}
    steps = {run["id"]: a_step(number) for number, run in enumerate(runs)}
    create(driver, "AgentStep", steps.values())
    connect(driver, "HAS_STEP", [{"start": run, "end": one["id"]} for run, one in steps.items()])
    created = [{"start": steps[run]["id"], "end": one} for one, run in by_step.items()]
    connect(driver, "CREATED", created)
    produced = sorted(made.made - by_step.items())
    connect(driver, "PRODUCED", [a_stage_link(run, "s", one) for one, run in produced])
    connect(driver, "CONSUMED", [a_stage_link(run, "s", one) for run, one in sorted(made.consumed)])
    strangers(driver)
    return made


def expected(made: Made, start: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """The whole answer, by networkx."""
    depths: dict[str, int] = {}
    hops = list(made.hops(asked["through"], asked["types"]))
    for direction in ("ANCESTORS", "DESCENDANTS"):
        if asked["direction"] in (direction, "BOTH"):
            for one, depth in walked(made, start, hops, direction, asked["stops"]).items():
                depths[one] = min(depth, depths.get(one, depth))
    del depths[start]
    depths = {
        one: depth
        for one, depth in depths.items()
        if one in made.rows and (asked["include"] or not made.stops(one, asked["stops"]))
    }
    limit = asked["depth"]
    ends = {
        one
        for one in made.rows
        if asked["only"] is None or not any(leads_on(one, hops, asked["only"]))
    }
    found = sorted(
        (depth, one)
        for one, depth in depths.items()
        if (limit is None or depth <= limit) and one in ends
    )
    reasons: list[str] = []
    if limit is not None and any(depth > limit for depth in depths.values()):
        reasons.append("DEPTH_LIMIT")
    if asked["nodes"] is not None and len(found) > asked["nodes"]:
        reasons.append("NODE_LIMIT")
    shown = {start, *(one for _, one in found[: asked["nodes"]])}
    return {
        "totalCount": len(found),
        "complete": not reasons,
        "incompleteBecause": reasons,
        "artifacts": [(one, depth) for depth, one in found[: asked["nodes"]]],
        "relations": sorted(
            (one, of, other)
            for one, other, of in hops
            if of in RELATIONS and one in shown and other in shown
        ),
        "runs": sorted(runs_among(made, shown)) if "RUNS" in asked["through"] else [],
    }


def walked(
    made: Made, start: str, hops: list[tuple[str, str, str]], direction: str, stops: list[str]
) -> dict[str, int]:
    """What is reached, also runs, with the number of hops; what stops is reached and not left."""
    ways = nx.DiGraph()
    ways.add_node(start)
    for one, other, _ in hops:
        here, there = (one, other) if direction == "ANCESTORS" else (other, one)
        if here == start or not made.stops(here, stops):
            ways.add_edge(here, there)
    return dict(nx.single_source_shortest_path_length(ways, start))


def leads_on(one: str, hops: list[tuple[str, str, str]], only: str) -> Iterator[bool]:
    """Whether a hop, or two through a run, lead from the artifact to another one."""
    ways = [(a, b, of) if only == "ROOTS" else (b, a, of) for a, b, of in hops]
    for here, there, of in ways:
        if here == one:
            yield of in RELATIONS or any(
                run == there and other != one and kind not in RELATIONS for run, other, kind in ways
            )


def runs_among(made: Made, shown: set[str]) -> Iterator[tuple[str, list[str], list[str]]]:
    """The runs that lead from one of these artifacts to another."""
    for run in {run for _, run in made.made}:
        outputs = sorted(one for one, of in made.made if of == run and one in shown)
        inputs = sorted(one for of, one in made.consumed if of == run and one in shown)
        if any(one != other for one in outputs for other in inputs):
            yield run, outputs, inputs


@pytest.fixture
async def made(open_graph: Graph, driver: neo4j.Driver, held: Held) -> Made:
    """Random artifacts and runs that tests read and do not change."""
    return await held.fill("runs", lambda: some_runs(driver))


@pytest.fixture
def ask_made(made: Made, open_graph: Graph, settings: Settings) -> Ask:
    """Asks the schema of those."""
    return Ask(graph=open_graph, store=Store(settings))


TEXTS = [(None, [], [None]), (3, [], ENDS), (2, STOPS, [None]), (None, STOPS, ENDS)]
"""A limit of depth, what stops, and the ends that are asked for: a statement to plan for each."""


async def test_a_lineage_through_runs_is_what_networkx_finds(ask_made: Ask, made: Made) -> None:
    chance = Random(7)
    reached, cut = 0, 0

    for draw in range(120):
        depth, stops, ends = TEXTS[draw % len(TEXTS)]
        start = chance.choice(list(made.rows))
        asked: dict[str, Any] = {
            "through": chance.choice([["RELATIONS", "RUNS"], ["RUNS", "RELATIONS"], ["RUNS"]]),
            "direction": chance.choice(["ANCESTORS", "DESCENDANTS", "BOTH"]),
            "types": chance.choice([None, None, ["VARIANT_OF", "DERIVED_FROM"]]),
            "depth": depth,
            "stops": stops,
            "include": not stops or chance.random() < 0.5,
            "only": chance.choice(ends),
            "nodes": chance.choice([None, None, 3]),
        }

        found = await lineage_of(ask_made, start, written(asked))

        found["relations"].sort()
        assert found == expected(made, start, asked), (start, asked)
        reached += found["totalCount"]
        cut += not found["complete"]

    assert reached > 200
    assert cut > 20


def written(asked: Mapping[str, Any]) -> str:
    """The arguments as they stand in a query."""
    parts = [f"through: [{', '.join(asked['through'])}]", f"direction: {asked['direction']}"]
    if asked["types"]:
        parts.append(f"relationTypes: [{', '.join(asked['types'])}]")
    if asked["depth"]:
        parts.append(f"maxDepth: {asked['depth']}")
    if asked["stops"]:
        *kinds, state = asked["stops"]
        parts.append(f"stopAt: {{kinds: [{', '.join(kinds)}], states: [{state}]}}")
        parts.append(f"includeStops: {str(asked['include']).lower()}")
    if asked["nodes"]:
        parts.append(f"maxNodes: {asked['nodes']}")
    if asked["only"]:
        parts.append(f"only: {asked['only']}")
    return f"({', '.join(parts)})"
