"""Of two who change what both have read, one is done, and the other is told and writes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import anyio
import neo4j
import pytest

from tests.client import MUTATIONS, Api, success_of
from tests.inputs import SVG
from tests.waiting import BLOCKED, until
from tests.world import World, a_world, everything

pytestmark = pytest.mark.anyio

GUARDS = {"ifRev", "expectedPrimary"}
PICTURE = {**SVG, "state": "CANDIDATE", "sources": []}
EDITS: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "updateStory": ("story", {}, {"title": "A third fox"}),
    "setCurrentRun": ("story", {}, {"runId": "@ended"}),
    "startRun": ("run", {}, {}),
    "finishRun": ("run", {}, {"status": "FAILED", "error": "no paint"}),
    "promoteArtifact": ("artifact", {}, {"reason": "I like it too"}),
    "publishArtifact": ("artifact", {}, {"reason": "I like it too"}),
    "archiveArtifact": ("artifact", {}, {"reason": "I do not like it"}),
    "unarchiveArtifact": ("artifact", {}, {"reason": "I like it too"}),
    "reviseArtifact": (
        "artifact",
        {**PICTURE, "artifactId": "@cover", "name": "a better cover"},
        {"requestId": "@new", "name": "the best cover"},
    ),
    "linkArtifact": (
        "primary",
        {"role": "COVER", "position": None, "expectedPrimary": "@cover"},
        {"artifactId": "@spare"},
    ),
    "setPrimary": ("primary", {}, {"artifactId": "@picture"}),
}
"""For each mutation whose input has a guard: of what the guard is, the changes that make of the
good input what one editor sends, and what the other one sends instead."""

NAMED_BY = {
    "story": ("storyId",),
    "run": ("runId",),
    "artifact": ("artifactId",),
    "primary": ("storyId", "role"),
}
"""The fields of an input that say of which thing the guard is."""

PEERS = {
    "reviseArtifact": PICTURE,
    "linkArtifact": {"artifactId": "@scene", "position": None},
    "setPrimary": {"artifactId": "@scene"},
}
"""What a mutation sends when another one was the first at the same thing."""


@pytest.fixture
async def fresh(api: Api, driver: neo4j.Driver) -> World:
    return await a_world(api, driver)


async def guarded(world: World, mutation: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the two editors send: both have read the same."""
    thing, one, other = EDITS[mutation]
    first = world.good(mutation, **one)
    if thing != "primary":
        query = f"query ($id: ID!) {{ it: {thing}(id: $id) {{ rev }} }}"
        [named_by] = NAMED_BY[thing]
        first["ifRev"] = (await world.api(query, id=first[named_by]))["it"]["rev"]
    return first, {**first, **world.filled(other)}


def of_peers(world: World, mutation: str, first: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What those send who have read the same, and change the same thing in another way."""
    thing = EDITS[mutation][0]
    same = {name: first[name] for name in (*NAMED_BY[thing], *GUARDS) if name in first}
    return {
        peer: {**world.good(peer, **PEERS.get(peer, {})), **same}
        for peer in EDITS
        if EDITS[peer][0] == thing and peer != mutation
    }


@asynccontextmanager
async def all_is_locked(driver: neo4j.Driver) -> AsyncGenerator[None]:
    """Nothing that the graph has can be changed while the block lasts."""
    with driver.session() as session, session.begin_transaction() as transaction:
        transaction.run("MATCH (n) REMOVE n.slot").consume()
        yield
        await anyio.to_thread.run_sync(transaction.rollback)


def test_every_mutation_with_a_guard_is_here() -> None:
    guards = {
        mutation: GUARDS & field.args["input"].type.of_type.fields.keys()
        for mutation, field in MUTATIONS.items()
    }

    assert {mutation: guard for mutation, guard in guards.items() if guard} == {
        mutation: {"expectedPrimary" if thing == "primary" else "ifRev"}
        for mutation, (thing, *_) in EDITS.items()
    }


@pytest.mark.parametrize("mutation", EDITS)
async def test_who_comes_second_gets_conflict_and_writes_nothing(
    fresh: World, driver: neo4j.Driver, mutation: str
) -> None:
    first, second = await guarded(fresh, mutation)
    done = await fresh.api.do(mutation, first)
    assert done["__typename"] == success_of(mutation), done
    before = everything(driver)

    refused = await fresh.api.code(mutation, second)
    by_peers = {
        peer: await fresh.api.code(peer, input)
        for peer, input in of_peers(fresh, mutation, first).items()
    }

    assert refused == "CONFLICT"
    assert set(by_peers.values()) == {"CONFLICT"}, by_peers
    assert everything(driver) == before


@pytest.mark.parametrize("mutation", EDITS)
async def test_of_two_at_once_one_is_done_and_one_gets_conflict(
    fresh: World, driver: neo4j.Driver, mutation: str
) -> None:
    both = await guarded(fresh, mutation)

    async with asyncio.TaskGroup() as tasks, all_is_locked(driver):
        sent = [tasks.create_task(fresh.api.code(mutation, one)) for one in both]
        await until(lambda: driver.execute_query(BLOCKED).records[0].values() == [2])

    codes = [task.result() for task in sent]
    assert sorted(codes) == ["CONFLICT", "done"]
    before = everything(driver)
    assert await fresh.api.code(mutation, both[codes.index("CONFLICT")]) == "CONFLICT"
    assert everything(driver) == before
