"""How an artifact was made, what depends on it, and where a story's provenance has gaps."""

from __future__ import annotations

from typing import Any

import neo4j
import pytest

from tests.asking import Ask
from tests.builders import (
    a_link,
    a_run,
    a_stage_link,
    a_step,
    a_story,
    an_artifact,
    an_id,
    at,
    chain,
    connect,
    create,
    relate,
    store,
    strangers,
)

pytestmark = pytest.mark.anyio

STORY, RUN, STEP = an_id("s", 1), an_id("r", 1), an_id("t", 1)
IMPACT = """
query ($id: ID!) { impact(id: $id) {
  descendants deepest byKind { kind count } byState { state count } stories
  links { totalCount nodes { role isPrimary story { id } artifact { id } } }
  primaries: links(primaryOnly: true) { totalCount }
  covers: links(roles: [COVER]) { totalCount }
} }
"""
GAPS = """
query ($id: ID!, $nodes: Int) { provenanceGaps(storyId: $id, maxNodes: $nodes) {
  totalCount complete incompleteBecause artifacts { gaps artifact { id } }
} }
"""


def a_made_story(driver: neo4j.Driver, created: list[str]) -> None:
    """A story with one run, whose only step created these artifacts."""
    create(driver, "Story", [a_story(1)])
    create(driver, "Run", [a_run(1)])
    create(driver, "AgentStep", [a_step(1, agent="painter")])
    connect(driver, "HAS_RUN", [{"start": STORY, "end": RUN}])
    connect(driver, "HAS_STEP", [{"start": RUN, "end": STEP}])
    connect(driver, "CREATED", [{"start": STEP, "end": one} for one in created])


async def test_provenance_goes_back_from_input_to_input(ask: Ask, driver: neo4j.Driver) -> None:
    ids = chain(driver, 3, "DERIVED_FROM", "VARIANT_OF")
    a_made_story(driver, ids[1:])
    connect(driver, "CONSUMED", [a_stage_link(RUN, stage, ids[1]) for stage in ("ink", "draw")])

    data = await ask(
        "query ($id: ID!) { artifact(id: $id) { provenance { ...Made inputs { totalCount nodes {"
        " type stages artifact { id provenance { ...Made inputs { nodes { stages artifact {"
        " id provenance { step { id } } } } } } } } } } } }"
        " fragment Made on Provenance { step { agent } run { id } story { id } }",
        id=ids[2],
    )

    made = {"step": {"agent": "painter"}, "run": {"id": RUN}, "story": {"id": STORY}}
    origin = {"stages": [], "artifact": {"id": ids[0], "provenance": None}}
    draft = {"id": ids[1], "provenance": {**made, "inputs": {"nodes": [origin]}}}
    inputs = [{"type": "VARIANT_OF", "stages": ["draw", "ink"], "artifact": draft}]
    assert data["artifact"]["provenance"] == {
        **made,
        "inputs": {"totalCount": 1, "nodes": inputs},
    }


async def test_impact_counts_descendants_and_tells_the_links_of_stories(
    ask: Ask, driver: neo4j.Driver
) -> None:
    facts: list[dict[str, Any]] = [{}, {"kind": "text"}, {"state": "published"}, {}]
    ids = [an_id("a", number) for number in range(4)]
    create(driver, "Artifact", [an_artifact(n, **one) for n, one in enumerate(facts)])
    relate(driver, [(ids[1], ids[0]), (ids[2], ids[0]), (ids[3], ids[1]), (ids[3], ids[2])])
    strangers(driver)
    create(driver, "Story", [a_story(1), a_story(2)])
    connect(
        driver,
        "HAS_ARTIFACT",
        [
            a_link(STORY, "cover", ids[3], 1, is_primary=True),
            a_link(STORY, "scene_image", ids[0], 2),
            a_link(an_id("s", 2), "cover", ids[2], 3),
        ],
    )

    def link(story: str, role: str, artifact: str, is_primary: bool) -> dict[str, Any]:
        ends = {"story": {"id": story}, "artifact": {"id": artifact}}
        return {"role": role, "isPrimary": is_primary, **ends}

    assert (await ask(IMPACT, id=ids[0]))["impact"] == {
        "descendants": 3,
        "deepest": 2,
        "byKind": [{"kind": "IMAGE", "count": 2}, {"kind": "TEXT", "count": 1}],
        "byState": [{"state": "CANDIDATE", "count": 2}, {"state": "PUBLISHED", "count": 1}],
        "stories": 2,
        "links": {
            "totalCount": 3,
            "nodes": [
                link(STORY, "COVER", ids[3], True),
                link(STORY, "SCENE_IMAGE", ids[0], False),
                link(an_id("s", 2), "COVER", ids[2], False),
            ],
        },
        "primaries": {"totalCount": 1},
        "covers": {"totalCount": 2},
    }


async def test_what_nothing_was_made_from_has_no_impact_but_by_itself(
    ask: Ask, driver: neo4j.Driver
) -> None:
    ids = chain(driver, 2)

    assert await ask(IMPACT, id=ids[1]) == {
        "impact": {
            "descendants": 0,
            "deepest": 0,
            "byKind": [],
            "byState": [],
            "stories": 0,
            "links": {"totalCount": 0, "nodes": []},
            "primaries": {"totalCount": 0},
            "covers": {"totalCount": 0},
        }
    }
    assert await ask(IMPACT, id=an_id("a", 99)) == {"impact": None}


