"""What others write between the check of a file and its writing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import anyio
import pytest

from app.cli.transfers import run_import
from app.errors import Conflict, Cycle, SizeMismatch
from app.graph.checks import CHECKS, run_checks
from app.transfer.importing import import_file
from tests.builders import an_id
from tests.lines import (
    artifact_line,
    day,
    relation_line,
    run_line,
    step_line,
    story_line,
    story_link_line,
    text_line,
    write_lines,
)

pytestmark = [pytest.mark.anyio, pytest.mark.releases]

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
ARCHIVE = "MATCH (a:Artifact {id: $one}) SET a.state = 'archived'"
PUT_CURRENT = "MATCH (s:Story)-[:HAS_RUN]->(r:Run {id: $run}) CREATE (s)-[:CURRENT_RUN]->(r)"
PARENTS = "MATCH (:Run)-[link:HAS_STEP]->(:AgentStep) RETURN count(link)"


@pytest.fixture
def overtaken(graph, store, settings, tmp_path):
    """Imports lines; when they were checked, another import brings others to its end."""

    async def importing(lines, others):
        other = write_lines(tmp_path / "others.jsonl", others)

        def meanwhile(what, done, total):
            if (what, done) == ("Checking", total):
                with ThreadPoolExecutor() as threads:
                    threads.submit(anyio.run, run_import, settings, other, print).result()

        path = write_lines(tmp_path / "lines.jsonl", lines)
        return await import_file(graph, store, path, largest=1000, progress=meanwhile)

    return importing


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


@pytest.mark.parametrize("said", [{"note": "traced"}, {"created_at": day(5)}])
async def test_a_relation_that_was_made_otherwise_meanwhile_is_a_conflict(
    bring, interrupted, seen, said
):
    await bring([artifact_line(1), artifact_line(2)])

    with pytest.raises(Conflict, match=r"has been made with another (note|created_at)"):
        await interrupted(
            [relation_line(2, 1, **said)], RELATE, one=an_id("a", 2), other=an_id("a", 1)
        )

    [relation] = [has for what, _, _, has in seen() if what == "DERIVED_FROM"]
    assert relation.get("note") is None


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


async def test_an_import_that_another_overtook_writes_nothing(bring, overtaken, driver, graph):
    await bring([story_line(), run_line(1), run_line(2)])

    with pytest.raises(Conflict, match="another import has written meanwhile"):
        await overtaken([step_line(run_id=an_id("r", 1))], [step_line(run_id=an_id("r", 2))])

    assert driver.execute_query(PARENTS).records[0].values() == [1]


async def test_an_artifact_that_was_archived_meanwhile_becomes_no_primary(
    bring, interrupted, driver
):
    await bring([story_line(), artifact_line(1)])

    with pytest.raises(Conflict, match="has been archived"):
        await interrupted([story_link_line(1, is_primary=True)], ARCHIVE, one=an_id("a", 1))

    links = driver.execute_query("MATCH (:Story)-[link:HAS_ARTIFACT]->() RETURN link").records
    assert links == []


async def test_a_link_that_was_made_otherwise_meanwhile_is_a_conflict(bring, interrupted, graph):
    await bring([story_line(), artifact_line(1)])

    with pytest.raises(Conflict, match="has been made with another is_primary"):
        await interrupted(
            [story_link_line(1, is_primary=False)], LINK, story=an_id("s", 1), one=an_id("a", 1)
        )

    assert await run_checks(graph) == {name: [] for name in CHECKS}


async def test_another_current_run_of_somebody_else_is_a_conflict(bring, interrupted, graph):
    await bring([story_line(), run_line(1), run_line(2)])

    with pytest.raises(Conflict, match="has become the current run"):
        await interrupted(
            [story_line(current_run_id=an_id("r", 1))], PUT_CURRENT, run=an_id("r", 2)
        )

    assert await run_checks(graph) == {name: [] for name in CHECKS}


async def test_a_chunk_that_fails_leaves_those_before_it_and_is_written_later(
    bring, interrupted, driver, tmp_path
):
    await bring([text_line(1, "here")])
    lines = [*(artifact_line(n) for n in range(2, 5202)), text_line(5202, "here")]

    with pytest.raises(SizeMismatch):
        await interrupted(lines, "MATCH (b:Blob) SET b.size = 5")
    there = driver.execute_query("MATCH (a:Artifact) RETURN count(a)").records[0].values()
    driver.execute_query("MATCH (b:Blob) SET b.size = 4")
    rest = await bring(tmp_path / "lines.jsonl")

    assert there == [5001]
    assert rest.new["artifact"] == 201


@pytest.mark.unlawful("a blob is not what its artifact says")
@pytest.mark.parametrize(
    ("change", "failure"),
    [("SET b.size = 5", SizeMismatch), ("REMOVE b.key", Conflict)],
)
async def test_bytes_that_are_others_meanwhile_are_bound_to_nothing(
    bring, interrupted, driver, change, failure
):
    await bring([text_line(1, "here")])

    with pytest.raises(failure, match="the bytes of digest"):
        await interrupted([text_line(2, "here")], f"MATCH (b:Blob) {change}")

    stored = driver.execute_query("MATCH (a:Artifact) RETURN count(a)").records
    assert stored[0].values() == [1]


async def test_a_run_that_has_ended_meanwhile_gets_no_step_that_has_not(bring, interrupted, driver):
    await bring([story_line(), run_line(1, status="running")])

    with pytest.raises(Conflict, match="has ended, and the file has steps that have not"):
        await interrupted(
            [step_line(status="running")],
            "MATCH (r:Run {id: $run}) SET r.status = 'completed'",
            run=an_id("r", 1),
        )

    assert driver.execute_query(PARENTS).records[0].values() == [0]


async def test_a_step_that_has_ended_comes_to_a_run_that_has_ended_meanwhile(
    bring, interrupted, driver
):
    await bring([story_line(), run_line(1, status="running")])

    made = await interrupted(
        [step_line()], "MATCH (r:Run {id: $run}) SET r.status = 'completed'", run=an_id("r", 1)
    )

    assert made.new["step"] == 1
