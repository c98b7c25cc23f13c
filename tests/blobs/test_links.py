"""Links that give an object to anybody, for a while."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from minio import Minio

from app.blobs.clients import client, signer
from app.blobs.store import LINK_LIFETIME, Store
from app.settings import Settings
from tests.bucket import Bucket

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
    async with httpx.AsyncClient() as http:
        return await http.get(url)


@pytest.mark.anyio
async def test_a_link_gives_the_object_with_its_type_and_name(store: Store, bucket: Bucket) -> None:
    bucket.put(KEY, b"a moon")

    answer = await get(store.presign_get(KEY, name='Mond "ü".png', media_type="image/png"))

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

    answer = await get(store.presign_get(KEY, name="x", media_type=media_type))

    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")


@pytest.mark.anyio
async def test_a_link_works_for_an_hour_and_no_longer(settings: Settings, bucket: Bucket) -> None:
    bucket.put(KEY, b"a moon")
    sign = signer(settings, client(settings, settings.s3_endpoint or "", seconds=3))
    now, hour = datetime.now(UTC), int(LINK_LIFETIME.total_seconds())

    early = await get(sign.link(KEY, {}, at=now - timedelta(seconds=hour - 60), seconds=hour))
    late = await get(sign.link(KEY, {}, at=now - timedelta(seconds=hour + 60), seconds=hour))

    assert hour == 3600
    assert early.content == b"a moon"
    assert late.status_code == 403


@pytest.mark.anyio
async def test_a_link_cannot_be_changed(store: Store, bucket: Bucket) -> None:
    bucket.put(KEY, b"a moon")
    bucket.put(f"{KEY}2", b"another")
    link = store.presign_get(KEY, name="moon", media_type="image/png")

    changes = [
        link.replace(KEY, f"{KEY}2"),
        link.replace("image%2Fpng", "text%2Fhtml"),
        link.replace("inline", "attachment"),
        link.replace("X-Amz-Expires=3600", "X-Amz-Expires=360000"),
    ]

    assert link not in changes
    assert [(await get(changed)).status_code for changed in changes] == [403] * 4


@given(
    key=st.text("abcdef0123456789/-", min_size=1).filter(lambda key: not key.startswith("/")),
    value=st.text(st.characters(exclude_categories=["Cs"])),
    at=st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)),
    endpoint=st.sampled_from(
        [
            "https://store.example.org",
            "http://127.0.0.1:9000",
            "https://[::1]:9000",
            "https://s3.eu-central-1.amazonaws.com",
            "https://store.example.org:443",
        ]
    ),
)
def test_a_link_is_signed_as_the_clients_own_library_signs_it(
    key: str, value: str, at: datetime, endpoint: str
) -> None:
    minio: Minio = client(MADE_UP, endpoint, seconds=3)
    shown = {"response-content-disposition": value, "response-content-type": "text/plain"}
    moment = at.replace(microsecond=0, tzinfo=UTC)

    ours = urlsplit(signer(MADE_UP, minio).link(key, shown, at=moment, seconds=60))
    theirs = urlsplit(
        minio.presigned_get_object(
            MADE_UP.s3_bucket,
            key,
            expires=timedelta(seconds=60),
            response_headers=dict(shown),
            request_date=moment,
        )
    )

    assert (ours.scheme, ours.netloc, ours.path) == (theirs.scheme, theirs.netloc, theirs.path)
    assert sorted(parse_qsl(ours.query, keep_blank_values=True)) == sorted(
        parse_qsl(theirs.query, keep_blank_values=True)
    )


def test_a_link_is_to_the_address_that_clients_reach() -> None:
    store = Store(MADE_UP.model_copy(update={"s3_public_endpoint": "https://media.example.org"}))

    link = store.presign_get(KEY, name="moon", media_type="image/png")

    assert link.startswith(f"https://media.example.org/artifact-graph/{KEY}?")


def test_a_signer_does_not_show_its_secret() -> None:
    sign = signer(MADE_UP, client(MADE_UP, "https://store.example.org", seconds=3))

    assert "wJalr" not in repr(sign)
