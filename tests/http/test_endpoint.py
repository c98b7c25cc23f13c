"""What is no good GraphQL request is refused in JSON with a code, and nothing ends in HTTP 500."""

from __future__ import annotations

import gzip
import json
from random import Random
from typing import Any

import httpx
import pytest

from app.graph.session import Graph
from app.main import create_app
from app.settings import Settings
from tests.client import Api, code, served
from tests.recording import a_story, request_id
from tests.sockets import watching
from tests.waiting import HANG

pytestmark = pytest.mark.anyio

JSON = {"Content-Type": "application/json"}
NOBODY = "5f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c11"
TITLE = "query ($id: ID!) { story(id: $id) { title } }"


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


async def test_an_empty_name_of_an_operation_is_none(http: httpx.AsyncClient) -> None:
    one, two = "query A { __typename }", "query A { __typename } query B { __typename }"
    empty = {"operationName": "", "variables": "", "extensions": "", "documentId": ""}

    posted = await http.post("/graphql", json={"query": one, "operationName": ""})
    got = await http.get("/graphql", params={"query": one, **empty})
    async with watching(http, one, operation="") as watcher:
        told = (await watcher.message())["payload"]
    of_two = await http.post("/graphql", json={"query": two, "operationName": ""})

    assert [posted.json(), got.json(), told] == [{"data": {"__typename": "Query"}}] * 3
    assert code(of_two) == (400, "BAD_INPUT")


async def test_a_stream_of_an_operation_that_is_not_there_is_bad_input(
    http: httpx.AsyncClient,
) -> None:
    body = {"query": "query A { __typename }", "operationName": "B"}

    answer = await http.post("/graphql", json=body, headers={"Accept": "text/event-stream"})

    event, data = answer.text.splitlines()[:2]
    [error] = json.loads(data.removeprefix("data: "))["errors"]
    assert (event, error["extensions"]["code"]) == ("event: next", "BAD_INPUT")


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

    async with (
        served(create_app(small)) as address,
        httpx.AsyncClient(base_url=address, timeout=HANG) as client,
    ):
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


# Media types

NEWER = "application/graphql-response+json"
OLDER = "application/json"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (NEWER, NEWER),
        (f"{NEWER}; charset=utf-8, {OLDER};q=0.9", NEWER),
        (f"{OLDER}, {NEWER}", NEWER),
        (f"*/*, {NEWER}", NEWER),
        ("Application/GraphQL-Response+JSON ; Q=0.1", NEWER),
        (f"{OLDER}, {NEWER};q=0.9", OLDER),
        (f"{NEWER};q=0", OLDER),
        (f"{NEWER};q=x", OLDER),
        ("*/*", OLDER),
        ("application/*", OLDER),
        ("image/png", OLDER),
        ("", OLDER),
        (";,=,;q", OLDER),
    ],
)
async def test_an_answer_has_the_newer_media_type_when_it_is_named(
    http: httpx.AsyncClient, accept: str, media_type: str
) -> None:
    request = {"query": "{ __typename }"}

    answer = await http.post("/graphql", json=request, headers={"Accept": accept})

    assert (answer.status_code, answer.json()) == (200, {"data": {"__typename": "Query"}})
    assert (answer.headers["content-type"], answer.headers["vary"]) == (media_type, "Accept")


@pytest.mark.parametrize(
    ("request_", "newer", "keys"),
    [
        ({"query": "{"}, 400, {"errors"}),
        ({"query": "{ tale }"}, 400, {"errors"}),
        ({"query": TITLE}, 400, {"errors"}),
        ({"query": TITLE, "variables": {"id": "x"}}, 200, {"data", "errors"}),
        ({"query": '{ stories(after: "x") { totalCount } }'}, 200, {"data", "errors"}),
    ],
)
async def test_data_is_answered_only_when_something_was_executed(
    http: httpx.AsyncClient, request_: dict[str, Any], newer: int, keys: set[str]
) -> None:
    answers = [
        await http.post("/graphql", json=request_, headers={"Accept": accept})
        for accept in (NEWER, OLDER)
    ]

    assert [answer.status_code for answer in answers] == [newer, 200]
    assert [set(answer.json()) for answer in answers] == [keys, keys]


