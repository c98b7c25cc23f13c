"""Every route is served, and the service says whether it is alive and whether it is ready."""

from __future__ import annotations

from pathlib import Path

import anyio
import httpx
import pytest

from app.main import create_app
from app.settings import Settings
from tests.bucket import Bucket
from tests.client import served
from tests.proxy import Mode, proxied, within

pytestmark = pytest.mark.anyio


async def test_the_schema_is_served_as_the_file_has_it(http: httpx.AsyncClient) -> None:
    answer = await http.get("/schema.graphql")

    assert answer.text == (Path(__file__).parents[1] / "schema.graphql").read_text()


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


async def test_a_store_that_lost_its_bucket_is_not_ready_and_gets_no_other(
    settings: Settings,
) -> None:
    own = settings.model_copy(update={"s3_bucket": "artifact-graph-lost"})
    bucket = Bucket(own)

    async with served(create_app(own)) as address, httpx.AsyncClient(base_url=address) as client:
        before = await client.get("/readyz")
        bucket.minio.remove_bucket(own.s3_bucket)
        after = await client.get("/readyz")

    assert (before.status_code, after.status_code) == (200, 503)
    assert after.json()["reason"] == "the store does not have the bucket"
    assert not bucket.minio.bucket_exists(own.s3_bucket)
