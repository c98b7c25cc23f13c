"""The schema is applied once, and a graph of a newer version is refused."""

import neo4j
import pytest

from app.graph.schema import SchemaMismatch, apply_schema, check_schema
from app.graph.session import Graph

UNIQUE = {
    *(f"{label}.id" for label in ("Story", "Run", "AgentStep", "Artifact", "Assessment", "Upload")),
    *("Blob.sha256", "Request.key", "Event.key", "Lock.name", "SchemaFile.name"),
    "Assessment.slot",
    *("HAS_ARTIFACT.slot", "HAS_ARTIFACT.key", "PRODUCED.key", "CONSUMED.key"),
    *("DERIVED_FROM.key", "VARIANT_OF.key", "TRANSCODED_FROM.key"),
}

INDEXED = {
    *(("RANGE", "Story", name) for name in ("created_at", "title")),
    ("FULLTEXT", "Story", "title", "synopsis"),
    ("FULLTEXT", "Artifact", "name"),
    *(("RANGE", "Run", name) for name in ("created_at", "session_id", "status", "workflow")),
    *(("RANGE", "Artifact", name) for name in ("created_at", "name", "sha256")),
    *(("RANGE", "Artifact", name) for name in ("kind", "media_type", "state")),
    ("TEXT", "Artifact", "name"),
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
