"""Plans of withdrawals over the API; the cookbook has one in full."""

from __future__ import annotations

import neo4j
import pytest

from tests.asking import Ask
from tests.builders import an_id, star
from tests.client import Api

pytestmark = pytest.mark.anyio

PLAN = """
query ($id: ID!) {
  withdrawalPlan(id: $id) {
    token totalCount complete incompleteBecause artifact { id } descendants { artifact { id } }
  }
}
"""


async def test_beyond_max_nodes_the_nearest_come_and_the_plan_is_still_of_all(
    ask: Ask, driver: neo4j.Driver
) -> None:
    _, points = star(driver, 3)
    [whole] = [(await ask(PLAN, id=points[1]))["withdrawalPlan"]]
    ask.max_nodes = 0

    cut = (await ask(PLAN, id=points[1]))["withdrawalPlan"]

    assert (whole["complete"], whole["incompleteBecause"]) == (True, [])
    assert whole["descendants"] == [{"artifact": {"id": an_id("a", 0)}}]
    assert cut == {
        **whole,
        "complete": False,
        "incompleteBecause": ["NODE_LIMIT"],
        "descendants": [],
    }


async def test_a_missing_artifact_has_no_plan(ask: Ask) -> None:
    assert await ask(PLAN, id=an_id("a", 1)) == {"withdrawalPlan": None}


async def test_a_malformed_id_is_refused(ask: Ask) -> None:
    assert await ask.code(PLAN, id="../x") == "BAD_INPUT"


async def test_a_plan_is_carried_out_and_then_out_of_date(api: Api, driver: neo4j.Driver) -> None:
    _, points = star(driver, 2)
    token = (await api(PLAN, id=points[0]))["withdrawalPlan"]["token"]

    done = await api.do(
        "withdrawArtifacts", {"planToken": token}, "archived primaries artifact { id state }"
    )

    assert done == {
        "__typename": "WithdrawalPayload",
        "archived": 2,
        "primaries": 0,
        "artifact": {"id": points[0], "state": "ARCHIVED"},
    }
    assert await api.code("withdrawArtifacts", {"planToken": token}) == "CONFLICT"
