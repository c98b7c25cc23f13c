"""What artifacts cost, by the steps that made them, each counted once; and what was in vain."""

from __future__ import annotations

from typing import Any

import neo4j
import pytest

from tests.asking import Ask
from tests.builders import (
    Row,
    a_run,
    a_step,
    a_story,
    an_artifact,
    an_id,
    at,
    connect,
    create,
    relate,
    strangers,
)

pytestmark = pytest.mark.anyio

COST = """
query ($id: ID!, $scope: CostScope! = LINEAGE) { artifact(id: $id) { cost(scope: $scope) {
  usd inputTokens outputTokens seconds steps unpriced
  byAgent { name usd steps } byModel { name usd steps }
} } }
"""
WASTE = "query ($id: ID!) { run(id: $id) { waste { usd artifacts } } }"
EXACT = """
query ($artifact: ID!, $run: ID!, $story: ID!, $step: ID!, $unpriced: ID!) {
  artifact(id: $artifact) { cost { ...Exact byAgent { ...Exact } } }
  run(id: $run) { waste { costMicroUsd usdText artifacts } }
  story(id: $story) {
    cost { ...Exact steps unpriced byAgent { name ...Exact } }
    waste { costMicroUsd usdText artifacts }
  }
  step(id: $step) { costMicroUsd costUsdText }
  unpriced: step(id: $unpriced) { costMicroUsd costUsdText }
}
fragment Exact on StepSums { costMicroUsd usdText }
"""


def made(driver: neo4j.Driver, *steps: tuple[Row, list[int]]) -> str:
    """A run with those steps, each with the numbers of the artifacts that it created."""
    [run] = create(driver, "Run", [a_run(1)])
    rows = [a_step(number, **facts) for number, (facts, _) in enumerate(steps)]
    create(driver, "AgentStep", rows)
    connect(driver, "HAS_STEP", [{"start": run, "end": row["id"]} for row in rows])
    connect(
        driver,
        "CREATED",
        [
            {"start": row["id"], "end": an_id("a", number)}
            for row, (_, numbers) in zip(rows, steps, strict=True)
            for number in numbers
        ],
    )
    assert run is not None
    return run


@pytest.fixture
def diamond(driver: neo4j.Driver) -> list[str]:
    """The last of four artifacts is made from two, both of which are made from the first."""
    create(driver, "Artifact", [an_artifact(number) for number in range(4)])
    ids = [an_id("a", number) for number in range(4)]
    relate(driver, [(ids[3], ids[1]), (ids[3], ids[2]), (ids[1], ids[0]), (ids[2], ids[0])])
    strangers(driver)
    return ids


async def cost(ask: Ask, artifact_id: str, **asked: Any) -> Any:
    data = await ask(COST, id=artifact_id, **asked)
    return data["artifact"]["cost"]


async def test_a_step_is_counted_once_whatever_it_created_and_however_many_routes_lead_to_it(
    ask: Ask, driver: neo4j.Driver, diamond: list[str]
) -> None:
    spent = {"model": "m", "cost_micro_usd": 1_500_000, "input_tokens": 7, "output_tokens": 2}
    took = {"started_at": at(0), "finished_at": at(2.5)}
    made(
        driver,
        ({"agent": "writer", **spent, **took}, [0]),
        ({"agent": "painter", "cost_micro_usd": 250_000}, [1, 2]),
        ({"agent": "painter", "model": "m"}, [3]),
    )

    assert await cost(ask, diamond[3]) == {
        "usd": 1.75,
        "inputTokens": "7",
        "outputTokens": "2",
        "seconds": 150,
        "steps": 3,
        "unpriced": 1,
        "byAgent": [
            {"name": "writer", "usd": 1.5, "steps": 1},
            {"name": "painter", "usd": 0.25, "steps": 2},
        ],
        "byModel": [
            {"name": "m", "usd": 1.5, "steps": 2},
            {"name": None, "usd": 0.25, "steps": 1},
        ],
    }
    alone = await cost(ask, diamond[1], scope="SELF")
    assert (alone["usd"], alone["steps"], alone["unpriced"]) == (0.25, 1, 0)


async def test_an_artifact_without_a_step_costs_nothing_that_is_known(
    ask: Ask, diamond: list[str]
) -> None:
    assert await cost(ask, diamond[3]) == {
        "usd": 0,
        "inputTokens": "0",
        "outputTokens": "0",
        "seconds": 0,
        "steps": 0,
        "unpriced": 0,
        "byAgent": [],
        "byModel": [],
    }


async def test_waste_is_what_reached_nothing_that_is_published(
    ask: Ask, driver: neo4j.Driver, diamond: list[str]
) -> None:
    run = made(
        driver,
        ({"cost_micro_usd": 1_000_000}, [0]),
        ({"cost_micro_usd": 2_000_000}, [1, 2]),
        ({"cost_micro_usd": 4_000_000}, [3]),
        ({"cost_micro_usd": 8_000_000, "status": "failed"}, []),
    )

    async def waste() -> dict[str, Any]:
        return (await ask(WASTE, id=run))["run"]["waste"]

    def put(number: int, state: str) -> None:
        driver.execute_query(
            "MATCH (a:Artifact {id: $id}) SET a.state = $state", id=diamond[number], state=state
        )

    assert await waste() == {"usd": 15, "artifacts": 4}
    put(1, "published")
    assert await waste() == {"usd": 12, "artifacts": 2}
    put(3, "published")
    assert await waste() == {"usd": 8, "artifacts": 0}


