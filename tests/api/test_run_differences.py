"""Two runs compared over the API; the cookbook has the common case."""

from __future__ import annotations

import neo4j
import pytest

from tests.asking import Ask
from tests.builders import a_run, a_step, an_artifact, an_id, connect, create, relate, strangers

pytestmark = pytest.mark.anyio

DIFFERENCE = """
query ($a: ID!, $b: ID!) {
  runDifference(a: $a, b: $b) {
    steps { a { id } b { id } changed parts }
    divergences { a { id } b { id } }
    onlyInA { id }
    onlyInB { id }
  }
}
"""
A, B, C = (an_id("r", number) for number in (1, 2, 3))


@pytest.fixture
def runs(driver: neo4j.Driver) -> None:
    """Two runs that paint from a sketch of their own, and a third without steps."""
    strangers(driver)
    create(driver, "Run", [a_run(number) for number in (1, 2, 3)])
    create(
        driver,
        "Artifact",
        [an_artifact(number, name=f"of {number % 10}") for number in (10, 11, 20, 21)],
    )
    relate(driver, [(an_id("a", run + 1), an_id("a", run)) for run in (10, 20)])
    for run, number in ((A, 10), (B, 20)):
        steps = [
            a_step(number + place, name=name, prompt=f"{name} {number if place else ''}")
            for place, name in enumerate(("sketch", "paint"))
        ]
        create(driver, "AgentStep", steps)
        connect(driver, "HAS_STEP", [{"start": run, "end": step["id"]} for step in steps])
        made = [an_id("a", number), an_id("a", number + 1)]
        pairs = zip(steps, made, strict=True)
        connect(driver, "CREATED", [{"start": step["id"], "end": one} for step, one in pairs])


async def test_the_steps_of_two_runs_stand_side_by_side(ask: Ask, runs: None) -> None:
    found = (await ask(DIFFERENCE, a=A, b=B))["runDifference"]

    pair = {"a": {"id": an_id("t", 11)}, "b": {"id": an_id("t", 21)}}
    assert found == {
        "steps": [
            {
                "a": {"id": an_id("t", 10)},
                "b": {"id": an_id("t", 20)},
                "changed": [],
                "parts": False,
            },
            {**pair, "changed": ["PROMPT"], "parts": True},
        ],
        "divergences": [pair],
        "onlyInA": [],
        "onlyInB": [],
    }


async def test_a_run_without_steps_has_no_counterparts(ask: Ask, runs: None) -> None:
    found = (await ask(DIFFERENCE, a=A, b=C))["runDifference"]

    assert [one["b"] for one in found["steps"]] == [None, None]
    assert found["divergences"] == [{"a": {"id": an_id("t", 10)}, "b": None}]
    assert found["onlyInA"] == [{"id": an_id("a", 10)}, {"id": an_id("a", 11)}]


async def test_a_run_does_not_differ_from_itself(ask: Ask, runs: None) -> None:
    assert (await ask(DIFFERENCE, a=A, b=A))["runDifference"]["divergences"] == []


async def test_nothing_is_said_when_a_run_is_missing(ask: Ask, runs: None) -> None:
    assert await ask(DIFFERENCE, a=A, b=an_id("r", 9)) == {"runDifference": None}
    assert await ask.code(DIFFERENCE, a=A, b="../x") == "BAD_INPUT"
