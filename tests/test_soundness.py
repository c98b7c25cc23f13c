"""What a test leaves in the graph that must not be is found, once."""

from __future__ import annotations

import neo4j
import pytest

from app.graph.checks import run_checks
from app.graph.session import Graph
from tests.builders import a_story, an_id, create
from tests.soundness import Soundness

pytestmark = [pytest.mark.anyio, pytest.mark.unlawful("it is about what is found")]


async def test_what_the_checks_find_is_found_after_the_write_that_leaves_it(
    graph: Graph, driver: neo4j.Driver
) -> None:
    soundness = Soundness(driver)
    create(driver, "Story", [a_story(1)])
    sound = soundness.offenders()
    driver.execute_query("MATCH (s:Story) SET s.rev = 2 REMOVE s.title")

    found, again = soundness.offenders(), soundness.offenders()

    checked = {name: rows for name, rows in (await run_checks(graph)).items() if rows}
    assert checked.keys() == {"one_event_for_each_revision", "required_properties"}
    assert found == {name: [[*row.values()] for row in rows] for name, rows in checked.items()}
    assert (sound, again) == ({}, {})


async def test_what_is_meant_is_not_found_while_it_is_there_and_what_comes_is(
    graph: Graph, driver: neo4j.Driver
) -> None:
    soundness = Soundness(driver)
    create(driver, "Story", [a_story(1, rev=1)])
    soundness.allow()

    create(driver, "Story", [a_story(2)])
    meant = soundness.offenders()
    create(driver, "Story", [a_story(3, rev=1)])
    come = soundness.offenders()
    driver.execute_query("MATCH (s:Story) SET s.rev = 0")
    mended = soundness.offenders()
    driver.execute_query("MATCH (s:Story {id: $id}) SET s.rev = 1", id=an_id("s", 1))
    again = soundness.offenders()

    assert (meant, mended) == ({}, {})
    assert [len(found["one_event_for_each_revision"]) for found in (come, again)] == [1, 1]
