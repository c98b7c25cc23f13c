"""What the graph must not hold is an error at its exact path, which says nothing of the inside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import neo4j
import pytest
from structlog.testing import capture_logs

from tests.asking import Ask
from tests.builders import (
    a_link,
    a_relation,
    a_run,
    a_step,
    a_story,
    an_artifact,
    an_id,
    connect,
    create,
)

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.unlawful("it is about what the service answers of a graph with faults"),
]

QUERY = """
query ($id: ID!) {
  story(id: $id) {
    name: title
    runs { nodes { id status steps { edges { cursor node { id stepOrder parameters } } } } }
    links { nodes { role artifact { id size metadata content { size url } } } }
    artifacts { nodes { id state createdAt } pageInfo { endCursor } }
  }
}
"""


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[Any]]:
    """What is logged while a test runs."""
    with capture_logs() as entries:
        yield entries


@pytest.fixture
def told(ask: Ask, driver: neo4j.Driver) -> Ask:
    """A story with two runs of two steps each, and two artifacts that are linked to it."""
    create(driver, "Story", [a_story(1)])
    create(driver, "Run", [a_run(n) for n in range(2)])
    create(driver, "AgentStep", [a_step(n) for n in range(4)])
    create(driver, "Artifact", [an_artifact(n, size=7, metadata="{}") for n in range(2)])
    connect(driver, "HAS_RUN", [{"start": an_id("s", 1), "end": an_id("r", n)} for n in range(2)])
    connect(
        driver, "HAS_STEP", [{"start": an_id("r", n // 2), "end": an_id("t", n)} for n in range(4)]
    )
    links = [a_link(an_id("s", 1), "scene_image", an_id("a", n), position=n) for n in range(2)]
    connect(driver, "HAS_ARTIFACT", links)
    connect(driver, "DERIVED_FROM", [a_relation(an_id("a", 1), an_id("a", 0))])
    return ask


FAULTS: dict[str, tuple[str, list[str | int]]] = {
    "a required property is missing": (
        "MATCH (n:Story {id: $s1}) REMOVE n.title",
        ["story", "name"],
    ),
    "an enum has another value": (
        "MATCH (n:Run {id: $r0}) SET n.status = 'RUNNING'",
        ["story", "runs", "nodes", 1, "status"],
    ),
    "an enum is no text": (
        "MATCH (n:Artifact {id: $a1}) SET n.state = ['candidate']",
        ["story", "artifacts", "nodes", 1, "state"],
    ),
    "an int is too big": (
        "MATCH (n:AgentStep {id: $t3}) SET n.step_order = 2147483648",
        ["story", "runs", "nodes", 0, "steps", "edges", 1, "node", "stepOrder"],
    ),
    "an int is no number": (
        "MATCH (n:AgentStep {id: $t3}) SET n.step_order = 'x'",
        ["story", "runs", "nodes", 0, "steps", "edges", 0, "node", "stepOrder"],
    ),
    "JSON is none": (
        "MATCH (n:Artifact {id: $a0}) SET n.metadata = '{'",
        ["story", "links", "nodes", 0, "artifact", "metadata"],
    ),
    "JSON is null": (
        "MATCH (n:AgentStep {id: $t2}) SET n.parameters = 'null'",
        ["story", "runs", "nodes", 0, "steps", "edges", 0, "node", "parameters"],
    ),
    "a role has another value": (
        "MATCH (:Story)-[n:HAS_ARTIFACT]->(:Artifact {id: $a1}) SET n.role = 'back_cover'",
        ["story", "links", "nodes", 0, "role"],
    ),
    "what a link is computed from is missing": (
        "MATCH (n:Artifact {id: $a1}) CREATE (n)-[:STORED_AS]->(:Blob {size: 7})",
        ["story", "links", "nodes", 1, "artifact", "content", "url"],
    ),
}
NULLABLE = {"JSON is none", "JSON is null"}


@pytest.mark.parametrize("name", FAULTS)
async def test_what_must_not_be_is_an_error_at_its_path(
    told: Ask, driver: neo4j.Driver, logged: list[Any], name: str
) -> None:
    change, path = FAULTS[name]
    ids = {f"{letter}{n}": an_id(letter, n) for letter in "srta" for n in range(4)}
    driver.execute_query(change, ids)

    result = await told.both(QUERY, id=an_id("s", 1))

    errors = result.errors or []
    assert [error.path for error in errors] == [path]
    assert [error.extensions for error in errors] == [{"code": "INTERNAL"}]
    incidents = [entry["incident"] for entry in logged if entry["log_level"] == "error"]
    assert errors[0].message == f"Something went wrong here; the log has it as {incidents[0]}"
    assert (result.data == {"story": None}) is (name not in NULLABLE and "content" not in path)


async def test_a_null_in_a_nullable_field_leaves_the_rest_whole(
    told: Ask, driver: neo4j.Driver
) -> None:
    driver.execute_query("MATCH (n:AgentStep {id: $id}) SET n.parameters = '['", id=an_id("t", 3))
    query = "query ($id: ID!) { run(id: $id) { steps { nodes { name parameters } totalCount } } }"

    result = await told.both(query, id=an_id("r", 1))

    assert result.data == {
        "run": {
            "steps": {
                "nodes": [
                    {"name": "step 2", "parameters": None},
                    {"name": "step 3", "parameters": None},
                ],
                "totalCount": 2,
            }
        }
    }
    assert [error.path for error in result.errors or []] == [
        ["run", "steps", "nodes", 1, "parameters"]
    ]


@pytest.mark.parametrize("rights_itself", [True, False])
async def test_what_may_have_been_deleted_while_it_was_read_is_read_once_more(
    told: Ask, driver: neo4j.Driver, monkeypatch: pytest.MonkeyPatch, rights_itself: bool
) -> None:
    driver.execute_query("MATCH (n:Run {id: $id}) REMOVE n.status", id=an_id("r", 1))
    read = told.graph.read

    async def then_right(text: str, parameters: Mapping[str, Any]) -> list[list[Any]]:
        rows = await read(text, parameters)
        driver.execute_query("MATCH (n:Run {id: $id}) SET n.status = 'running'", id=an_id("r", 1))
        return rows

    if rights_itself:
        monkeypatch.setattr(told.graph, "read", then_right)

    result = await told.result("query ($id: ID!) { run(id: $id) { status } }", id=an_id("r", 1))

    assert len(told.sent) == 2
    assert result.data == {"run": {"status": "RUNNING"} if rights_itself else None}
    assert len(result.errors or []) == (0 if rights_itself else 1)


@pytest.mark.parametrize("part", ["edges { cursor }", "pageInfo { endCursor }"])
async def test_a_row_that_has_no_place_in_its_page_has_no_cursor(
    told: Ask, driver: neo4j.Driver, part: str
) -> None:
    driver.execute_query("MATCH (n:AgentStep {id: $id}) REMOVE n.step_order", id=an_id("t", 3))
    path: list[Any] = ["edges", 1, "cursor"] if "edges" in part else ["pageInfo", "endCursor"]

    result = await told.both(
        f"query ($id: ID!) {{ run(id: $id) {{ steps {{ {part} }} }} }}", id=an_id("r", 1)
    )

    assert [error.path for error in result.errors or []] == [["run", "steps", *path]]


async def test_a_link_without_an_end_that_is_required_is_an_error(
    told: Ask, driver: neo4j.Driver
) -> None:
    driver.execute_query("CREATE (:AgentStep {id: $id, name: 'lost'})", id=an_id("t", 9))

    result = await told.both(
        "query ($id: ID!) { step(id: $id) { name run { id } } }", id=an_id("t", 9)
    )

    assert result.data == {"step": None}
    assert [error.path for error in result.errors or []] == [["step", "run"]]


async def test_a_fault_in_one_root_field_leaves_the_others_whole(
    told: Ask, driver: neo4j.Driver
) -> None:
    driver.execute_query("MATCH (n:Story {id: $id}) REMOVE n.title", id=an_id("s", 1))

    result = await told.both(
        "query ($s: ID!, $r: ID!) { bad: story(id: $s) { title } good: run(id: $r) { workflow } }",
        s=an_id("s", 1),
        r=an_id("r", 1),
    )

    assert result.data == {"bad": None, "good": {"workflow": "paint"}}
    assert [error.path for error in result.errors or []] == [["bad", "title"]]


async def test_a_node_with_two_labels_is_shown_once(told: Ask, driver: neo4j.Driver) -> None:
    driver.execute_query("MATCH (n:Run {id: $id}) SET n:AgentStep", id=an_id("r", 1))

    result = await told.both(
        "query ($ids: [ID!]!) { nodes(ids: $ids) { id } artifacts { totalCount } }",
        ids=[an_id("r", 1), an_id("r", 0)],
    )

    assert result.data == {
        "nodes": [{"id": an_id("r", 1)}, {"id": an_id("r", 0)}],
        "artifacts": {"totalCount": 2},
    }
