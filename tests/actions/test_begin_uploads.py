"""Uploads that begin, and what can be known of them until they are used."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.actions.begin_uploads import UploadIntent, begin_uploads
from app.domain.artifacts import Kind
from app.errors import (
    BadInput,
    EmptyBlob,
    IdempotencyMismatch,
    MediaTypeMismatch,
    UploadExpired,
)
from app.writes.uploads import Upload, usable_upload

pytestmark = [pytest.mark.anyio, pytest.mark.releases]

NOBODY = "5f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c11"
SHA256 = "ab" * 32


HOUR = timedelta(hours=1)


def intent(request_id="upload", **more):
    known = {"kind": Kind.IMAGE, "media_type": "image/png"}
    return UploadIntent(request_id=request_id, **(known | more))


async def begun(graph, request_id="upload", *, lifetime=HOUR, actor="local", **more):
    uploads = [intent(request_id, **more)]
    [upload] = await begin_uploads(graph, uploads, lifetime=lifetime, actor=actor)
    return upload


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


async def test_a_batch_begins_its_uploads_in_their_order(graph, look):
    batch = [intent(f"upload {number}", size=number) for number in range(1, 101)]

    uploads = await begin_uploads(graph, batch, lifetime=HOUR)

    sizes = [look.node(upload.upload_id)["size"] for upload in uploads]
    assert sizes == list(range(1, 101))
    assert look.rows("MATCH (u:Upload) RETURN count(u)") == [[100]]


async def test_a_retry_of_a_batch_of_a_part_or_alone_gets_the_same_uploads(graph, look):
    batch = [intent(name) for name in "cab"]
    alone = await begun(graph, "b")
    uploads = await begin_uploads(graph, batch, lifetime=HOUR)

    again = await begin_uploads(graph, batch, lifetime=HOUR)
    part = await begin_uploads(graph, [intent("a"), intent("d"), intent("c")], lifetime=HOUR)

    assert uploads[2] == alone
    assert again == uploads
    assert [part[0], part[2]] == [uploads[1], uploads[0]]
    assert await begun(graph, "c") == uploads[0]
    assert look.rows("MATCH (u:Upload) RETURN count(u)") == [[4]]


async def test_batches_that_share_requests_begin_each_upload_once(graph, look, race):
    names = [f"upload {number}" for number in range(12)]
    batches = [[intent(one) for one in (names, names[::-1])[turn % 2]] for turn in range(8)]

    answers = await race(lambda batch: begin_uploads(graph, batch, lifetime=HOUR), batches)

    assert all(sorted(map(str, one)) == sorted(map(str, answers[0])) for one in answers)
    assert look.rows("MATCH (u:Upload) RETURN count(u)") == [[12]]


@pytest.mark.parametrize(
    ("batch", "error", "message"),
    [
        ([], BadInput, "uploads must have 1 to 100 items, not 0"),
        (
            [intent(f"{number}") for number in range(101)],
            BadInput,
            "uploads must have 1 to 100 items, not 101",
        ),
        (
            [intent("a"), intent("b", size=0)],
            EmptyBlob,
            "uploads[1]: an upload has at least one byte",
        ),
        (
            [intent("a", media_type="audio/wav"), intent("b")],
            MediaTypeMismatch,
            "uploads[0]: audio/wav is a media type of the kind AUDIO, not IMAGE",
        ),
        (
            [intent("a"), intent("b"), intent("")],
            BadInput,
            "uploads[2]: requestId must have 1 to 256 characters, not 0",
        ),
        (
            [intent("a"), intent("b"), intent("a")],
            BadInput,
            "uploads[2]: another upload of the batch has the same requestId",
        ),
        (
            [intent("a"), intent("used", size=2)],
            IdempotencyMismatch,
            "uploads[1]: this requestId was used before, for something else",
        ),
        (
            [intent("used", size=2)],
            IdempotencyMismatch,
            "this requestId was used before, for something else",
        ),
    ],
)
async def test_a_batch_with_an_upload_that_cannot_be_begins_none(
    graph, refused, batch, error, message
):
    await begun(graph, "used", size=1)

    with refused(error) as raised:
        await begin_uploads(graph, batch, lifetime=HOUR)

    assert raised.value.message == message


async def test_a_batch_takes_as_many_statements_as_one_upload(graph, sent):
    await begin_uploads(graph, [intent(f"{number}") for number in range(100)], lifetime=HOUR)

    assert sent == [
        ["writes/requests/claim.cypher"],
        ["writes/uploads/create.cypher"],
        ["writes/requests/answer.cypher"],
    ]