async def test_every_gap_is_told_of_what_a_story_shows_and_its_runs_touched(
    ask: Ask, driver: neo4j.Driver
) -> None:
    content = {"sha256": "0" * 64, "size": 1}
    facts: list[dict[str, Any]] = [
        {**content, "state": "archived"},
        {**content, "state": "archived", "pruned_at": at(9)},
        {**content, "state": "published"},
        {**content, "state": "candidate"},
        {"state": "published"},
        content,
        content,
    ]
    ids = [an_id("a", number) for number in range(7)]
    create(driver, "Artifact", [an_artifact(n, **one) for n, one in enumerate(facts)])
    store(driver)
    relate(driver, [(ids[2], ids[1]), (ids[1], ids[0]), (ids[3], ids[0])])
    strangers(driver)
    a_made_story(driver, [ids[2], ids[3], ids[4]])
    connect(driver, "HAS_ARTIFACT", [a_link(STORY, "scene_image", one) for one in ids[2:6]])
    connect(driver, "CONSUMED", [a_stage_link(RUN, "ink", one) for one in (ids[1], ids[2])])

    found = (await ask(GAPS, id=STORY))["provenanceGaps"]

    assert {one["artifact"]["id"]: one["gaps"] for one in found["artifacts"]} == {
        ids[1]: ["NO_STEP", "NO_CONTENT"],
        ids[2]: ["ARCHIVED_ANCESTOR", "PRUNED_ANCESTOR"],
        ids[4]: ["NO_CONTENT", "NO_RELATION"],
        ids[5]: ["NO_STEP"],
    }
    assert (found["totalCount"], found["complete"]) == (4, True)
    fewer = (await ask(GAPS, id=STORY, nodes=1))["provenanceGaps"]
    assert fewer == {
        "totalCount": 4,
        "complete": False,
        "incompleteBecause": ["NODE_LIMIT"],
        "artifacts": found["artifacts"][:1],
    }


@pytest.mark.parametrize("link", ["CREATED", "PRODUCED"])
@pytest.mark.parametrize("consumed", [0, 1, None])
async def test_an_artifact_whose_run_consumed_others_lacks_a_relation(
    ask: Ask, driver: neo4j.Driver, link: str, consumed: int | None
) -> None:
    content = {"sha256": "0" * 64, "size": 1}
    ids = [an_id("a", number) for number in range(2)]
    create(driver, "Artifact", [an_artifact(number, **content) for number in range(2)])
    store(driver)
    a_made_story(driver, [ids[1]] if link == "CREATED" else [])
    if link == "PRODUCED":
        connect(driver, link, [a_stage_link(RUN, "ink", ids[1])])
    if consumed is not None:
        connect(driver, "CONSUMED", [a_stage_link(RUN, "ink", ids[consumed])])

    found = (await ask(GAPS, id=STORY))["provenanceGaps"]

    gaps = {one["artifact"]["id"]: one["gaps"] for one in found["artifacts"]}
    assert ("NO_RELATION" in gaps.get(ids[1], [])) == (consumed == 0)


async def test_the_first_artifact_of_a_run_that_consumed_what_was_made_from_it_lacks_no_relation(
    ask: Ask, driver: neo4j.Driver
) -> None:
    content = {"sha256": "0" * 64, "size": 1}
    ids = [an_id("a", number) for number in range(2)]
    create(driver, "Artifact", [an_artifact(number, **content) for number in range(2)])
    store(driver)
    relate(driver, [(ids[1], ids[0])])
    a_made_story(driver, ids)
    connect(driver, "CONSUMED", [a_stage_link(RUN, "paint", ids[1])])

    assert (await ask(GAPS, id=STORY))["provenanceGaps"]["artifacts"] == []


async def test_runs_and_steps_that_were_left_running_are_told(
    ask: Ask, driver: neo4j.Driver
) -> None:
    create(driver, "Story", [a_story(1), a_story(2)])
    facts: list[dict[str, Any]] = [
        {"status": "running", "started_at": at(1)},
        {"status": "running", "started_at": at(5), "created_at": at(0)},
        {"status": "running", "created_at": at(2)},
        {"status": "completed", "started_at": at(1)},
        {"status": "running", "started_at": at(1)},
    ]
    create(driver, "Run", [a_run(n, **one) for n, one in enumerate(facts)])
    create(driver, "AgentStep", [a_step(n, **one) for n, one in enumerate(facts)])
    stories = [an_id("s", 1)] * 4 + [an_id("s", 2)]
    runs, steps = ([an_id(kind, n) for n in range(5)] for kind in "rt")
    for kind, ends in (("HAS_RUN", (stories, runs)), ("HAS_STEP", (runs, steps))):
        pairs = zip(*ends, strict=True)
        connect(driver, kind, [{"start": start, "end": end} for start, end in pairs])

    data = await ask(
        "query ($id: ID!, $before: DateTime!) { provenanceGaps(storyId: $id) {"
        " runningRuns(startedBefore: $before) { totalCount nodes { id } }"
        " runningSteps(startedBefore: $before, first: 1) { totalCount nodes { id } } } }",
        id=STORY,
        before=at(5).isoformat(),
    )

    assert data["provenanceGaps"] == {
        "runningRuns": {"totalCount": 2, "nodes": [{"id": runs[0]}, {"id": runs[2]}]},
        "runningSteps": {"totalCount": 2, "nodes": [{"id": steps[0]}]},
    }


async def test_a_story_without_gaps_has_none_and_a_missing_one_is_null(
    ask: Ask, driver: neo4j.Driver
) -> None:
    create(driver, "Story", [a_story(1)])
    none = {"totalCount": 0, "complete": True, "incompleteBecause": [], "artifacts": []}

    assert await ask(GAPS, id=STORY) == {"provenanceGaps": none}
    assert await ask(GAPS, id=an_id("s", 2)) == {"provenanceGaps": None}