async def test_money_is_exact_where_floats_are_not(
    ask: Ask, driver: neo4j.Driver, diamond: list[str]
) -> None:
    run = made(
        driver,
        ({"cost_micro_usd": 100_001}, [0]),
        ({"cost_micro_usd": 225_999}, [1]),
        ({"agent": "narrator", "status": "failed", "cost_micro_usd": 7}, []),
        ({}, [2]),
    )
    [story, other] = create(driver, "Story", [a_story(1), a_story(2)])
    create(driver, "Run", [a_run(2)])
    create(driver, "AgentStep", [a_step(99, cost_micro_usd=5_000_000)])
    connect(driver, "HAS_STEP", [{"start": an_id("r", 2), "end": an_id("t", 99)}])
    connect(
        driver,
        "HAS_RUN",
        [{"start": story, "end": run}, {"start": other, "end": an_id("r", 2)}],
    )

    def exact(micro: int) -> dict[str, str]:
        return {"costMicroUsd": str(micro), "usdText": f"0.{micro:06}"}

    ids = {"artifact": diamond[3], "run": run, "story": story}
    ids |= {"step": an_id("t", 2), "unpriced": an_id("t", 3)}
    assert await ask(EXACT, **ids) == {
        "artifact": {"cost": {**exact(326_000), "byAgent": [exact(326_000)]}},
        "run": {"waste": {**exact(326_007), "artifacts": 3}},
        "story": {
            "cost": {
                **exact(326_007),
                "steps": 4,
                "unpriced": 1,
                "byAgent": [
                    {"name": "painter", **exact(326_000)},
                    {"name": "narrator", **exact(7)},
                ],
            },
            "waste": {**exact(326_007), "artifacts": 3},
        },
        "step": {"costMicroUsd": "7", "costUsdText": "0.000007"},
        "unpriced": {"costMicroUsd": None, "costUsdText": None},
    }
    driver.execute_query("MATCH (a:Artifact {id: $id}) SET a.state = 'published'", id=diamond[1])
    wasted = (await ask(EXACT, **ids))["story"]["waste"]
    assert wasted == {**exact(7), "artifacts": 1}


async def test_a_story_without_runs_costs_and_wastes_nothing(
    ask: Ask, driver: neo4j.Driver
) -> None:
    [story] = create(driver, "Story", [a_story(1)])

    nothing = {"costMicroUsd": "0", "usdText": "0.000000"}
    query = "query ($id: ID!) { story(id: $id) { cost { costMicroUsd usdText byModel { name } }"
    query += " waste { costMicroUsd usdText artifacts } } }"
    assert await ask(query, id=story) == {
        "story": {"cost": {**nothing, "byModel": []}, "waste": {**nothing, "artifacts": 0}}
    }


async def test_a_run_without_steps_wastes_nothing(ask: Ask, driver: neo4j.Driver) -> None:
    [run] = create(driver, "Run", [a_run(1)])

    assert await ask(WASTE, id=run) == {"run": {"waste": {"usd": 0, "artifacts": 0}}}


MOST = 2**53 - 1


async def spent_most(driver: neo4j.Driver, artifact_id: str, steps: int) -> str:
    """A run of that many steps which each cost the most; one made the artifact, others copies."""
    most = dict.fromkeys(("cost_micro_usd", "input_tokens", "output_tokens"), MOST)
    copies = range(100, 99 + steps)
    create(driver, "Artifact", [an_artifact(number) for number in copies])
    relate(driver, [(artifact_id, an_id("a", number)) for number in copies])
    of_artifact = int(artifact_id[-12:], 16)
    return made(driver, *((dict(most), [number]) for number in (of_artifact, *copies)))


@pytest.mark.parametrize(
    ("steps", "tokens"),
    [(1024, 2**63 - 1024), (1025, int(float(1025 * MOST)))],
    ids=["sums are exact up to 2^63 - 1", "larger ones are rounded to 53 bits"],
)
async def test_sums_have_no_limit(
    ask: Ask, driver: neo4j.Driver, diamond: list[str], steps: int, tokens: int
) -> None:
    run = await spent_most(driver, diamond[0], steps)
    query = COST.replace("usd steps", "usd inputTokens outputTokens steps")

    found = (await ask.both(query, id=diamond[0])).data
    waste = (await ask.both(WASTE, id=run)).data
    exact = "query ($id: ID!) { artifact(id: $id) { cost { costMicroUsd usdText } } }"
    text = f"{tokens // 1_000_000}.{tokens % 1_000_000:06}"
    assert await ask(exact, id=diamond[0]) == {
        "artifact": {"cost": {"costMicroUsd": str(tokens), "usdText": text}}
    }

    sums = {"usd": tokens / 1_000_000, "steps": steps}
    sums |= dict.fromkeys(("inputTokens", "outputTokens"), str(tokens))
    assert found == {
        "artifact": {
            "cost": {
                **sums,
                "seconds": 0,
                "unpriced": 0,
                "byAgent": [{"name": "painter", **sums}],
                "byModel": [{"name": None, **sums}],
            }
        }
    }
    assert waste == {"run": {"waste": {"usd": sums["usd"], "artifacts": steps}}}
