"""Pages of what changes, and of what differs by a nanosecond or by the last of 256 characters."""

from __future__ import annotations

import neo4j
import pytest

from app.domain.moments import answered_moment
from tests.asking import Ask
from tests.builders import a_story, an_artifact, an_id, create
from tests.paging import paged, pages

pytestmark = pytest.mark.anyio


async def test_a_page_goes_on_after_a_row_that_is_gone(ask: Ask, driver: neo4j.Driver) -> None:
    create(driver, "Story", [a_story(number) for number in range(4)])
    query = paged("stories", "id", "order: OLDEST,")
    data = await ask(query, first=2)
    driver.execute_query("MATCH (s:Story {id: $id}) DELETE s", id=an_id("s", 1))

    data = await ask(query, first=2, after=data["stories"]["pageInfo"]["endCursor"])

    assert [node["id"] for node in data["stories"]["nodes"]] == [an_id("s", 2), an_id("s", 3)]


async def test_times_are_told_apart_to_the_nanosecond(ask: Ask, driver: neo4j.Driver) -> None:
    times = ["00Z", "00.000000001Z", "00.000000002Z", "00.5Z", "01Z", "01.25Z"]
    create(driver, "Artifact", [an_artifact(9 - number) for number in range(6)])
    driver.execute_query(
        "UNWIND range(0, 5) AS i MATCH (a:Artifact {id: $ids[i]})"
        " SET a.created_at = datetime('2026-01-01T00:00:' + $times[i])",
        ids=[an_id("a", 9 - number) for number in range(6)],
        times=times,
    )

    found = await pages(ask, paged("artifacts", "createdAt", "order: OLDEST,"), 1)

    shown = [node["createdAt"] for page in found for node in page["nodes"]]
    assert shown == sorted(shown)
    assert shown == [answered_moment(f"2026-01-01T00:00:{one}") for one in times]


async def test_names_of_the_greatest_length_are_paged(ask: Ask, driver: neo4j.Driver) -> None:
    names = sorted(f"{'🦊' * 255}{letter}" for letter in "abc")
    create(driver, "Artifact", [an_artifact(n, name=name) for n, name in enumerate(names)])

    found = await pages(ask, paged("artifacts", "name", "order: NAME,"), 1)

    assert [node["name"] for page in found for node in page["nodes"]] == names
