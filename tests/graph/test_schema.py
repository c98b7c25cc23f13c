"""The schema is applied once, and a graph of a newer version is refused."""

from collections.abc import Iterator
from typing import Any

import neo4j
import pytest

from app.graph.checks import offenders
from app.graph.schema import (
    SchemaMismatch,
    apply_schema,
    check_schema,
    lost_indexes,
    upgrade_data,
)
from app.graph.session import Graph
from app.graph.statements import folder
from tests.builders import (
    a_link,
    a_run,
    a_stage_link,
    a_step,
    a_story,
    an_artifact,
    an_id,
    at,
    connect,
    create,
)

UNIQUE = {
    *(f"{label}.id" for label in ("Story", "Run", "AgentStep", "Artifact", "Assessment", "Upload")),
    "Entity.id",
    *("Blob.sha256", "Request.key", "Event.key", "Lock.name", "SchemaFile.name"),
    "Assessment.slot",
    *("HAS_ARTIFACT.slot", "HAS_ARTIFACT.key", "PRODUCED.key", "CONSUMED.key"),
    *("DERIVED_FROM.key", "VARIANT_OF.key", "TRANSCODED_FROM.key"),
}

INDEXED = {
    *(("RANGE", "Story", name) for name in ("created_at", "title")),
    ("FULLTEXT", "Story", "title", "synopsis"),
    ("FULLTEXT", "Artifact", "name"),
    ("FULLTEXT", "AgentStep", "prompt"),
    *(("RANGE", "Run", name) for name in ("created_at", "session_id", "status", "workflow")),
    *(("RANGE", "AgentStep", name) for name in ("created_at", "status", "agent", "model")),
    *(("RANGE", "Artifact", name) for name in ("created_at", "name", "sha256")),
    *(("RANGE", "Artifact", name) for name in ("kind", "media_type", "state")),
    ("FULLTEXT", "Artifact", "name", "media_type"),
    ("RANGE", "Assessment", "kind", "score", "slot"),
    ("RANGE", "Event", "at"),
}

pytestmark = [pytest.mark.anyio, pytest.mark.releases]


async def test_applying_the_schema_again_changes_nothing(graph: Graph) -> None:
    assert await apply_schema(graph) == []


async def test_a_graph_of_an_older_version_is_upgraded_by_what_it_lacks(
    graph: Graph, driver: neo4j.Driver
) -> None:
    name = "schema/032_event_at.cypher"
    driver.execute_query("DROP INDEX event_at")
    driver.execute_query("MATCH (file:SchemaFile {name: $name}) DELETE file", name=name)
    with pytest.raises(SchemaMismatch, match="does not have schema/032_event_at"):
        await check_schema(graph, newer_too=True)

    applied = await apply_schema(graph)

    assert applied == [name]
    await check_schema(graph)
    [online] = driver.execute_query(
        "SHOW INDEXES YIELD name, state WHERE name = 'event_at'"
    ).records
    assert online["state"] == "ONLINE"


async def test_an_index_of_an_older_version_is_replaced_by_the_later_file_of_its_name(
    graph: Graph, driver: neo4j.Driver
) -> None:
    name = "schema/046_artifact_name_text.cypher"
    index = "SHOW INDEXES YIELD name, type WHERE name = 'artifact_name_text' RETURN type"
    driver.execute_query("DROP INDEX artifact_name_text")
    driver.execute_query("CREATE TEXT INDEX artifact_name_text FOR (node:Artifact) ON (node.name)")
    driver.execute_query("MATCH (file:SchemaFile {name: $name}) DELETE file", name=name)

    applied = await apply_schema(graph)

    assert applied == [name]
    assert [row.values() for row in driver.execute_query(index).records] == [["FULLTEXT"]]
    assert await lost_indexes(graph) == []


async def test_indexes_that_lucene_keeps_follow_after_the_commit(
    graph: Graph, driver: neo4j.Driver
) -> None:
    rows = driver.execute_query(
        "SHOW INDEXES YIELD type, options WHERE type IN ['TEXT', 'FULLTEXT']"
        " RETURN type, options.indexConfig['fulltext.eventually_consistent'] AS eventually"
    ).records

    assert [row.values() for row in rows] == [["FULLTEXT", True]] * 4


