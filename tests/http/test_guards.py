"""The service answers by names that only this machine has, and by those that it was given."""

from __future__ import annotations

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin

from app.http.guards import is_loopback
from app.main import create_app
from app.settings import Settings
from tests.client import code, served
from tests.sockets import socket_of
from tests.waiting import HANG

pytestmark = pytest.mark.anyio

NOBODY = "5f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c11"


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.0.0.2", True),
        ("::1", True),
        ("0:0:0:0:0:0:0:1", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.7", False),
        ("graph.example", False),
        ("", False),
        (None, False),
    ],
)
def test_loopback_is_this_machine_alone(host: str | None, loopback: bool) -> None:
    assert is_loopback(host) is loopback


@pytest.mark.parametrize("listens_on", ["127.0.0.1", "127.0.0.2", "0.0.0.0"])
async def test_a_name_that_was_given_is_answered_and_no_other(
    settings: Settings, listens_on: str
) -> None:
    named = settings.model_copy(
        update={"host": listens_on, "in_container": True, "hosts": "Graph.example, other.example"}
    )

    async with (
        served(create_app(named)) as address,
        httpx.AsyncClient(base_url=address, timeout=HANG) as client,
    ):
        answers = [
            await client.get("/schema.graphql", headers=headers)
            for headers in (
                {"Host": "graph.example:8000"},
                {"Host": "other.example", "Origin": "https://graph.example"},
                {"Host": "localhost"},
                {"Host": "third.example"},
                {"Origin": "https://third.example"},
            )
        ]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 421, 403]


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example:8000",
        "localhost.:8000",
        "host.docker.internal:8000",
        "[",
        "",
    ],
)
@pytest.mark.parametrize("path", ["/graphql", "/metrics", f"/artifacts/{NOBODY}/content"])
async def test_a_foreign_host_is_misdirected(http: httpx.AsyncClient, host: str, path: str) -> None:
    answer = await http.get(path, params={"query": "{ __typename }"}, headers={"Host": host})

    assert code(answer) == (421, "MISDIRECTED")


@pytest.mark.parametrize("host", ["localhost.", "host.docker.internal"])
async def test_other_names_of_this_machine_are_answered_when_they_are_given(
    settings: Settings, host: str
) -> None:
    app = create_app(settings.model_copy(update={"hosts": host}))

    async with served(app) as address, httpx.AsyncClient(base_url=address) as client:
        answer = await client.get("/schema.graphql", headers={"Host": f"{host}:8000"})

    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.parametrize("host", ["10.1.2.3:8000", "[fd00::7]:8000", "pod-7.graph.local", "[", ""])
async def test_a_probe_of_health_may_call_the_service_anything(
    http: httpx.AsyncClient, host: str, path: str
) -> None:
    answer = await http.get(path, headers={"Host": host})
    page = await http.get(path, headers={"Host": host, "Origin": "https://evil.example"})

    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert code(page) == (403, "FORBIDDEN")


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "http://localhost.evil.example", "null", "file://", "http://["],
)
async def test_a_page_of_another_site_is_refused(http: httpx.AsyncClient, origin: str) -> None:
    answer = await http.post(
        "/graphql", json={"query": "{ __typename }"}, headers={"Origin": origin}
    )

    assert code(answer) == (403, "FORBIDDEN")


VISIT = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document", "Accept": "text/html,*/*;q=.8"}


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", "/graphql?query={__typename}", {"Sec-Fetch-Mode": "no-cors"}),
        ("GET", "/graphql?query={__typename}", {**VISIT, "Accept": "*/*"}),
        ("GET", "/graphql?query={__typename}", {**VISIT, "Sec-Fetch-Dest": "iframe"}),
        ("POST", "/graphql", {"Sec-Fetch-Mode": "cors", "Origin": "http://localhost:3000"}),
        ("POST", "/graphql", VISIT),
        ("GET", f"/artifacts/{NOBODY}/content", {"Sec-Fetch-Dest": "image"}),
        ("GET", f"/artifacts/{NOBODY}/lineage.json", {}),
        ("GET", "/", {**VISIT, "Sec-Fetch-Dest": "iframe"}),
    ],
)
async def test_what_a_browser_marks_as_sent_by_another_site_is_refused(
    http: httpx.AsyncClient, site: str, method: str, path: str, headers: dict[str, str]
) -> None:
    body = {"query": "{ __typename }"} if method == "POST" else None

    answer = await http.request(method, path, json=body, headers={"Sec-Fetch-Site": site} | headers)

    assert code(answer) == (403, "FORBIDDEN")


