"""Random lineages for tests, each also as a graph of networkx, to answer from by other means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random
from typing import Any

import neo4j
import networkx as nx

from tests.builders import (
    RELATIONS,
    Row,
    a_relation,
    a_run,
    a_step,
    an_artifact,
    at,
    connect,
    create,
)
from tests.library import KINDS, STATES

SIZES = (1, 2, 7, 20, 60, 150, 300, 300)


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """How a lineage is followed, in the words of the API."""

    descend: bool = False
    types: Collection[str] | None = None
    stop_kinds: Collection[str] = ()
    stop_states: Collection[str] = ()
    stop_types: Collection[str] = ()
    include_stops: bool = True

    def follows(self, relation: str) -> bool:
        """Whether relations of that type are followed."""
        return self.types is None or relation in self.types

    def stops(self, relation: str, artifact: Row) -> bool:
        """Whether the walk ends where a relation of that type leads to that artifact."""
        return (
            relation in self.stop_types
            or artifact["kind"].upper() in self.stop_kinds
            or artifact["state"].upper() in self.stop_states
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Dags:
    """Lineages beside one another, all in one graph whose edges go from artifacts to sources."""

    graph: nx.MultiDiGraph = field(default_factory=nx.MultiDiGraph)
    parts: list[list[str]] = field(default_factory=list[list[str]])
    steps: dict[str, Row] = field(default_factory=dict[str, Row])
    """The step that created an artifact, where one is known; all steps are of one run."""

    def relations(self, walk: Walk) -> Iterator[tuple[str, str, str]]:
        """What is followed: from where, to where, and the type of the relation."""
        for artifact, source, relation in self.graph.edges(keys=True):
            if walk.follows(relation):
                yield (source, artifact, relation) if walk.descend else (artifact, source, relation)

    def depths(self, start: str, walk: Walk) -> dict[str, int]:
        """Everything that the walk shows, with the length of the shortest way to it.

        Every artifact stands twice in the graph that is searched: as one from which the walk goes
        on, and as one where it ended.
        """
        ways = nx.DiGraph()
        ways.add_node((start, True))
        for here, there, relation in self.relations(walk):
            goes_on = not walk.stops(relation, self.graph.nodes[there])
            ways.add_edge((here, True), (there, goes_on))
        found: dict[str, int] = {}
        for (one, goes_on), depth in nx.single_source_shortest_path_length(
            ways, (start, True)
        ).items():
            if depth and (goes_on or walk.include_stops):
                found[one] = min(depth, found.get(one, depth))
        return found

    def lengths(self, start: str, end: str) -> Counter[int]:
        """How many routes of each length lead from an artifact to an ancestor of it."""
        routes: dict[str, Counter[int]] = {start: Counter([0])}
        for here in nx.topological_sort(self.graph):
            for _, there in self.graph.out_edges(here):
                further = {length + 1: count for length, count in routes.get(here, {}).items()}
                routes[there] = routes.get(there, Counter()) + Counter(further)
        return Counter() if start == end else routes.get(end, Counter())

    def route(self, relations: Sequence[Row]) -> tuple[tuple[str, str, str], ...]:
        """The edges of a route that the API told, all of which there are, and which join."""
        edges = tuple((one["from"]["id"], one["to"]["id"], one["type"]) for one in relations)
        assert all(self.graph.has_edge(*edge) for edge in edges)
        assert all(one[1] == other[0] for one, other in pairwise(edges))
        return edges

    def without(self, walk: Walk) -> set[str]:
        """The artifacts from which the walk has nowhere to go."""
        return set(self.graph) - {here for here, _, _ in self.relations(walk)}


def dags(driver: neo4j.Driver, sizes: Sequence[int] = SIZES, seed: int = 11) -> Dags:
    """Random lineages of those sizes; two artifacts may have relations of several types."""
    made, chance = Dags(), Random(seed)
    rows: list[Row] = []
    for size in sizes:
        rows += _part(made, chance, size)
    create(driver, "Artifact", rows)
    edges: Any = made.graph.edges(keys=True)
    for relation in RELATIONS:
        of_type = [(start, end) for start, end, key in edges if key == relation]
        connect(driver, relation, [a_relation(*pair, minutes=chance.random()) for pair in of_type])
    _steps(driver, made, chance)
    return made


RUN = a_run(1)


def _steps(driver: neo4j.Driver, made: Dags, chance: Random) -> None:
    steps = [
        a_step(
            number,
            agent=chance.choice(["painter", "writer"]),
            model=chance.choice([None, "brush-2", "quill-1"]),
            cost_micro_usd=chance.choice([None, 0, chance.randrange(10**6)]),
            input_tokens=chance.choice([None, chance.randrange(1000)]),
            started_at=at(number),
            finished_at=chance.choice([None, at(number + 0.5)]),
        )
        for number in range(len(made.graph) // 2)
    ]
    created = {one: chance.choice(steps) for one in made.graph if steps and chance.random() < 0.9}
    made.steps.update(created)
    create(driver, "Run", [RUN])
    create(driver, "AgentStep", steps)
    connect(driver, "HAS_STEP", [{"start": RUN["id"], "end": step["id"]} for step in steps])
    connect(driver, "CREATED", [{"start": step["id"], "end": one} for one, step in created.items()])


def _part(made: Dags, chance: Random, size: int) -> list[Row]:
    first = len(made.graph)
    rows = [
        an_artifact(number, kind=kind, media_type=KINDS[kind], state=chance.choice(STATES))
        for number in range(first, first + size)
        for kind in [chance.choice(list(KINDS))]
    ]
    chance.shuffle(rows)
    made.graph.add_nodes_from((row["id"], row) for row in rows)
    made.parts.append([row["id"] for row in rows])
    reach = chance.choice([4, 8, size])
    for place in range(size):
        near = range(max(0, place - reach), place)
        for source in chance.sample(near, min(len(near), chance.choice([0, 2, 2, 3]))):
            for relation in chance.sample(RELATIONS, chance.choice([1, 1, 1, 2])):
                made.graph.add_edge(rows[place]["id"], rows[source]["id"], relation)
    return rows
