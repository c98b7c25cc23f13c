from __future__ import annotations

import pytest

from app.graph.statements import CYPHER, load_statement

pytestmark = [pytest.mark.anyio, pytest.mark.smoke]

FILES = sorted((CYPHER / "Mutation").rglob("*.cypher"))

SCANS = {"AllNodesScan", "NodeByLabelScan", "UnionNodeByLabelsScan", "NodeIndexScan"}


def operators(plan):
    yield plan["operatorType"].partition("@")[0]
    for child in plan.get("children", ()):
        yield from operators(child)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
async def test_a_statement_of_a_write_begins_at_a_key(graph, driver, path):
    statement = load_statement(path)
    parameters = dict.fromkeys(statement.parameters)

    with driver.session() as session:
        plan = session.run(f"EXPLAIN {statement.text}", parameters).consume().plan

    found = set(operators(plan))
    assert not found & SCANS
    assert not [name for name in found if name.endswith(("TypeScan", "RelationshipsScan"))]


async def test_there_are_statements_to_look_at():
    assert len(FILES) > 30
