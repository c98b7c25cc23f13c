"""What a plan says of descendants is what a plain definition says, on random graphs."""

from __future__ import annotations

from random import Random
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.withdrawals import checked_token, withdrawal
from app.errors import BadInput
from tests.builders import an_id

ORIGIN = an_id("a", 0)


def a_graph(chance: Random) -> nx.DiGraph:
    """Artifacts and their sources; the edges go from the newer ones."""
    graph = nx.DiGraph()
    size = chance.randint(1, 40)
    graph.add_nodes_from(an_id("a", number) for number in range(size))
    for newer in range(1, size):
        for source in chance.sample(range(newer), min(newer, chance.choice([0, 1, 1, 2, 3]))):
            graph.add_edge(an_id("a", newer), an_id("a", source))
    return graph


def planned(graph: nx.DiGraph, origin: str = ORIGIN, **facts: Any) -> Any:
    """The plan, from rows as the graph gives them."""
    depths = nx.single_source_shortest_path_length(graph.reverse(), origin)
    rows = [
        {"id": one, "state": "candidate", "depth": depth} for one, depth in depths.items() if depth
    ]
    return withdrawal(
        artifact={"id": origin, "state": "candidate"},
        descendants=rows,
        sources=[edge for edge in graph.edges if edge[0] in depths and edge[0] != origin],
        primaries=facts.get("primaries", []),
    )


@given(seed=st.integers(0, 2**32))
def test_an_alternative_is_a_way_to_a_root_that_avoids_the_withdrawn_artifact(seed: int) -> None:
    chance = Random(seed)
    graph = a_graph(chance)
    origin = chance.choice(list(graph))

    plan = planned(graph, origin)

    roots = {one for one in graph if not graph.out_degree(one)} - {origin}
    others = graph.subgraph(set(graph) - {origin})
    assert {one.id: one.alternative for one in plan.descendants} == {
        one: bool(roots & ({one} | nx.descendants(others, one)))
        for one in nx.ancestors(graph, origin)
    }


@given(seed=st.integers(0, 2**32))
def test_what_is_intact_has_no_source_that_is_withdrawn_or_not_intact(seed: int) -> None:
    graph = a_graph(Random(seed))

    plan = planned(graph)

    intact = dict.fromkeys(graph, True) | {one.id: one.intact for one in plan.descendants}
    assert {one.id: one.intact for one in plan.descendants} == {
        one.id: all(source != ORIGIN and intact[source] for source in graph.successors(one.id))
        for one in plan.descendants
    }


def test_the_best_replacement_that_is_left_takes_the_place_of_a_primary() -> None:
    graph = nx.DiGraph([(an_id("a", 1), ORIGIN), (an_id("a", 3), an_id("a", 2))])
    replacements = [{"id": an_id("a", number), "position": number} for number in (1, 2, 3)]
    role = {"story_id": an_id("s", 1), "role": "scene_image", "primary_id": ORIGIN, "position": 7}

    plan = planned(
        graph,
        primaries=[
            {**role, "replacements": replacements},
            {**role, "replacements": replacements[:1]},
        ],
    )

    assert [(one.replacement_id, one.replacement_position) for one in plan.losses] == [
        (an_id("a", 2), 2),
        (None, None),
    ]


def test_another_plan_has_another_token() -> None:
    chain = nx.DiGraph([(an_id("a", 1), ORIGIN), (an_id("a", 2), an_id("a", 1))])
    more = nx.DiGraph([*chain.edges, (an_id("a", 2), an_id("a", 9))])

    assert planned(chain).token == planned(chain).token
    assert planned(more).token != planned(chain).token
    assert checked_token(planned(chain).token) == ORIGIN


@pytest.mark.parametrize(
    "token", ["", ORIGIN, f"{ORIGIN}.", f"x.{'0' * 64}", f"{ORIGIN}.{'0' * 63}"]
)
def test_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(BadInput, match="planToken must be the token of a withdrawalPlan"):
        checked_token(token)