async def test_a_page_on_another_port_gets_no_socket(http: httpx.AsyncClient) -> None:
    headers = {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "websocket"}

    with pytest.raises(InvalidStatus) as refused:
        async with socket_of(
            http, origin=Origin("http://localhost:3000"), additional_headers=headers
        ):
            pass

    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("path", ["/", "/graphql", "/graphql?query={__typename}"])
async def test_a_link_of_another_site_leads_to_a_page(http: httpx.AsyncClient, path: str) -> None:
    answer = await http.get(path, headers={"Sec-Fetch-Site": "cross-site", **VISIT})

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("site", ["none", "same-origin"])
async def test_an_own_page_may_ask(http: httpx.AsyncClient, site: str) -> None:
    query = {"query": "{ __typename }"}

    answer = await http.get("/graphql", params=query, headers={"Sec-Fetch-Site": site})

    assert answer.json() == {"data": {"__typename": "Query"}}


async def test_a_page_of_an_origin_that_was_given_may_ask_and_show_content(
    settings: Settings,
) -> None:
    given = create_app(settings.model_copy(update={"origins": "https://studio.example"}))
    query, marked = {"query": "{ __typename }"}, {"Sec-Fetch-Site": "cross-site"}
    image = f"/artifacts/{NOBODY}/content"

    async with served(given) as address, httpx.AsyncClient(base_url=address) as client:
        asked = await client.post(
            "/graphql", json=query, headers={"Origin": "https://studio.example", **marked}
        )
        shown = await client.get(image, headers={"Referer": "https://studio.example/", **marked})
        other = await client.get(image, headers={"Referer": "https://x.example/", **marked})

    assert asked.json() == {"data": {"__typename": "Query"}}
    assert [code(shown), code(other)] == [(404, "NOT_FOUND"), (403, "FORBIDDEN")]


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


async def test_an_origin_that_was_given_may_use_the_service_and_no_other(
    settings: Settings,
) -> None:
    given = settings.model_copy(update={"origins": "https://studio.example, http://localhost:3000"})
    asked = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": (
            "content-type, artifact-graph-actor, artifact-graph-bookmark"
        ),
    }
    query = {"json": {"query": "{ __typename }"}}
    status, allowed = {}, {}

    async with (
        served(create_app(given)) as address,
        httpx.AsyncClient(base_url=address, timeout=HANG) as client,
    ):
        for origin in (
            "https://studio.example",
            "http://localhost:3000",
            "https://studio.example:444",
            "http://studio.example",
            "https://x.studio.example",
            "http://localhost:3001",
        ):
            headers = {"Origin": origin}
            before = await client.options("/graphql", headers=headers | asked)
            after = await client.post("/graphql", headers=headers, **query)
            status[origin] = (before.status_code, after.status_code)
            allowed[origin] = [
                answer.headers.get("access-control-allow-origin") for answer in (before, after)
            ]
            assert "access-control-allow-credentials" not in {*before.headers, *after.headers}
            assert "Origin" in after.headers.get("vary", "Origin")
        delete = asked | {"Access-Control-Request-Method": "DELETE"}
        refused = await client.options("/graphql", headers={"Origin": origin} | delete)
        async with connect(
            f"{address.replace('http', 'ws')}/graphql", origin=Origin("https://studio.example")
        ) as socket:
            with pytest.raises(ConnectionClosed) as closed:
                await socket.recv()

    assert status == {
        "https://studio.example": (200, 200),
        "http://localhost:3000": (200, 200),
        "https://studio.example:444": (403, 403),
        "http://studio.example": (403, 403),
        "https://x.studio.example": (403, 403),
        "http://localhost:3001": (400, 200),
    }
    assert {origin: told for origin, told in allowed.items() if told != [None, None]} == {
        origin: [origin, origin] for origin in ("https://studio.example", "http://localhost:3000")
    }
    assert refused.status_code == 400
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4406
