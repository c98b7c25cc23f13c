"""What an import compares and an export reads is found by an index, however much there is."""

from __future__ import annotations

from itertools import chain

import pytest

from app.transfer.exporting import NEXT
from app.transfer.records import STATEMENTS

pytestmark = pytest.mark.anyio


def operators(plan):
    yield plan["operatorType"].partition("@")[0]
    for child in plan.get("children", []):
        yield from operators(child)


@pytest.mark.parametrize("name", ["same_relations", "same_story_links", "same_run_links"])
async def test_an_edge_is_found_by_the_index_of_its_key(graph, driver, name):
    explained = driver.execute_query(f"EXPLAIN {STATEMENTS[name].text}", rows=[])

    found = set(operators(explained.summary.plan))
    assert {one for one in found if "Seek" in one} == {"DirectedRelationshipUniqueIndexSeek"}
    assert {one for one in found if "Scan" in one or "Expand" in one} == set()


@pytest.mark.parametrize(
    "statement",
    [*chain(*NEXT.values()), STATEMENTS["next_events"]],
    ids=lambda one: one.name,
)
async def test_a_page_is_read_along_an_index(graph, driver, statement):
    explained = driver.execute_query(f"EXPLAIN {statement.text}", after="", count=1)

    found = set(operators(explained.summary.plan))
    assert len({one for one in found if "IndexSeekByRange" in one}) == 1
    assert {one for one in found if "Scan" in one or "Sort" in one or "Top" in one} == set()
