"""The service answers by names that only this machine has, and by those that it was given."""

from __future__ import annotations

import httpx
import pytest

from app.api.guards import is_loopback
from app.main import create_app
from app.settings import Settings
from tests.bucket import Bucket
from tests.client import served

pytestmark = pytest.mark.anyio


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

    async with served(create_app(named)) as address, httpx.AsyncClient(base_url=address) as client:
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
