"""What a store, or a gateway before it, answers in no form that S3 has, is a fault of the store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from uuid import uuid4

import pytest

from app.blobs.store import Store
from app.domain.artifacts import Kind
from app.errors import Unavailable
from app.settings import Settings

pytestmark = [pytest.mark.anyio, pytest.mark.releases]

FOUND = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETag: x\r\nConnection: close\r\n\r\n"
FAILED_LATE = b"<?xml version='1.0'?><Error><Code>InternalError</Code></Error>"


def answer(status: str, body: bytes) -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/xml\r\nConnection: close\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


@asynccontextmanager
async def answering(
    settings: Settings, given: bytes, *, head: bytes = FOUND, calls: list[bytes] | None = None
) -> AsyncGenerator[Store]:
    """A store that finds every object, or as `head` says, and has this one answer to all else.

    What it was asked, one item a request, is added to `calls`.
    """

    async def answers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            asked = await reader.readuntil(b"\r\n\r\n")
            if calls is not None:
                calls.append(asked)
            writer.write(head if asked.startswith(b"HEAD") else given)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(answers, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield Store(settings.model_copy(update={"s3_endpoint": f"http://127.0.0.1:{port}"}))


@pytest.mark.parametrize(
    "body", [FAILED_LATE, b"", b"<CopyObjectResult><ETag>"], ids=["error", "nothing", "cut"]
)
async def test_a_copy_that_failed_after_its_answer_began_is_no_copy(
    settings: Settings, body: bytes
) -> None:
    async with answering(settings, answer("200 OK", body)) as store:
        with pytest.raises(Unavailable):
            await store.receive(
                str(uuid4()), kind=Kind.TEXT, media_type="text/plain", size=5, sha256=None
            )


async def test_an_error_that_is_no_xml_is_an_error_all_the_same(settings: Settings) -> None:
    async with answering(settings, answer("502 Bad Gateway", b"upstream is away")) as store:
        with pytest.raises(Unavailable):
            await store.put(b"x", kind=Kind.TEXT, media_type="text/plain")
        with pytest.raises(Unavailable):
            await anext(store.open("blobs/x"))
        with pytest.raises(Unavailable):
            await store.delete("blobs/x")


async def test_a_bucket_that_somebody_else_made_just_now_is_there(settings: Settings) -> None:
    """Not every store lets an account make a bucket that it has."""
    ours = b"<Error><Code>BucketAlreadyOwnedByYou</Code></Error>"
    theirs = b"<Error><Code>BucketAlreadyExists</Code></Error>"
    missing = answer("404 Not Found", b"")

    async with answering(settings, answer("409 Conflict", ours), head=missing) as store:
        await store.ensure_bucket()
    async with answering(settings, answer("409 Conflict", theirs), head=missing) as store:
        with pytest.raises(Unavailable):
            await store.ensure_bucket()


@pytest.mark.parametrize(
    ("given", "after"),
    [
        pytest.param(b"", [b"DELE"], id="cut"),
        pytest.param(answer("503 Slow Down", b"<Error/>"), [], id="busy"),
    ],
)
async def test_a_call_that_fails_is_made_once(
    settings: Settings, given: bytes, after: list[bytes]
) -> None:
    """Who called knows how long there is to try again. What may be there is deleted."""
    calls: list[bytes] = []

    async with answering(settings, given, calls=calls) as store:
        with pytest.raises(Unavailable):
            await store.put(b"x", kind=Kind.TEXT, media_type="text/plain")

    assert [call[:4] for call in calls] == [b"PUT ", *after]
