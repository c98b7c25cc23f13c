"""What is no good GraphQL request is refused in JSON with a code, and nothing ends in HTTP 500."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from traceback import format_exception
from typing import Any

import anyio
import httpx
import neo4j
import pytest
from structlog.testing import capture_logs

from app.main import create_app
from app.settings import Settings
from tests.client import Api, served
from tests.proxy import Mode, proxied, within
from tests.recording import a_story

pytestmark = pytest.mark.anyio

JSON = {"Content-Type": "application/json"}
NOBODY = "5f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c11"
TITLE = "query ($id: ID!) { story(id: $id) { title } }"


def code(answer: httpx.Response) -> tuple[int, str]:
    """The status and the one code of an answer that refuses in JSON, and says nothing else."""
    assert answer.headers["content-type"] == "application/json"
    [error] = answer.json()["errors"]
    assert isinstance(error["message"], str)
    return answer.status_code, error["extensions"]["code"]


# Bodies


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b'{"query": "\xff"}', id="no UTF-8"),
        pytest.param('{"query": "{ __typename }"}'.encode("utf-16"), id="UTF-16"),
        pytest.param(b"7", id="a number"),
        pytest.param(b"null", id="null"),
        pytest.param(b'"{ __typename }"', id="a text"),
        pytest.param(b"[]", id="an empty array"),
        pytest.param(b'[{"query": "{ __typename }"}]', id="a batch"),
        pytest.param(b"", id="nothing"),
        pytest.param(b'{"query": "{ __type', id="cut off"),
        pytest.param(b'{"query": "{ __typename }"} {}', id="two objects"),
        pytest.param(b"[" * 100_000, id="arrays 100,000 deep"),
        pytest.param(b'{"a":' * 100_000 + b"1" + b"}" * 100_000, id="objects 100,000 deep"),
        pytest.param(b'{"query": "{ __typename }", "variables": {"x": NaN}}', id="NaN"),
        pytest.param(b'{"query": "{ __typename }", "query": "{ x }"}', id="a key twice"),
        pytest.param(
            b'{"query": "{ __typename }", "variables": {"x": {"y": 1, "y": 2}}}',
            id="a key twice below",
        ),
        pytest.param(
            b'{"query": "{ __typename }", "variables": {"x": "\\ud800"}}', id="a surrogate"
        ),
        pytest.param(b"{}", id="no query"),
        pytest.param(b'{"query": null}', id="a query of null"),
        pytest.param(b'{"query": ""}', id="an empty query"),
        pytest.param(b'{"query": {"a": 1}}', id="a query that is no text"),
        pytest.param(b'{"query": "{ __typename }", "variables": []}', id="variables in a list"),
        pytest.param(b'{"query": "{ __typename }", "operationName": "A"}', id="an unknown name"),
        pytest.param(b'{"query": "query A { __typename } query B { __typename }"}', id="no name"),
        pytest.param(b'{"query": "fragment F on Query { __typename }"}', id="no operation"),
    ],
)
async def test_a_body_that_is_no_request_is_bad_input(http: httpx.AsyncClient, body: bytes) -> None:
    with within(1):
        answer = await http.post("/graphql", content=body, headers=JSON)

    assert code(answer) == (400, "BAD_INPUT")


async def test_whatever_the_bytes_are_the_answer_is_json(http: httpx.AsyncClient) -> None:
    chance = Random(7)
    for _ in range(200):
        body = bytearray(json.dumps({"query": TITLE, "variables": {"id": NOBODY}}).encode())
        for _ in range(chance.randrange(1, 4)):
            body[chance.randrange(len(body))] = chance.randrange(256)

        answer = await http.post("/graphql", content=bytes(body), headers=JSON)

        assert answer.status_code in {200, 400}
        assert isinstance(answer.json(), dict)


@pytest.mark.parametrize("name", ["A", "B"])
async def test_the_operation_that_is_named_is_done(http: httpx.AsyncClient, name: str) -> None:
    query = "query A { A: __typename } query B { B: __typename }"

    answer = await http.post("/graphql", json={"query": query, "operationName": name})

    assert answer.json() == {"data": {name: "Query"}}


@pytest.fixture
def small(settings: Settings) -> Settings:
    """Settings of a service that reads no more than 2,000 bytes."""
    return settings.model_copy(update={"max_body": 2_000})


async def test_a_body_over_the_limit_is_refused(small: Settings) -> None:
    request = {"query": "{ __typename }", "variables": {"x": ""}}
    request["variables"] = {"x": "y" * (2_000 - len(json.dumps(request)))}
    fits = json.dumps(request).encode()

    async def in_pieces() -> Any:
        for start in range(0, 2_001, 100):
            yield (fits + b" ")[start : start + 100]

    async with served(create_app(small)) as address, httpx.AsyncClient(base_url=address) as client:
        answers = [
            await client.post("/graphql", content=body, headers=JSON)
            for body in (fits, fits + b" ", in_pieces())
        ]

    assert answers[0].json() == {"data": {"__typename": "Query"}}
    assert [code(answer) for answer in answers[1:]] == [(413, "TOO_LARGE")] * 2


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {"Content-Type": "multipart/form-data; application/json"},
        {"Content-Type": "application/graphql"},
        {"Content-Type": "text/plain; application/json"},
        {"Content-Type": "application/jsonx"},
        {**JSON, "Content-Encoding": "gzip"},
    ],
)
async def test_only_json_as_it_is_is_read(http: httpx.AsyncClient, headers: dict[str, str]) -> None:
    answer = await http.post("/graphql", content=b'{"query": "{ __typename }"}', headers=headers)

    assert code(answer) == (415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize("media_type", ["application/json; charset=utf-8", "Application/JSON"])
async def test_json_is_known_by_any_spelling(http: httpx.AsyncClient, media_type: str) -> None:
    answer = await http.post(
        "/graphql", content=b'{"query": "{ __typename }"}', headers={"Content-Type": media_type}
    )

    assert answer.json() == {"data": {"__typename": "Query"}}


# Methods


async def test_a_query_is_asked_by_get(api: Api) -> None:
    story = await a_story(api)

    answer = await api.http.get(
        "/graphql", params={"query": TITLE, "variables": json.dumps({"id": story})}
    )

    assert (answer.status_code, answer.json()) == (200, {"data": {"story": {"title": "The fox"}}})


@pytest.mark.parametrize("variables", ["{", "[]", "7", '{"id": 1, "id": 2}', '"'])
async def test_variables_in_an_address_are_an_object(
    http: httpx.AsyncClient, variables: str
) -> None:
    answer = await http.get("/graphql", params={"query": TITLE, "variables": variables})

    assert code(answer) == (400, "BAD_INPUT")


async def test_a_mutation_is_refused_by_get(api: Api) -> None:
    mutation = 'mutation { createStory(input: {requestId: "a", title: "b"}) { __typename } }'

    answer = await api.http.get("/graphql", params={"query": mutation})

    assert (code(answer), answer.headers["allow"]) == ((405, "METHOD_NOT_ALLOWED"), "POST")
    assert await api("{ stories { totalCount } }") == {"stories": {"totalCount": 0}}


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
async def test_other_methods_are_refused(http: httpx.AsyncClient, method: str) -> None:
    answer = await http.request(method, "/graphql")

    assert (code(answer), answer.headers["allow"]) == ((405, "METHOD_NOT_ALLOWED"), "GET, POST")


# Who asks


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:8000", "[", ""]
)
@pytest.mark.parametrize("path", ["/graphql", "/healthz", f"/artifacts/{NOBODY}/content"])
async def test_a_foreign_host_is_misdirected(http: httpx.AsyncClient, host: str, path: str) -> None:
    answer = await http.get(path, params={"query": "{ __typename }"}, headers={"Host": host})

    assert code(answer) == (421, "MISDIRECTED")


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "http://localhost.evil.example", "null", "file://", "http://["],
)
async def test_a_page_of_another_site_is_refused(http: httpx.AsyncClient, origin: str) -> None:
    answer = await http.post(
        "/graphql", json={"query": "{ __typename }"}, headers={"Origin": origin}
    )

    assert code(answer) == (403, "FORBIDDEN")


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "localhost"},
        {"Host": "127.0.0.1:1"},
        {"Host": "[::1]:8000"},
        {"Origin": "http://localhost:3000"},
        {"Origin": "http://127.0.0.1"},
    ],
)
async def test_a_page_of_this_machine_may_ask(
    http: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    answer = await http.post("/graphql", json={"query": "{ __typename }"}, headers=headers)

    assert answer.json() == {"data": {"__typename": "Query"}}


# Codes


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
    assert answer.json()["data"] in (None, {"story": None})
    assert {error["extensions"]["code"] for error in answer.json()["errors"]} == {expected}


@pytest.mark.parametrize("value", ["x", 1.5, 2**31, True, None, [], {}])
async def test_a_variable_of_another_type_is_bad_input(
    http: httpx.AsyncClient, value: object
) -> None:
    query = "query ($n: Int!) { stories(first: $n) { totalCount } }"

    answer = await http.post("/graphql", json={"query": query, "variables": {"n": value}})

    assert code(answer) == (200, "BAD_INPUT")


async def test_a_query_of_too_many_crossings_is_too_complex(http: httpx.AsyncClient) -> None:
    runs = " ".join(f"r{n}: runs {{ totalCount }}" for n in range(41))

    answer = await http.post("/graphql", json={"query": f"{{ stories {{ nodes {{ {runs} }} }} }}"})

    assert code(answer) == (200, "TOO_COMPLEX")


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


async def test_a_fault_of_the_database_is_masked(api: Api, driver: neo4j.Driver) -> None:
    driver.execute_query(
        "CREATE (:Artifact {id: $id, kind: 'text', state: 'candidate', media_type: 'text/plain',"
        " name: 'odd', rev: 'seven', created_at: datetime()})",
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


# The other routes


async def test_the_schema_is_served_as_the_file_has_it(http: httpx.AsyncClient) -> None:
    answer = await http.get("/schema.graphql")

    assert answer.text == (Path(__file__).parents[2] / "schema.graphql").read_text()


async def test_a_browser_gets_graphiql(http: httpx.AsyncClient) -> None:
    answer = await http.get("/", headers={"Accept": "text/html"}, follow_redirects=True)

    assert (answer.status_code, answer.url.path) == (200, "/graphql")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "GraphiQL" in answer.text


async def test_a_service_that_works_is_alive_and_ready(http: httpx.AsyncClient) -> None:
    for path in ("/healthz", "/readyz"):
        answer = await http.get(path)

        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize(
    ("server", "says"),
    [
        ("neo4j_uri", "the graph does not answer; try again later"),
        ("s3_endpoint", "the store does not answer; try again later"),
    ],
)
async def test_a_service_whose_server_is_away_is_alive_but_not_ready(
    settings: Settings, server: str, says: str
) -> None:
    async with proxied(getattr(settings, server)) as proxy:
        behind = settings.model_copy(update={server: proxy.url})
        async with (
            served(create_app(behind)) as address,
            httpx.AsyncClient(base_url=address, timeout=10) as client,
        ):
            before = await client.get("/readyz")
            await proxy.turn(Mode.REFUSE)

            with within(6):
                alive, ready = await client.get("/healthz"), await client.get("/readyz")

            await proxy.turn(Mode.PASS)
            for _ in range(100):
                after = await client.get("/readyz")
                if after.status_code == 200:
                    break
                await anyio.sleep(0.1)

    statuses = [answer.status_code for answer in (before, alive, ready, after)]
    assert statuses == [200, 200, 503, 200]
    assert ready.json() == {"status": "unavailable", "reason": says}