async def test_scenes_of_an_older_version_get_positions_in_the_order_of_their_links(
    graph: Graph, driver: neo4j.Driver
) -> None:
    fox, hen, full = (an_id("s", number) for number in range(3))
    create(driver, "Story", [a_story(number) for number in range(3)])
    create(driver, "Artifact", [an_artifact(number) for number in range(4)])
    scenes = [(fox, 0, 3, None), (fox, 1, 2, None), (fox, 2, 1, 7), (fox, 3, 4, None)]
    scenes += [(hen, 0, 1, None), (full, 0, 1, 2**31 - 1), (full, 1, 2, None)]
    links = [
        a_link(story, "scene_image", an_id("a", picture), minutes, position=position)
        for story, picture, minutes, position in scenes
    ]
    connect(driver, "HAS_ARTIFACT", [*links, a_link(fox, "cover", an_id("a", 0))])

    await upgrade_data(graph)
    await upgrade_data(graph)

    rows = driver.execute_query(
        "MATCH (s:Story)-[l:HAS_ARTIFACT]->(a) RETURN s.id, a.id, l.position, l.role = 'cover'"
        " ORDER BY s.id, l.position, a.id"
    ).records
    assert [row.values() for row in rows] == [
        *([fox, an_id("a", one), place, False] for one, place in ((2, 7), (1, 8), (0, 9), (3, 10))),
        [fox, an_id("a", 0), None, True],
        [hen, an_id("a", 0), 0, False],
        *([full, an_id("a", one), 2**31 - 1, False] for one in range(2)),
    ]


async def test_steps_that_an_older_version_left_in_ended_runs_are_cancelled_with_them(
    graph: Graph, driver: neo4j.Driver
) -> None:
    ends = {"failed": at(9), "completed": None, "running": None}
    runs = [
        a_run(number, status=status, **({"finished_at": end} if end else {}))
        for number, (status, end) in enumerate(ends.items())
    ]
    facts = ({"status": "pending"}, {"status": "running", "started_at": at(1)})
    late = {"status": "running", "started_at": at(10)}
    steps = [a_step(n, **one) for n, one in enumerate([*facts, late, {}, facts[0], facts[1]])]
    create(driver, "Run", runs)
    create(driver, "AgentStep", steps)
    of = (0, 0, 0, 0, 1, 2)
    connect(
        driver,
        "HAS_STEP",
        [{"start": an_id("r", run), "end": an_id("t", n)} for n, run in enumerate(of)],
    )

    await upgrade_data(graph)
    await upgrade_data(graph)

    rows = driver.execute_query(
        "MATCH (s:AgentStep) RETURN s.status, s.finished_at ORDER BY s.id"
    ).records
    assert [(status, end and end.to_native()) for status, end in rows] == [
        ("cancelled", at(9)),
        ("cancelled", at(9)),
        ("cancelled", at(10)),
        ("completed", None),
        ("cancelled", None),
        ("running", None),
    ]


async def test_steps_of_an_older_version_get_the_time_of_their_runs(
    graph: Graph, driver: neo4j.Driver
) -> None:
    create(driver, "Run", [a_run(7)])
    create(driver, "AgentStep", [a_step(1, created_at=None), a_step(2, created_at=at(9))])
    rows = [{"start": an_id("r", 7), "end": an_id("t", number)} for number in (1, 2)]
    of = [{"start": an_id("r", 7), "end": an_id("t", number)} for number in (1, 2)]
    connect(driver, "HAS_STEP", of)

    await upgrade_data(graph)
    await upgrade_data(graph)

    rows = driver.execute_query("MATCH (s:AgentStep) RETURN s.created_at ORDER BY s.id").records
    assert [row.value().to_native() for row in rows] == [at(7), at(9)]


async def test_artifacts_of_an_older_version_are_related_to_the_runs_that_made_them(
    graph: Graph, driver: neo4j.Driver
) -> None:
    create(driver, "Run", [a_run(1), a_run(2)])
    create(driver, "AgentStep", [a_step(1)])
    made = create(driver, "Artifact", [an_artifact(number) for number in range(4)])
    connect(driver, "HAS_STEP", [{"start": an_id("r", 1), "end": an_id("t", 1)}])
    connect(driver, "CREATED", [{"start": an_id("t", 1), "end": made[n]} for n in (0, 1)])
    stages = [(1, 1), (2, 1), (2, 2)]
    links = [a_stage_link(an_id("r", run), "ink", an_id("a", one)) for run, one in stages]
    connect(driver, "PRODUCED", links)
    driver.execute_query("MATCH (:Artifact)-[r:MADE_IN]->(:Run) DELETE r")

    await upgrade_data(graph)
    await upgrade_data(graph)

    rows = driver.execute_query(
        "MATCH (a:Artifact)-[:MADE_IN]->(r:Run) RETURN a.id, r.id ORDER BY a.id, r.id"
    ).records
    assert [row.values() for row in rows] == [
        [made[0], an_id("r", 1)],
        [made[1], an_id("r", 1)],
        [made[1], an_id("r", 2)],
        [made[2], an_id("r", 2)],
    ]


