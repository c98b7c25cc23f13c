"""Links that give an object to anybody, for a while."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from app.blobs.store import Store
from app.settings import Settings
from tests.bucket import Bucket
from tests.waiting import HANG

KEY = "blobs/links/moon"

MADE_UP = Settings(
    _env_file=None,
    neo4j_uri="bolt://localhost",
    neo4j_password="n",
    s3_endpoint="https://store.example.org",
    s3_access_key="AKIA/ODD+KEY=",
    s3_secret_key="wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
    s3_region="eu-central-1",
)


async def get(url: str) -> httpx.Response:
    async with httpx.AsyncClient(timeout=HANG) as http:
        return await http.get(url)


@pytest.mark.anyio
async def test_a_link_gives_the_object_with_its_type_and_name(store: Store, bucket: Bucket) -> None:
    bucket.put(KEY, b"a moon")

    answer = await get(store.signer.presign_get(KEY, name='Mond "ü".png', media_type="image/png"))

    assert answer.status_code == 200
    assert answer.content == b"a moon"
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-disposition"] == (
        "inline; filename=\"Mond ___.png\"; filename*=UTF-8''Mond%20%22%C3%BC%22.png"
    )


@pytest.mark.anyio
@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml", "application/pdf"])
async def test_a_link_to_what_could_run_is_a_download_of_no_type(
    store: Store, bucket: Bucket, media_type: str
) -> None:
    bucket.put(KEY, b"<script>")

    answer = await get(store.signer.presign_get(KEY, name="x", media_type=media_type))

    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")


@pytest.mark.anyio
async def test_a_link_says_an_hour_and_the_store_holds_it(store: Store, bucket: Bucket) -> None:
    bucket.put(KEY, b"a moon")
    link = store.signer.presign_get(KEY, name="moon", media_type="image/png")
    query = dict(parse_qsl(urlsplit(link).query))
    signed = datetime.strptime(query["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)

    assert query["X-Amz-Expires"] == "3600"
    assert abs(datetime.now(UTC) - signed) < timedelta(minutes=1)
    assert (await get(link)).content == b"a moon"
    older = f"{signed - timedelta(hours=2):%Y%m%dT%H%M%SZ}"
    assert (await get(link.replace(query["X-Amz-Date"], older))).status_code == 403


@pytest.mark.anyio
async def test_a_link_cannot_be_changed(store: Store, bucket: Bucket) -> None:
    bucket.put(KEY, b"a moon")
    bucket.put(f"{KEY}2", b"another")
    link = store.signer.presign_get(KEY, name="moon", media_type="image/png")

    changes = [
        link.replace(KEY, f"{KEY}2"),
        link.replace("image%2Fpng", "text%2Fhtml"),
        link.replace("inline", "attachment"),
        link.replace("X-Amz-Expires=3600", "X-Amz-Expires=360000"),
    ]

    assert link not in changes
    assert [(await get(changed)).status_code for changed in changes] == [403] * 4


def test_a_link_is_to_the_address_that_clients_reach() -> None:
    store = Store(MADE_UP.model_copy(update={"s3_public_endpoint": "https://media.example.org"}))

    link = store.signer.presign_get(KEY, name="moon", media_type="image/png")

    assert link.startswith(f"https://media.example.org/artifact-graph/{KEY}?")
