"""The service says whether it is alive, and of each server whether it can be used."""

from __future__ import annotations

import httpx
import neo4j
import pytest

from app.graph.session import Graph
from app.main import create_app
from app.settings import Settings
from tests.bucket import Bucket
from tests.client import served
from tests.proxy import Mode, proxied
from tests.waiting import HANG, until

pytestmark = pytest.mark.anyio


async def test_a_service_that_works_is_alive_and_ready(http: httpx.AsyncClient) -> None:
    alive, ready = await http.get("/healthz"), await http.get("/readyz")

    assert (alive.status_code, alive.json()) == (200, {"status": "ok"})
    assert (ready.status_code, ready.json()) == (
        200,
        {"status": "ok", "graph": "ok", "schema": "ok", "store": "ok"},
    )


async def test_a_service_whose_graph_was_given_another_schema_is_not_ready(
    http: httpx.AsyncClient, graph: Graph, driver: neo4j.Driver
) -> None:
    [name] = driver.execute_query(
        "MATCH (file:SchemaFile) WITH file ORDER BY file.name LIMIT 1"
        " SET file.sha256 = 'x' + file.sha256 RETURN file.name AS name"
    ).records[0]
    try:
        ready = await http.get("/readyz")
    finally:
        driver.execute_query(
            "MATCH (file:SchemaFile {name: $name}) SET file.sha256 = substring(file.sha256, 1)",
            name=name,
        )

    assert (ready.status_code, ready.json()) == (
        503,
        {
            "status": "unavailable",
            "graph": "ok",
            "schema": "the service cannot be used now; its log says why",
            "store": "ok",
        },
    )


async def test_a_service_stays_ready_while_a_newer_version_takes_over(
    http: httpx.AsyncClient, graph: Graph, driver: neo4j.Driver
) -> None:
    """That has applied its schema, and may not answer yet."""
    driver.execute_query("CREATE (:SchemaFile {name: 'schema/999_later.cypher', sha256: 'x'})")
    try:
        ready = await http.get("/readyz")
    finally:
        driver.execute_query("MATCH (file:SchemaFile {sha256: 'x'}) DELETE file")

    assert (ready.status_code, ready.json()["schema"]) == (200, "ok")


@pytest.mark.parametrize(
    ("server", "says"),
    [
        (
            "neo4j_uri",
            {
                "graph": "the graph does not answer; try again later",
                "schema": "unknown",
                "store": "ok",
            },
        ),
        (
            "s3_endpoint",
            {"graph": "ok", "schema": "ok", "store": "the store does not answer; try again later"},
        ),
    ],
)
async def test_a_service_whose_server_is_away_is_alive_but_not_ready(
    settings: Settings, server: str, says: dict[str, str]
) -> None:
    async with proxied(getattr(settings, server)) as proxy:
        behind = settings.model_copy(update={server: proxy.url})
        async with (
            served(create_app(behind)) as address,
            httpx.AsyncClient(base_url=address, timeout=HANG) as client,
        ):
            before = await client.get("/readyz")
            await proxy.turn(Mode.REFUSE)

            alive, ready = await client.get("/healthz"), await client.get("/readyz")

            await proxy.turn(Mode.PASS)

            async def is_ready() -> bool:
                return (await client.get("/readyz")).is_success

            await until(is_ready)

    assert [answer.status_code for answer in (before, alive, ready)] == [200, 200, 503]
    assert ready.json() == {"status": "unavailable", **says}


async def test_a_store_that_lost_its_bucket_is_not_ready_and_gets_no_other(
    settings: Settings,
) -> None:
    own = settings.model_copy(update={"s3_bucket": "artifact-graph-lost"})
    bucket = Bucket(own)

    async with (
        served(create_app(own)) as address,
        httpx.AsyncClient(base_url=address, timeout=HANG) as client,
    ):
        before = await client.get("/readyz")
        bucket.minio.remove_bucket(own.s3_bucket)
        after = await client.get("/readyz")

    assert (before.status_code, after.status_code) == (200, 503)
    assert after.json()["store"] == "the store does not have the bucket"
    assert not bucket.minio.bucket_exists(own.s3_bucket)
