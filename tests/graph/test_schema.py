"""The schema is applied once, and a graph of a newer version is refused."""

import neo4j
import pytest

from app.graph.schema import SchemaMismatch, apply_schema
from app.graph.session import Graph

pytestmark = [pytest.mark.anyio, pytest.mark.smoke]


async def test_applying_the_schema_again_changes_nothing(graph: Graph) -> None:
    assert await apply_schema(graph) == []


async def test_a_graph_with_an_unknown_schema_file_is_refused(
    graph: Graph, driver: neo4j.Driver
) -> None:
    driver.execute_query("CREATE (:SchemaFile {name: 'schema/999_later.cypher', sha256: 'x'})")
    try:
        with pytest.raises(SchemaMismatch, match="999_later"):
            await apply_schema(graph)
    finally:
        driver.execute_query("MATCH (file:SchemaFile {sha256: 'x'}) DELETE file")


async def test_the_constraints_are_there(graph: Graph, driver: neo4j.Driver) -> None:
    rows = driver.execute_query("SHOW CONSTRAINTS YIELD name RETURN count(*) AS n").records
    assert rows[0]["n"] == 17
