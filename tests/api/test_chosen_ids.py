"""Clients may choose the ids of what they create: each is used once, for one thing."""

from __future__ import annotations

from itertools import product
from typing import Any

import neo4j
import pytest

from tests.builders import an_id
from tests.client import MUTATIONS, Api
from tests.inputs import GOOD
from tests.world import World, a_world, everything

pytestmark = pytest.mark.anyio

ASKS = {
    "createStory": "story { id }",
    "createRun": "run { id }",
    "createStep": "step { id }",
    "registerArtifact": "artifact { id }",
}
CHOSEN, OTHER = an_id("f", 7), an_id("f", 8)
LABELS = ("Story", "Run", "AgentStep", "Artifact", "Assessment")


@pytest.fixture
async def fresh(api: Api, driver: neo4j.Driver) -> World:
    return await a_world(api, driver)


def entity_id(answer: dict[str, Any]) -> str:
    [entity] = (value for value in answer.values() if isinstance(value, dict))
    return entity["id"]


def test_every_mutation_with_an_id_to_choose_is_here() -> None:
    fields = {name: MUTATIONS[name].args["input"].type.of_type.fields for name in GOOD}

    assert {name for name in GOOD if "id" in fields[name]} == ASKS.keys()


@pytest.mark.parametrize("mutation", ASKS)
async def test_a_chosen_id_is_that_of_the_one_thing_that_is_created(
    fresh: World, mutation: str
) -> None:
    input = fresh.good(mutation, id=CHOSEN)

    made = await fresh.api.do(mutation, input, ASKS[mutation])
    again = await fresh.api.do(mutation, input, ASKS[mutation])

    assert entity_id(made) == entity_id(again) == CHOSEN
    assert await fresh.api.code(mutation, {**input, "id": OTHER}) == "IDEMPOTENCY_MISMATCH"
    assert await fresh.api.code(mutation, {**input, "id": None}) == "IDEMPOTENCY_MISMATCH"


@pytest.mark.unlawful("what has the id has nothing else")
@pytest.mark.parametrize(("mutation", "label"), [*product(ASKS, LABELS)])
async def test_an_id_that_is_taken_is_a_conflict(
    fresh: World, driver: neo4j.Driver, mutation: str, label: str
) -> None:
    driver.execute_query(f"CREATE (:{label}:Entity {{id: $id}})", id=CHOSEN)
    input = fresh.good(mutation, id=CHOSEN)
    before = everything(driver)

    assert await fresh.api.code(mutation, input) == "CONFLICT"
    assert everything(driver) == before
    assert await fresh.api.code(mutation, {**input, "id": OTHER}) == "done"


@pytest.mark.parametrize(
    "wrong", ["", "fox", "5F0C954E-1C1D-4F3A-9B0E-0D6F1F2A7C11", CHOSEN.replace("-", "")]
)
@pytest.mark.parametrize("mutation", ASKS)
async def test_what_is_no_uuid_is_bad_input(fresh: World, mutation: str, wrong: str) -> None:
    assert await fresh.api.code(mutation, fresh.good(mutation, id=wrong)) == "BAD_INPUT"
