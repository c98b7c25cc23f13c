"""Every error of an answer has the code of what is wrong, and what nobody expects is masked."""

from __future__ import annotations

from traceback import format_exception

import httpx
import neo4j
import pytest
from structlog.testing import capture_logs

from tests.client import Api, code
from tests.recording import a_story

pytestmark = pytest.mark.anyio

NOBODY = "5f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c11"
TITLE = "query ($id: ID!) { story(id: $id) { title } }"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ('{ story(id: "\\uD800") { id } }', "GRAPHQL_PARSE_FAILED"),
        ("{ story" * 5_000, "GRAPHQL_PARSE_FAILED"),
        ("{ tale }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ story }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ story { id } }", "GRAPHQL_VALIDATION_FAILED"),
        ("query ($n: Nope!) { stories(first: $n) { totalCount } }", "GRAPHQL_VALIDATION_FAILED"),
        ("query { ...F } fragment F on Query { ...F }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { stories { totalCount } }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ story(id: true) { id } }", "BAD_INPUT"),
        ('{ stories(first: "x") { totalCount } }', "BAD_INPUT"),
        ("{ stories(order: BEST) { totalCount } }", "BAD_INPUT"),
        ("{ stories(where: {title: 1}) { totalCount } }", "BAD_INPUT"),
        ('{ stories(where: {createdAfter: "2026"}) { totalCount } }', "BAD_INPUT"),
        ("query ($n: Int!) { stories(first: $n) { totalCount } }", "BAD_INPUT"),
        ('{ story(id: "story-1") { id } }', "BAD_INPUT"),
        ("{ stories(first: 101) { nodes { id } } }", "BAD_INPUT"),
        ('{ stories(after: "x") { nodes { id } } }', "CURSOR_INVALID"),
    ],
)
async def test_an_error_has_the_code_of_what_is_wrong(
    http: httpx.AsyncClient, query: str, expected: str
) -> None:
    answer = await http.post("/graphql", json={"query": query})

    assert answer.status_code == 200
    assert answer.json().get("data") in (None, {"story": None})
    assert {error["extensions"]["code"] for error in answer.json()["errors"]} == {expected}


@pytest.mark.parametrize("value", ["x", 1.5, 2**31, True, None, [], {}])
async def test_a_variable_of_another_type_is_bad_input(
    http: httpx.AsyncClient, value: object
) -> None:
    query = "query ($n: Int!) { stories(first: $n) { totalCount } }"

    answer = await http.post("/graphql", json={"query": query, "variables": {"n": value}})

    assert code(answer) == (200, "BAD_INPUT")


IN_JSON = {
    "null": (None, "Expected value of non-null type 'CreateStoryInput!' not to be null."),
    "a text": ('it\'s "x"', """ to be an object, found: "it's \\"x\\""."""),
    "a list": ([True], "to be an object, found: [true]."),
    "a Boolean": (
        {"requestId": True, "title": "t"},
        "at .requestId: String cannot represent a non string value: true",
    ),
    "an object": (
        {"storyId": None, "requestId": "r", "title": "t"},
        'unknown field \'storyId\', found: {"storyId": null, "requestId": "r", "title": "t"}.',
    ),
    "what is deep": (
        {"requestId": {"a": [{"b": 1}]}, "title": "t"},
        "String cannot represent a non string value: an object",
    ),
    "a name like what stands before a value": (
        {"a value: 1": None, "requestId": "r", "title": "t"},
        '\'a value: 1\', found: {"a value: 1": null, "requestId": "r", "title": "t"}.',
    ),
    "what is long": (list(range(30)), "to be an object, found: a list."),
}


@pytest.mark.parametrize("name", IN_JSON)
async def test_a_wrong_variable_is_told_as_json_has_it(http: httpx.AsyncClient, name: str) -> None:
    value, expected = IN_JSON[name]
    query = "mutation ($input: CreateStoryInput!) { createStory(input: $input) { __typename } }"

    answer = await http.post("/graphql", json={"query": query, "variables": {"input": value}})

    [error] = answer.json()["errors"]
    assert error["message"].startswith("Variable '$input' has invalid value")
    assert error["message"].endswith(expected)


async def test_a_literal_null_is_told_as_graphql_has_it(http: httpx.AsyncClient) -> None:
    answer = await http.post("/graphql", json={"query": "{ stories(first: null) { totalCount } }"})

    [error] = answer.json()["errors"]
    assert error["message"] == "Expected value of non-null type 'Int!' not to be null."


async def test_a_query_of_too_many_crossings_is_too_complex(http: httpx.AsyncClient) -> None:
    runs = " ".join(f"r{n}: runs {{ totalCount }}" for n in range(41))

    answer = await http.post("/graphql", json={"query": f"{{ stories {{ nodes {{ {runs} }} }} }}"})

    assert code(answer) == (200, "TOO_COMPLEX")


@pytest.mark.unlawful("a title is a list, which nobody expects")
async def test_what_nobody_expects_is_masked(api: Api, driver: neo4j.Driver) -> None:
    story = await a_story(api)
    driver.execute_query("MATCH (s:Story {id: $id}) SET s.title = ['a secret']", id=story)

    with capture_logs() as logged:
        answer = await api.http.post("/graphql", json={"query": TITLE, "variables": {"id": story}})

    [entry] = [entry for entry in logged if entry["log_level"] == "error"]
    assert answer.status_code == 200
    assert answer.json() == {
        "data": {"story": None},
        "errors": [
            {
                "message": f"Something went wrong here; the log has it as {entry['incident']}",
                "locations": [{"line": 1, "column": 37}],
                "path": ["story", "title"],
                "extensions": {"code": "INTERNAL"},
            }
        ],
    }
    assert "a secret" not in repr(logged) + "".join(format_exception(entry["exc_info"]))


@pytest.mark.unlawful("the revision of an artifact is no number, so that Neo4j has a fault")
async def test_a_fault_of_the_database_is_masked(api: Api, driver: neo4j.Driver) -> None:
    driver.execute_query(
        "CREATE (:Artifact:Entity {id: $id, kind: 'text', state: 'candidate',"
        " media_type: 'text/plain', name: 'odd', rev: 'seven', created_at: datetime()})",
        id=NOBODY,
    )

    with capture_logs() as logged:
        data = await api.ask(
            "mutation ($id: ID!) { publishArtifact(input: {artifactId: $id}) { __typename } }",
            id=NOBODY,
        )

    [entry] = [entry for entry in logged if entry["log_level"] == "error"]
    [error] = data["errors"]
    assert error["message"] == f"Something went wrong here; the log has it as {entry['incident']}"
    assert error["extensions"] == {"code": "INTERNAL"}
