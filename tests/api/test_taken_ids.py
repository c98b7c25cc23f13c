"""An id that is made for something new and is taken already, of whatever type, changes nothing."""

from __future__ import annotations

from itertools import count, product
from uuid import UUID, uuid4

import neo4j
import pytest

from tests.builders import an_id
from tests.client import Api
from tests.inputs import GOOD
from tests.world import World, a_world, everything

pytestmark = [pytest.mark.anyio, pytest.mark.releases]

MAKERS = {
    "createStory": "create_story",
    "createRun": "create_run",
    "createStep": "create_step",
    "assessArtifact": "assess_artifact",
}
"""The module of `app.actions` in which a mutation makes the id of an entity."""

MODULES = {name: f"app.actions.{module}.uuid4" for name, module in MAKERS.items()} | {
    "registerArtifact": "app.domain.new_artifacts.uuid4",
    "reviseArtifact": "app.domain.new_artifacts.uuid4",
    "ingestRun": "app.domain.batches.uuid4",
}
LABELS = ("Story", "Run", "AgentStep", "Artifact", "Assessment")
SAME = an_id("f", 7)
STEPS, ARTIFACTS = len(GOOD["ingestRun"]["steps"]), len(GOOD["ingestRun"]["artifacts"])
PLACES = [
    *((name, 0) for name in MODULES),
    ("ingestRun", STEPS),
    ("ingestRun", STEPS + ARTIFACTS),
]
"""A mutation, and how many ids it makes before the one that is taken; a run is planned twice."""


@pytest.fixture
async def fresh(api: Api, driver: neo4j.Driver) -> World:
    return await a_world(api, driver)


def test_every_mutation_that_makes_an_entity_is_here() -> None:
    others = {"createUpload", "relateArtifacts"}

    assert {name for name, good in GOOD.items() if "requestId" in good} == MODULES.keys() | others


@pytest.mark.unlawful("what has the id has nothing else")
@pytest.mark.parametrize(("place", "label"), [*product(PLACES, LABELS)])
async def test_a_taken_id_is_told_and_the_same_request_then_gets_another(
    fresh: World,
    driver: neo4j.Driver,
    monkeypatch: pytest.MonkeyPatch,
    place: tuple[str, int],
    label: str,
) -> None:
    driver.execute_query(f"CREATE (:{label}:Entity {{id: $id}})", id=SAME)
    (mutation, later), made = place, count()
    good = fresh.good(mutation)
    before = everything(driver)

    with monkeypatch.context() as patched:
        patched.setattr(
            MODULES[mutation],
            lambda: UUID(SAME) if next(made) % (STEPS + ARTIFACTS + 1) == later else uuid4(),
        )
        code = await fresh.api.code(mutation, good)

    assert code == "UNAVAILABLE"
    assert everything(driver) == before
    assert await fresh.api.code(mutation, good) == "done"
