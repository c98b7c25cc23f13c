"""Every route refuses in JSON with a code, and keeps what went wrong inside to the log."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpx
import neo4j
import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from app import main
from app.blobs.store import opened_store
from app.graph.connection import connected
from app.servers import State
from app.settings import Settings
from tests.client import Api, served
from tests.contents import Seed, refusal
from tests.inputs import NOBODY
from tests.recording import artifact_facts
from tests.waiting import HANG
from tests.world import everything

pytestmark = pytest.mark.anyio

PLANTED = {"neo4j_user": "planted-user", "neo4j_password": SecretStr("planted-secret")}


@asynccontextmanager
async def locked_out(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, **wrong: object
) -> AsyncGenerator[Api]:
    """A service whose credentials are no longer accepted, though they were when it started."""
    changed = settings.model_copy(update=wrong)

    @asynccontextmanager
    async def opened(*_: object) -> AsyncGenerator[State]:
        assert changed.neo4j_uri is not None
        assert changed.neo4j_password is not None
        password = changed.neo4j_password.get_secret_value()
        async with (
            connected(changed.neo4j_uri, changed.neo4j_user, password, timeout=HANG) as graph,
            opened_store(changed) as store,
        ):
            yield State(graph=graph, store=store, max_nodes=changed.max_nodes)

    monkeypatch.setattr(main, "opened", opened)
    async with (
        served(main.create_app(changed)) as address,
        httpx.AsyncClient(base_url=address, timeout=HANG) as client,
    ):
        yield Api(client)


@pytest.mark.parametrize(
    ("wrong", "setting"),
    [
        ({"s3_secret_key": SecretStr("planted-secret")}, "S3_SECRET_KEY"),
        (PLANTED, "NEO4J_PASSWORD"),
    ],
    ids=["store", "graph"],
)
async def test_credentials_that_a_server_refuses_make_the_service_unavailable(
    settings: Settings,
    seed: Seed,
    driver: neo4j.Driver,
    monkeypatch: pytest.MonkeyPatch,
    wrong: dict[str, object],
    setting: str,
) -> None:
    path, before = seed(b"0123456789"), everything(driver)

    async with locked_out(settings, monkeypatch, **wrong) as api:
        with capture_logs() as logged:
            code = await api.code("registerArtifact", artifact_facts())
            content = await api.http.get(path)
            ready = await api.http.get("/readyz")

    assert code == "UNAVAILABLE"
    assert refusal(content) == (503, "UNAVAILABLE")
    assert int(content.headers["retry-after"]) > 0
    assert (ready.status_code, ready.json()["status"]) == (503, "unavailable")
    assert [setting in entry["reason"] for entry in logged] == [True] * 3
    assert "planted" not in f"{content.text}{ready.text}{logged}"
    assert everything(driver) == before


@pytest.mark.unlawful("the key of a blob is a number, which nobody expects")
async def test_what_nobody_expects_in_the_content_route_is_masked(
    http: httpx.AsyncClient, seed: Seed, driver: neo4j.Driver
) -> None:
    path = seed(b"0123456789")
    driver.execute_query("MATCH (blob:Blob) SET blob.key = 7")

    with capture_logs() as logged:
        answer = await http.get(path)

    [entry] = logged
    assert refusal(answer) == (500, "INTERNAL")
    [error] = answer.json()["errors"]
    assert error["message"] == f"Something went wrong here; the log has it as {entry['incident']}"


async def test_an_address_that_is_none_is_not_found(http: httpx.AsyncClient) -> None:
    for path in ("/nowhere", "/artifacts", f"/artifacts/{NOBODY}/x", "/graphql/x"):
        answer = await http.get(path)

        assert (answer.status_code, answer.json()) == (
            404,
            {"errors": [{"message": "Not Found", "extensions": {"code": "NOT_FOUND"}}]},
        )


@pytest.mark.parametrize("path", ["/", "/schema.graphql", f"/artifacts/{NOBODY}/content"])
async def test_what_can_only_be_read_is_not_written(http: httpx.AsyncClient, path: str) -> None:
    answer = await http.put(path)

    assert (answer.status_code, answer.json()) == (
        405,
        {
            "errors": [
                {"message": "Method Not Allowed", "extensions": {"code": "METHOD_NOT_ALLOWED"}}
            ]
        },
    )
    assert {one.strip() for one in answer.headers["allow"].split(",")} == {"GET", "HEAD"}
