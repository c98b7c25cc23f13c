"""Uploads that begin, and what can be known of them until they are used."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.actions.begin_upload import begin_upload
from app.actions.uploads import Upload, usable_upload
from app.domain.artifacts import Kind
from app.errors import (
    BadInput,
    EmptyBlob,
    IdempotencyMismatch,
    MediaTypeMismatch,
    UploadExpired,
)

pytestmark = [pytest.mark.anyio, pytest.mark.releases]

NOBODY = "5f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c11"
SHA256 = "ab" * 32


async def begun(graph, request_id="upload", **more):
    asked = {"kind": Kind.IMAGE, "media_type": "image/png", "lifetime": timedelta(hours=1)}
    return await begin_upload(graph, request_id=request_id, **(asked | more))


async def test_an_upload_keeps_what_it_was_begun_for(graph, look):
    upload = await begun(graph, size=2_000, sha256=SHA256, actor="ada")

    kept = look.node(upload.upload_id)
    del kept["created_at"], kept["expires_at"]
    assert kept == {
        "id": upload.upload_id,
        "kind": "image",
        "media_type": "image/png",
        "size": 2_000,
        "sha256": SHA256,
        "actor": "ada",
        "tries": 0,
    }
    assert await usable_upload(graph, upload_id=upload.upload_id, actor="ada") == Upload(
        upload_id=upload.upload_id,
        kind=Kind.IMAGE,
        media_type="image/png",
        size=2_000,
        sha256=SHA256,
        expires_at=upload.expires_at,
    )


async def test_an_upload_ends_after_its_lifetime(graph):
    upload = await begun(graph)

    left = upload.expires_at - datetime.now(UTC)
    assert timedelta(minutes=59) < left <= timedelta(hours=1)


async def test_a_retry_gets_the_same_upload(graph, look):
    first = await begun(graph)

    again = await begun(graph, lifetime=timedelta(days=1))

    assert again == first
    assert look.rows("MATCH (u:Upload) RETURN count(u)") == [[1]]


async def test_a_request_begins_one_upload(graph, refused):
    await begun(graph)

    with refused(IdempotencyMismatch):
        await begun(graph, size=1)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"size": 0}, EmptyBlob),
        ({"size": -1}, BadInput),
        ({"size": 2**53}, BadInput),
        ({"sha256": "AB" * 32}, BadInput),
        ({"media_type": "png"}, BadInput),
        ({"media_type": "audio/mpeg"}, MediaTypeMismatch),
        ({"kind": Kind.JSON, "media_type": "text/plain"}, MediaTypeMismatch),
        ({"request_id": ""}, BadInput),
    ],
)
async def test_an_upload_that_cannot_be_is_refused(graph, refused, wrong, error):
    with refused(error):
        await begun(graph, **wrong)


@pytest.mark.parametrize("media_type", ["application/json", "application/ld+json"])
async def test_json_has_its_media_types(graph, look, media_type):
    upload = await begun(graph, kind=Kind.JSON, media_type=media_type)

    assert look.node(upload.upload_id)["media_type"] == media_type


async def test_an_upload_that_is_over_or_of_somebody_else_is_not_usable(graph, look):
    upload = await begun(graph, actor="ada")
    with pytest.raises(UploadExpired):
        await usable_upload(graph, upload_id=upload.upload_id, actor="eve")
    with pytest.raises(UploadExpired):
        await usable_upload(graph, upload_id=NOBODY, actor="ada")
    with pytest.raises(BadInput):
        await usable_upload(graph, upload_id="../x", actor="ada")

    look.rows("MATCH (u:Upload) SET u.expires_at = datetime() - duration({seconds: 1})")

    with pytest.raises(UploadExpired):
        await usable_upload(graph, upload_id=upload.upload_id, actor="ada")
