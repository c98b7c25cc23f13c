"""A retry that comes late is answered, whatever was changed or removed since."""

from __future__ import annotations

from typing import Any

import neo4j
import pytest

from tests.client import Api, success_of
from tests.inputs import GOOD
from tests.recording import request_id
from tests.world import World, a_world, everything

pytestmark = pytest.mark.anyio

Changes = list[tuple[str, dict[str, Any]]]

MADE = {
    "createStory": "story { id }",
    "createRun": "run { id }",
    "createStep": "step { id }",
    "createUpload": "uploadId",
    "registerArtifact": "artifact { id }",
    "reviseArtifact": "artifact { id }",
    "relateArtifacts": "relation { note from { id } }",
    "assessArtifact": "assessment { id }",
    "ingestRun": "run { id } artifacts { id }",
}
"""By what a retry's answer is known to be of the same thing."""


def since(mutation: str, made: dict[str, Any], good: dict[str, Any]) -> Changes:
    """What happened to the thing since it was made."""
    match mutation:
        case "createStory":
            return [("updateStory", {"storyId": made["story"]["id"], "title": "Another"})]
        case "createRun":
            run = {"runId": made["run"]["id"]}
            return [("finishRun", {**run, "status": "FAILED", "error": "no"})]
        case "createStep":
            step = {"stepId": made["step"]["id"]}
            return [("finishStep", {**step, "status": "COMPLETED"})]
        case "createUpload":
            return []
        case "registerArtifact" | "reviseArtifact":
            artifact = {"artifactId": made["artifact"]["id"]}
            return [("archiveArtifact", {**artifact, "releasePrimaries": True})]
        case "relateArtifacts":
            ends = ("relationType", "fromArtifactId", "toArtifactId")
            return [("retractRelation", {name: good[name] for name in ends})]
        case "assessArtifact":
            return [("assessArtifact", {**good, "requestId": request_id(), "score": 0.75})]
        case _:
            changes: Changes = [
                ("archiveArtifact", {"artifactId": one["id"], "releasePrimaries": True})
                for one in made["artifacts"]
            ]
            return changes


@pytest.fixture
async def fresh(api: Api, driver: neo4j.Driver) -> World:
    return await a_world(api, driver)


def test_every_mutation_that_can_be_retried_is_here() -> None:
    assert list(MADE) == [name for name, good in GOOD.items() if "requestId" in good]


@pytest.mark.parametrize("mutation", MADE)
async def test_a_late_retry_is_answered_and_does_nothing(
    fresh: World, driver: neo4j.Driver, mutation: str
) -> None:
    good, asks = fresh.good(mutation), MADE[mutation]
    first = await fresh.api.do(mutation, good, asks)
    assert first["__typename"] == success_of(mutation)
    for change, input in since(mutation, first, good):
        done = await fresh.api.do(change, input)
        assert done["__typename"] == success_of(change), done
    before = everything(driver)

    again = await fresh.api.do(mutation, good, asks)

    if mutation == "relateArtifacts":
        assert (again["code"], again["message"]) == (
            "NOT_FOUND",
            "the relation that this request made was retracted since",
        )
    else:
        assert again == first
    assert everything(driver) == before
