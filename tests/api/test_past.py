"""A story as it was at a moment is what it was when somebody looked then."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from random import Random
from typing import Any

import neo4j
import pytest

from app.actions.archive_artifact import archive_artifact
from app.actions.link_artifact import link_artifact
from app.actions.promote_artifact import promote_artifact
from app.actions.publish_artifact import publish_artifact
from app.actions.revise_artifact import revise_stored
from app.actions.set_current_run import set_current_run
from app.actions.set_primary import set_primary
from app.actions.unarchive_artifact import unarchive_artifact
from app.actions.unlink_artifact import unlink_artifact
from app.actions.update_story import update_story
from app.actions.withdraw_artifacts import plan_withdrawal, withdraw_artifacts
from app.domain.stories import Role
from app.errors import AppError
from app.graph.session import Graph
from tests.asking import Ask
from tests.builders import (
    a_link,
    a_relation,
    a_run,
    a_story,
    an_artifact,
    an_id,
    at,
    connect,
    create,
)

pytestmark = pytest.mark.anyio

STORY = an_id("s", 1)
LINKS = "links { nodes { role isPrimary position artifact { id state } } }"
NOW = (
    "query ($id: ID!) { story(id: $id) {"
    f" title synopsis metadata currentRun {{ id }} {LINKS} }} }}"
)
THEN = """
query ($id: ID!, $asOf: DateTime!) {
  storyAsOf(id: $id, asOf: $asOf) {
    title synopsis metadata currentRun { id }
    links { role isPrimary position state artifact { id } }
  }
}
"""


def moment(driver: neo4j.Driver) -> str:
    """A moment of the server's clock that is past when this returns."""
    now = "datetime.truncate('microsecond', datetime()) + duration({microseconds: 1})"
    [[now]] = driver.execute_query(f"RETURN toString({now})").records
    return str(now)


async def shown(ask: Ask) -> dict[str, Any]:
    """The story now, in the form in which it is told of the past."""
    story = (await ask(NOW, id=STORY))["story"]
    links = [
        {**link, "state": link["artifact"]["state"], "artifact": {"id": link["artifact"]["id"]}}
        for link in story.pop("links")["nodes"]
    ]
    return {**story, "links": links}


async def approve(graph: Graph, artifact_id: str) -> None:
    """Takes an artifact to its next state."""
    for move in (unarchive_artifact, promote_artifact, publish_artifact):
        with suppress(AppError):
            await move(graph, artifact_id=artifact_id)
            return


async def withdraw(graph: Graph, artifact_id: str) -> None:
    plan = await plan_withdrawal(graph, artifact_id)
    assert plan is not None
    await withdraw_artifacts(graph, plan_token=plan.token)


def change(graph: Graph, chance: Random, number: int) -> Awaitable[object]:
    """One of the things that change what a story shows, if it is allowed."""
    one = an_id("a", chance.randrange(8))
    role = chance.choice([Role.COVER, Role.COVER, Role.SCENE_IMAGE])
    link = {"story_id": STORY, "artifact_id": one, "role": role}
    place = chance.randrange(5) if role is Role.SCENE_IMAGE else None
    told: Any = {"title": f"title {number}", "metadata": {"n": number}}
    content: Any = {"media_type": "image/png", "name": f"new {number}"}
    changes: list[Callable[[], Awaitable[object]]] = [
        lambda: link_artifact(graph, **link, position=place, is_primary=number % 2 == 0),
        lambda: link_artifact(graph, **link, position=place),
        lambda: set_primary(graph, **link),
        lambda: set_primary(graph, **link),
        lambda: unlink_artifact(graph, **link),
        lambda: update_story(graph, story_id=STORY, changes=told),
        lambda: set_current_run(graph, story_id=STORY, run_id=an_id("r", 1 + number % 2)),
        lambda: archive_artifact(graph, artifact_id=one, release_primaries=True),
        lambda: approve(graph, one),
        lambda: approve(graph, one),
        lambda: revise_stored(graph, request_id=str(number), artifact_id=one, **content),
        lambda: withdraw(graph, one),
    ]
    return chance.choice(changes)()


async def test_a_story_is_told_as_it_was_after_each_of_many_changes(
    ask: Ask, graph: Graph, driver: neo4j.Driver
) -> None:
    states = ["intermediate", "candidate", "candidate", "published"]
    create(driver, "Artifact", [an_artifact(one, state=states[one % 4]) for one in range(8)])
    connect(driver, "DERIVED_FROM", [a_relation(an_id("a", 1), an_id("a", 2))])
    create(driver, "Run", [a_run(1), a_run(2)])
    create(driver, "Story", [a_story(1)])
    connect(driver, "HAS_RUN", [{"start": STORY, "end": an_id("r", one)} for one in (1, 2)])
    connect(driver, "HAS_ARTIFACT", [a_link(STORY, "cover", an_id("a", 3), is_primary=True)])
    chance, looked = Random(7), []

    for number in range(45):
        try:
            await change(graph, chance, number)
        except AppError:
            continue
        looked.append((moment(driver), await shown(ask)))

    assert len({str(story) for _, story in looked}) > 15
    for as_of, story in looked:
        assert (await ask(THEN, id=STORY, asOf=as_of))["storyAsOf"] == story


async def test_what_an_import_brought_is_there_by_its_times(ask: Ask, driver: neo4j.Driver) -> None:
    create(driver, "Artifact", [an_artifact(1), an_artifact(2)])
    create(driver, "Story", [a_story(5, title="old")])
    story = an_id("s", 5)
    connect(
        driver,
        "HAS_ARTIFACT",
        [a_link(story, "cover", an_id("a", one), minutes=10 * one) for one in (1, 2)],
    )

    async def then(minutes: float) -> Any:
        return (await ask(THEN, id=story, asOf=at(minutes).isoformat()))["storyAsOf"]

    assert await then(4) is None
    assert (await then(5))["links"] == []
    assert [link["artifact"]["id"] for link in (await then(19))["links"]] == [an_id("a", 1)]
    assert len((await then(20))["links"]) == 2


@pytest.mark.parametrize("asked", [{"id": "../x"}, {"asOf": "2026-01-01T00:00:00"}])
async def test_a_bad_argument_is_refused(ask: Ask, asked: dict[str, str]) -> None:
    good = {"id": STORY, "asOf": "2026-01-01T00:00:00Z"}

    assert await ask.code(THEN, **{**good, **asked}) == "BAD_INPUT"
