"""The service answers by names that only this machine has, and by those that it was given."""

from __future__ import annotations

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from app.api.guards import is_loopback
from app.main import create_app
from app.settings import Settings
from tests.client import code, served
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
            await client.get("/healthz", headers=headers)
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


async def test_an_origin_that_was_given_may_use_the_service_and_no_other(
    settings: Settings,
) -> None:
    given = settings.model_copy(update={"origins": "https://studio.example, http://localhost:3000"})
    asked = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type, artifact-graph-bookmark",
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
