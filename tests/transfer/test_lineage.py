"""A cycle is found before anything is written: in the file, and in what it makes of the graph."""

from __future__ import annotations

import pytest

from app.graph.checks import run_checks
from tests.builders import an_id
from tests.lines import artifact_line, relation_line

pytestmark = pytest.mark.anyio


def artifacts(*numbers):
    return [artifact_line(number) for number in numbers]


def turned(path, first):
    """A cycle as it is told from one of its artifacts on."""
    names = path.removeprefix("the relations make a cycle of ").split(": ")[1].split(" -> ")
    assert names[0] == names[-1]
    at = names.index(an_id("a", first))
    return [int(name[-4:], 16) for name in (names[:-1] * 2)[at : at + len(names) - 1]]


@pytest.mark.parametrize("types", [("derived_from",), ("derived_from", "variant_of")])
@pytest.mark.parametrize("length", [2, 3, 7])
async def test_a_cycle_in_the_file_is_named_at_the_line_that_closes_it(refused, length, types):
    ring = [relation_line(n, n % length + 1, types[n % len(types)]) for n in range(1, length + 1)]
    beside = [relation_line(8, 9), relation_line(8, 1), relation_line(2, 10)]

    [problem] = await refused([*artifacts(*range(1, 11)), *beside, *ring])

    assert (problem.line, problem.code) == (13 + length, "CYCLE")
    assert turned(problem.message, 1) == list(range(1, length + 1))


async def test_a_cycle_through_the_graph_is_found(refused, bring):
    await bring([*artifacts(1, 2, 3, 4, 5), relation_line(1, 2), relation_line(2, 3)])
    await bring([relation_line(4, 5)])

    [problem] = await refused(
        [*artifacts(6), relation_line(3, 6), relation_line(6, 4), relation_line(5, 1)]
    )

    assert (problem.line, problem.code) == (4, "CYCLE")
    assert turned(problem.message, 1) == [1, 2, 3, 6, 4, 5]


async def test_a_relation_that_closes_a_cycle_in_the_graph_alone_is_found(refused, bring):
    await bring([*artifacts(1, 2, 3), relation_line(1, 2), relation_line(2, 3)])

    [problem] = await refused([relation_line(3, 1, "variant_of")])

    assert turned(problem.message, 1) == [1, 2, 3]


async def test_a_lattice_with_many_routes_has_no_cycle(bring, graph):
    layers, width = 40, 5
    lines = artifacts(*range(1, layers * width + 1))
    lines += [
        relation_line(layer * width + one + 1, (layer - 1) * width + other + 1)
        for layer in range(1, layers)
        for one in range(width)
        for other in range(width)
    ]

    await bring(lines[::-1])
    again = await bring([*lines, *artifacts(201), relation_line(201, 200)])

    assert again.new["relation"] == 1
    assert (await run_checks(graph))["acyclic"] == []


async def test_a_long_cycle_is_told_by_its_ends(refused):
    count = 3000
    ring = [relation_line(n, n % count + 1) for n in range(1, count + 1)]

    [problem] = await refused([*artifacts(*range(1, count + 1)), *ring])

    assert (problem.line, problem.code) == (2 * count, "CYCLE")
    assert problem.message.startswith("the relations make a cycle of 3000 artifacts: ")
    assert problem.message.count(" -> ") == 41
