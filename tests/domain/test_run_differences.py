"""In what two runs differ, by rows as the graph gives them."""

from __future__ import annotations

from random import Random
from typing import Any

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from app.domain.run_differences import RunDifference, StepFact, run_difference

Row = dict[str, Any]


def a_step(step_id: str, name: str, *took: Row, made: tuple[str, ...] = (), **facts: Any) -> Row:
    told = {"agent": "painter", "model": None, "prompt": None, "parameters": None}
    outputs = [{"id": f"{step_id}-{one}", "name": one, "kind": "image"} for one in made]
    return {"id": step_id, "name": name, **told, **facts, "took": [*took], "made": outputs}


def an_input(name: str, maker: str | None = None, **facts: Any) -> Row:
    known = {"type": "DERIVED_FROM", "id": f"id of {name}", "sha256": None}
    return {**known, "name": name, "maker": maker, **facts}


def told(difference: RunDifference) -> list[tuple[str | None, str | None, list[str], bool]]:
    return [(one.a, one.b, [*one.changed], one.parts) for one in difference.steps]


def test_runs_that_did_the_same_do_not_differ() -> None:
    a = [a_step("a0", "write"), a_step("a1", "paint", an_input("text", "a0"), made=("cover",))]
    b = [a_step("b0", "write"), a_step("b1", "paint", an_input("text", "b0"), made=("cover",))]

    found = run_difference(a, b)

    assert told(found) == [("a0", "b0", [], False), ("a1", "b1", [], False)]
    assert (found.only_in_a, found.only_in_b) == ([], [])


def test_every_fact_of_a_step_is_compared() -> None:
    facts = {"agent": "x", "model": "x", "prompt": "x", "parameters": "{}"}

    found = run_difference([a_step("a", "paint", an_input("x"))], [a_step("b", "paint", **facts)])

    assert told(found) == [("a", "b", [*StepFact], True)]


def test_inputs_are_the_same_by_content_then_by_name_in_the_run_else_by_id() -> None:
    def changed(a: Row, b: Row) -> list[StepFact]:
        [step] = run_difference([a_step("0", "paint", a)], [a_step("0", "paint", b)]).steps
        return [*step.changed]

    assert changed(an_input("x", sha256="1"), an_input("y", sha256="1")) == []
    assert changed(an_input("x", sha256="1"), an_input("x", sha256="2")) == ["inputs"]
    assert changed(an_input("x", "0", id="1"), an_input("x", "0", id="2")) == []
    assert changed(an_input("x", id="1"), an_input("x", id="2")) == ["inputs"]
    assert changed(an_input("x", type="VARIANT_OF"), an_input("x")) == ["inputs"]


def test_steps_of_one_name_are_counterparts_in_their_order() -> None:
    a = [a_step("a0", "paint", prompt="one"), a_step("a1", "paint", prompt="two")]
    b = [a_step("b0", "paint", prompt="one"), a_step("b1", "scale"), a_step("b2", "paint")]

    found = run_difference(a, b)

    assert told(found) == [
        ("a0", "b0", [], False),
        ("a1", "b2", ["prompt"], True),
        (None, "b1", [], True),
    ]


def test_runs_part_at_the_first_difference_of_each_branch() -> None:
    def steps(run: str, sketch: str, sound: str) -> list[Row]:
        return [
            a_step(f"{run}0", "write"),
            a_step(f"{run}1", "sketch", an_input("text", f"{run}0"), model=sketch),
            a_step(f"{run}2", "paint", an_input("sketch", f"{run}1", sha256=sketch)),
            a_step(f"{run}3", "speak", an_input("text", f"{run}0"), model=sound),
        ]

    found = run_difference(steps("a", "one", "one"), steps("b", "two", "two"))

    assert told(found) == [
        ("a0", "b0", [], False),
        ("a1", "b1", ["model"], True),
        ("a2", "b2", ["inputs"], False),
        ("a3", "b3", ["model"], True),
    ]


def test_what_has_no_counterpart_is_only_in_one() -> None:
    a = [a_step("a", "paint", made=("cover", "cover", "poster"))]
    b = [a_step("b", "paint", made=("cover",)), a_step("c", "scale", made=("poster",))]

    found = run_difference(a, b)

    assert (found.only_in_a, found.only_in_b) == (["a-cover", "a-poster"], ["c-poster"])


@given(seed=st.integers(0, 2**32))
def test_a_step_parts_the_runs_unless_it_depends_on_one_that_differs(seed: int) -> None:
    chance = Random(seed)
    graph = nx.DiGraph()
    graph.add_nodes_from(range(chance.randint(1, 30)))
    graph.add_edges_from(
        (newer, chance.randrange(newer)) for newer in graph if newer and chance.random() < 0.9
    )
    other = {step for step in graph if chance.random() < 0.3}

    def steps(run: str, prompts: set[int]) -> list[Row]:
        return [
            a_step(
                f"{run}{step}",
                f"step {step}",
                *(an_input(f"of {one}", f"{run}{one}") for one in graph.successors(step)),
                prompt="other" if step in prompts else None,
            )
            for step in graph
        ]

    found = run_difference(steps("a", set()), steps("b", other))

    assert [one.parts for one in found.steps] == [
        step in other and not nx.descendants(graph, step) & other for step in graph
    ]
