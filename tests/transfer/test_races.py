"""What others write between the check of a file and its writing."""

from __future__ import annotations

import pytest

from app.errors import Conflict, Cycle
from app.graph.checks import CHECKS, run_checks
from app.transfer.importing import import_file
from tests.builders import an_id
from tests.lines import (
    artifact_line,
    relation_line,
    story_line,
    story_link_line,
    text_line,
    write_lines,
)

pytestmark = pytest.mark.anyio

RELATE = (
    "MERGE (lock:Lock {name: 'lineage'}) SET lock.n = coalesce(lock.n, 0) + 1 WITH lock"
    " MATCH (a:Artifact {id: $one}) MATCH (b:Artifact {id: $other})"
    " CREATE (a)-[:DERIVED_FROM {key: $one + '|' + $other, created_at: datetime()}]->(b)"
)
LINK = (
    "MATCH (s:Story {id: $story}) MATCH (a:Artifact {id: $one}) CREATE (s)-[:HAS_ARTIFACT {role:"
    " 'cover', is_primary: true, slot: $story + '|cover', key: $story + '|cover|' + $one,"
    " created_at: datetime()}]->(a)"
)


@pytest.fixture
def interrupted(graph, store, tmp_path, driver):
    """Imports lines; when they were checked, somebody else writes."""

    async def importing(lines, text, **parameters):
        def meanwhile(what, done, total):
            if (what, done) == ("Checking", total):
                driver.execute_query(text, **parameters)

        path = write_lines(tmp_path / "lines.jsonl", lines)
        return await import_file(graph, store, path, largest=1000, progress=meanwhile)

    return importing


async def test_a_relation_of_somebody_else_makes_the_import_look_for_cycles_again(
    bring, interrupted, graph
):
    await bring([artifact_line(1), artifact_line(2)])

    with pytest.raises(Cycle):
        await interrupted([relation_line(2, 1)], RELATE, one=an_id("a", 1), other=an_id("a", 2))

    assert await run_checks(graph) == {name: [] for name in CHECKS}


async def test_a_relation_that_closes_nothing_does_not_disturb(bring, interrupted, graph):
    await bring([artifact_line(1), artifact_line(2), artifact_line(3)])

    made = await interrupted([relation_line(2, 1)], RELATE, one=an_id("a", 1), other=an_id("a", 3))

    assert made.new["relation"] == 1


async def test_a_primary_of_somebody_else_is_a_conflict(bring, interrupted, graph):
    await bring([story_line(), artifact_line(1), artifact_line(2)])

    with pytest.raises(Conflict, match="has become the primary"):
        await interrupted(
            [story_link_line(2, is_primary=True)], LINK, story=an_id("s", 1), one=an_id("a", 1)
        )

    assert await run_checks(graph) == {name: [] for name in CHECKS}


async def test_bytes_that_are_forgotten_meanwhile_are_sent(bring, interrupted, graph):
    await bring([text_line(1, "here")])
    forget = "MATCH (a:Artifact) DETACH DELETE a WITH a MATCH (b:Blob) DELETE b"

    made = await interrupted([text_line(2, "here")], forget)

    assert made.new["artifact"] == 1
    assert await run_checks(graph) == {name: [] for name in CHECKS}


async def test_the_same_file_twice_at_once_comes_in_once(bring, interrupted, seen, graph, driver):
    create = (
        "CREATE (:Artifact {id: $id, kind: 'image', media_type: 'image/png', state: 'candidate',"
        " name: 'artifact 1', created_at: datetime('2026-03-04T12:00:00Z'), rev: 0})"
    )

    await interrupted([artifact_line(1)], create, id=an_id("a", 1))

    assert [what for what, _, _, _ in seen()] == ["Artifact"]