async def test_a_refusal_has_the_media_type_that_is_named(http: httpx.AsyncClient) -> None:
    answer = await http.put("/graphql", headers={"Accept": NEWER})

    assert (answer.status_code, answer.headers["content-type"]) == (405, NEWER)


@pytest.mark.parametrize(
    ("accept", "page"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", True),
        ("text/html;q=0", False),
        (f"text/html;q=0.5, {OLDER}", False),
        ("*/*", False),
        ("", False),
    ],
)
@pytest.mark.parametrize("query", ["", "{ __typename }"])
async def test_a_page_is_only_for_who_names_html(
    http: httpx.AsyncClient, accept: str, page: bool, query: str
) -> None:
    answer = await http.get("/graphql", params={"query": query}, headers={"Accept": accept})

    assert answer.headers["content-type"].startswith("text/html") is page
    assert answer.status_code == (200 if page or query else 400)


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

    assert (code(answer), answer.headers["allow"]) == (
        (405, "METHOD_NOT_ALLOWED"),
        "GET, HEAD, POST",
    )


# Answers


LONG = {"query": "{ __schema { types { name description fields { name description } } } }"}
FASTEST = 4
"""What the ninth byte says of level 1 (RFC 1952, section 2.3.1, XFL)."""


@pytest.mark.parametrize(
    ("body", "encoding"),
    [(LONG, "gzip"), ({"query": "{ __typename }"}, None)],
    ids=["long", "short"],
)
async def test_a_long_answer_is_compressed_quickly_for_who_takes_that(
    http: httpx.AsyncClient, body: dict[str, str], encoding: str | None
) -> None:
    plain = await http.post("/graphql", json=body, headers={"Accept-Encoding": "identity"})
    async with http.stream("POST", "/graphql", json=body) as answer:
        raw = b"".join([part async for part in answer.aiter_raw()])

    assert "content-encoding" not in plain.headers
    assert answer.headers.get("content-encoding") == encoding
    if encoding:
        assert raw[8] == FASTEST
        assert gzip.decompress(raw) == plain.content
        vary = {part.strip() for part in answer.headers["vary"].split(",")}
        assert vary == {"Accept", "Accept-Encoding"}


CREATE_STORY = """
mutation ($input: CreateStoryInput!) {
  createStory(input: $input) {
    ... on StoryPayload { story { metadata } }
    ... on BadInputProblem { message }
  }
}
"""


@pytest.mark.parametrize("seed", [2**53 + 1, 2**63 - 1, 2**64 - 1, -(2**63)])
async def test_an_integer_of_64_bits_in_metadata_stays_exact(
    http: httpx.AsyncClient, graph: Graph, seed: int
) -> None:
    made = await created_with(http, {"seed": seed})

    assert made == {"story": {"metadata": {"seed": seed}}}


@pytest.mark.parametrize("seed", [2**64, 2**127, -(2**63) - 1])
async def test_an_integer_of_more_bits_is_refused_and_not_rounded(
    http: httpx.AsyncClient, graph: Graph, seed: int
) -> None:
    made = await created_with(http, {"deep": [{"seed": seed}]})

    message = "metadata.deep[0].seed is a whole number of more than 64 bits: write it as text"
    assert made == {"message": message}


async def created_with(http: httpx.AsyncClient, metadata: object) -> dict[str, Any]:
    sent = {"requestId": request_id(), "title": "The fox", "metadata": metadata}
    body = {"query": CREATE_STORY, "variables": {"input": sent}}
    answer = await http.post("/graphql", json=body)
    return answer.json()["data"]["createStory"]


@pytest.mark.parametrize("params", [{"query": "{ __typename }"}, {"query": "{"}, {}])
@pytest.mark.parametrize("accept", ["application/json", "text/html"])
async def test_head_is_answered_as_get_is_without_a_body(
    http: httpx.AsyncClient, params: dict[str, str], accept: str
) -> None:
    got = await http.get("/graphql", params=params, headers={"Accept": accept})
    head = await http.head("/graphql", params=params, headers={"Accept": accept})

    assert head.content == b""
    for answer in (got, head):
        answer.headers.pop("date", None)
    assert (head.status_code, head.headers) == (got.status_code, got.headers)
