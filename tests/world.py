"""A small graph with one thing in every state, on which the inputs of `tests.inputs` work."""

from __future__ import annotations

import json
from typing import Any

import neo4j

from tests.client import Api
from tests.inputs import GOOD, Input, a_note, an_image
from tests.recording import a_story, an_upload, artifact_facts, request_id, uploaded


class World:
    """Things by their names, which stand as `@name` in inputs."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.ids: dict[str, str] = {}

    def filled(self, value: Any) -> Any:
        """The value with ids in the place of names, and a request id of its own for each @new."""
        if isinstance(value, dict):
            return {name: self.filled(part) for name, part in value.items()}
        if isinstance(value, list):
            return [self.filled(part) for part in value]
        if isinstance(value, str) and value.startswith("@"):
            return request_id() if value == "@new" else self.ids[value[1:]]
        return value

    def good(self, mutation: str, **changes: Any) -> Input:
        """The input of a mutation, with some of it changed."""
        return self.filled({**GOOD[mutation], **changes})


async def a_world(api: Api, driver: neo4j.Driver) -> World:
    """Makes the things, through the API but for what it cannot make."""
    world = World(api)
    world.ids["story"] = await a_story(api)
    world.ids["other"] = await a_story(api, "another")
    await _bring(world, _first_run())
    await _bring(world, _bare("pending", "@story", "PENDING"))
    await _bring(
        world, {**_bare("ended", "@story", "COMPLETED"), "steps": [_step("late", "COMPLETED")]}
    )
    await _bring(world, _bare("foreign", "@other", "RUNNING"))
    await _bring(world, _bare("dropped", "@story", "CANCELLED"))
    driver.execute_query(
        "MATCH (a:Artifact) WHERE a.id IN $ids SET a.pruned_at = datetime()",
        ids=[world.ids[name] for name in ("pruned", "pruned_draft", "pruned_candidate")],
    )
    world.ids["used_upload"] = await uploaded(api, "TEXT")
    content = {"uploadId": world.ids["used_upload"]}
    await api.do("registerArtifact", artifact_facts("used", content=content))
    world.ids["unsent_upload"] = (await an_upload(api, "TEXT"))["uploadId"]
    world.ids["used_request"] = request_id()
    await api.do("createStory", {"requestId": world.ids["used_request"], "title": "used"})
    plan = "query ($id: ID!) { withdrawalPlan(id: $id) { token } }"
    world.ids["plan"] = (await api(plan, id=world.ids["doomed"]))["withdrawalPlan"]["token"]
    world.ids["old_plan"] = f"{world.ids['doomed']}.{'0' * 64}"
    return world


def _first_run() -> Input:
    return {
        **_bare("running", "@story", "RUNNING"),
        "steps": [
            _step("pending_step"),
            _step("running_step", "RUNNING"),
            _step("dropped_step", "CANCELLED"),
        ],
        "artifacts": [
            an_image("intermediate", "INTERMEDIATE"),
            an_image("cover"),
            an_image("picture"),
            an_image("spare"),
            an_image("scene"),
            an_image("doomed"),
            an_image("archived", "ARCHIVED"),
            an_image("pruned", "ARCHIVED"),
            an_image("pruned_draft", "INTERMEDIATE"),
            an_image("pruned_candidate"),
            a_note("note"),
            a_note("newer"),
        ],
        "relations": [{"fromArtifact": "newer", "toArtifact": "note"}],
        "links": [
            {"artifact": "cover", "role": "COVER", "isPrimary": True},
            {"artifact": "scene", "role": "SCENE_IMAGE", "position": 1},
        ],
    }


def _bare(name: str, story: str, status: str) -> Input:
    run = {"workflow": name, "storyId": story, "status": status}
    return {"requestId": "@new", "run": run}


def _step(ref: str, status: str = "PENDING") -> Input:
    return {"ref": ref, "name": ref, "agent": "painter", "status": status}


async def _bring(world: World, batch: Input) -> None:
    made = await world.api.do(
        "ingestRun", world.filled(batch), "run { id } steps { ref id } artifacts { ref id }"
    )
    world.ids[batch["run"]["workflow"]] = made["run"]["id"]
    world.ids |= {one["ref"]: one["id"] for one in [*made["steps"], *made["artifacts"]]}


def everything(driver: neo4j.Driver) -> list[str]:
    """All nodes and relationships, to show that nothing was written.

    Only how often a request was claimed is left out: that is its lock.
    """
    rows = driver.execute_query(
        "MATCH (n) RETURN labels(n) AS what, n {.*, claims: null} AS has, elementId(n) AS place"
        " UNION ALL MATCH (n)-[r]->(m)"
        " RETURN [type(r)] AS what, properties(r) AS has, elementId(n) + elementId(m) AS place"
    ).records
    return sorted(json.dumps(row.data(), default=str, sort_keys=True) for row in rows)
