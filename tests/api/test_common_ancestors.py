"""What several artifacts came from: the nearest, or all, with the depth from each."""

from __future__ import annotations

from typing import Any

import neo4j
import pytest

from tests.asking import Ask
from tests.builders import STRANGERS, an_artifact, an_id, chain, create, ladder, relate, strangers

pytestmark = pytest.mark.anyio

COMMON = """
query ($ids: [ID!]!, $mode: CommonMode! = NEAREST, $nodes: Int) {
  commonAncestors(ids: $ids, mode: $mode, maxNodes: $nodes) {
    totalCount complete incompleteBecause
    artifacts { depths artifact { id } }
  }
}
"""


async def common(ask: Ask, *ids: str, **asked: Any) -> list[tuple[str, list[int]]]:
    """Each common ancestor with its depths; the answer must be complete."""
    found = (await ask(COMMON, ids=ids, **asked))["commonAncestors"]
    assert found["complete"]
    assert found["incompleteBecause"] == []
    assert found["totalCount"] == len(found["artifacts"])
    return [(one["artifact"]["id"], one["depths"]) for one in found["artifacts"]]


@pytest.fixture
def crossed(driver: neo4j.Driver) -> list[str]:
    """Artifacts 4 and 5 are both made from 2 and from 3, these from 1, and that from 0."""
    ids = [an_id("a", number) for number in range(6)]
    create(driver, "Artifact", [an_artifact(number) for number in range(6)])
    relate(driver, [(ids[new], ids[old]) for new in (4, 5) for old in (2, 3)])
    relate(driver, [(ids[2], ids[1]), (ids[3], ids[1]), (ids[1], ids[0])], "VARIANT_OF")
    strangers(driver)
    return ids


async def test_there_can_be_several_nearest(ask: Ask, crossed: list[str]) -> None:
    assert await common(ask, crossed[4], crossed[5]) == [(crossed[2], [1, 1]), (crossed[3], [1, 1])]


async def test_all_are_told_with_the_depth_from_each(ask: Ask, crossed: list[str]) -> None:
    assert await common(ask, crossed[4], crossed[2], mode="ALL") == [
        (crossed[2], [1, 0]),
        (crossed[1], [2, 1]),
        (crossed[0], [3, 2]),
    ]


async def test_an_artifact_is_its_own_ancestor_here(ask: Ask, crossed: list[str]) -> None:
    assert await common(ask, crossed[4]) == [(crossed[4], [0])]
    assert await common(ask, crossed[4], crossed[4]) == [(crossed[4], [0, 0])]
    assert await common(ask, crossed[0], crossed[4]) == [(crossed[0], [0, 3])]


async def test_depths_are_in_the_order_of_the_ids(ask: Ask, driver: neo4j.Driver) -> None:
    ids = chain(driver, 5)
    relate(driver, [(ids[4], ids[1])], "TRANSCODED_FROM")

    assert await common(ask, ids[4], ids[2], ids[3]) == [(ids[2], [2, 0, 1])]
    assert await common(ask, ids[3], ids[4], ids[1]) == [(ids[1], [2, 1, 0])]


async def test_artifacts_may_have_nothing_in_common(ask: Ask, crossed: list[str]) -> None:
    assert await common(ask, crossed[4], an_id("a", STRANGERS)) == []


async def test_nothing_is_said_when_an_artifact_is_missing_or_none_is_given(
    ask: Ask, crossed: list[str]
) -> None:
    nothing = {"commonAncestors": None}

    assert await ask(COMMON, ids=[crossed[4], an_id("a", 99)]) == nothing
    assert await ask(COMMON, ids=[an_id("a", 99)], mode="ALL") == nothing
    assert await ask(COMMON, ids=[]) == nothing


async def test_beyond_max_nodes_the_nearest_come_and_the_total_stays_exact(
    ask: Ask, driver: neo4j.Driver
) -> None:
    rungs = ladder(driver, 4)

    found = await ask(COMMON, ids=rungs[3], mode="ALL", nodes=3)

    assert found["commonAncestors"] == {
        "totalCount": 6,
        "complete": False,
        "incompleteBecause": ["NODE_LIMIT"],
        "artifacts": [
            {"depths": [1, 1], "artifact": {"id": rungs[2][0]}},
            {"depths": [1, 1], "artifact": {"id": rungs[2][1]}},
            {"depths": [2, 2], "artifact": {"id": rungs[1][0]}},
        ],
    }


@pytest.mark.parametrize("asked", [{"ids": ["x"]}, {"ids": [an_id("a", 1)] * 101}, {"nodes": 0}])
async def test_a_bad_argument_is_refused(ask: Ask, asked: dict[str, Any]) -> None:
    assert await ask.code(COMMON, **{"ids": [an_id("a", 1)], **asked}) == "BAD_INPUT"