@pytest.mark.unlawful("an older version let two things have one id")
async def test_what_an_older_version_wrote_becomes_an_entity_but_for_an_id_held_twice(
    graph: Graph, driver: neo4j.Driver
) -> None:
    driver.execute_query(
        "CREATE (:Story {id: 'twice'}), (:Artifact {id: 'twice'}), (:Upload {id: 'upload'}),"
        " (:Artifact:Entity {id: 'new'}), (:Story {id: 's'}), (:Run {id: 'r'}),"
        " (:AgentStep {id: 't'}), (:Artifact {id: 'a'}), (:Assessment {id: 'x'})"
    )

    await upgrade_data(graph)
    await upgrade_data(graph)

    rows = driver.execute_query("MATCH (n:Entity) RETURN n.id ORDER BY n.id").records
    assert [row.value() for row in rows] == ["a", "new", "r", "s", "t", "twice", "x"]
    [found] = await offenders(graph, "ids_are_held_once")
    assert found["id"] == "twice"
    assert {found["label"], *found["others"]} == {"Story", "Artifact"}


async def test_a_batch_of_what_an_older_version_wrote_becomes_entities_at_once(
    graph: Graph, driver: neo4j.Driver
) -> None:
    rows = [an_artifact(number) for number in range(2500)]
    driver.execute_query("UNWIND $rows AS row CREATE (n:Artifact) SET n = row", rows=rows)
    _, entities, *_ = folder("upgrades")

    await graph.command(entities)

    counted = driver.execute_query("MATCH (n:Artifact:Entity) RETURN count(n)").records
    assert counted[0].value() == 2500


@pytest.mark.parametrize("label", ["Story", "Run", "AgentStep", "Artifact", "Assessment"])
def test_entities_are_looked_up_by_the_index_of_their_own_label(
    graph: Graph, driver: neo4j.Driver, label: str
) -> None:
    text = f"EXPLAIN MATCH (n:{label} {{id: $id}}) RETURN n"

    plan = driver.execute_query(text, id="x").summary.plan

    assert plan is not None
    steps = list(operators(plan))
    assert [step["operatorType"] for step in steps][-1].startswith("NodeUniqueIndexSeek")
    assert f":{label}(id)" in steps[-1]["args"]["Details"]


def operators(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The operators of a plan, the result's first."""
    yield plan
    for child in plan.get("children", []):
        yield from operators(child)


async def test_a_graph_with_an_unknown_schema_file_is_refused(
    graph: Graph, driver: neo4j.Driver
) -> None:
    driver.execute_query("CREATE (:SchemaFile {name: 'schema/999_later.cypher', sha256: 'x'})")
    try:
        with pytest.raises(SchemaMismatch, match="999_later"):
            await apply_schema(graph)
        with pytest.raises(SchemaMismatch, match="999_later"):
            await check_schema(graph)
    finally:
        driver.execute_query("MATCH (file:SchemaFile {sha256: 'x'}) DELETE file")


async def test_what_must_be_unique_is(graph: Graph, driver: neo4j.Driver) -> None:
    rows = driver.execute_query(
        "SHOW CONSTRAINTS YIELD labelsOrTypes, properties, type WHERE type CONTAINS 'UNIQUENESS'"
        " RETURN labelsOrTypes[0] + '.' + reduce(all = '', one IN properties | all + one) AS of"
    ).records

    assert {row["of"] for row in rows} == UNIQUE


async def test_what_is_filtered_and_ordered_by_is_indexed(
    graph: Graph, driver: neo4j.Driver
) -> None:
    rows = driver.execute_query(
        "SHOW INDEXES YIELD type, labelsOrTypes, properties, owningConstraint"
        " WHERE owningConstraint IS NULL AND type <> 'LOOKUP'"
        " RETURN type, labelsOrTypes[0] AS of, properties"
    ).records

    assert {(row["type"], row["of"], *row["properties"]) for row in rows} == INDEXED
