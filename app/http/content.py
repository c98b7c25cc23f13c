"""The bytes of an artifact over HTTP, by its id, such that a browser only ever shows them."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from hashlib import sha256

import structlog
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Send

from app.api.context import context_of
from app.blobs.presented import disposition, policy, served_type
from app.blobs.store import Store
from app.domain.values import checked_id
from app.errors import BadInput, NotFound, Unavailable
from app.graph.session import Graph
from app.graph.statements import CYPHER, load_statement
from app.http.ranges import Part, Unsatisfiable, asked_part, known_already
from app.http.refusals import refused

_CONTENT = load_statement(CYPHER / "Server" / "content.cypher")
_log = structlog.stdlib.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """Where the bytes are, and what they must be."""

    key: str
    sha256: str
    size: int
    media_type: str
    name: str

    @property
    def etag(self) -> str:
        return f'"{self.sha256}"'

    @property
    def headers(self) -> dict[str, str]:
        return {
            "ETag": self.etag,
            "Accept-Ranges": "bytes",
            "Cache-Control": "private, max-age=31536000, immutable",
            "Content-Type": served_type(self.media_type),
            "Content-Disposition": disposition(self.name, self.media_type),
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": policy(self.media_type),
        }


class _Corrupt(Exception):
    """The store has other bytes than it was given."""


async def content(request: Request) -> Response:
    """Serves the bytes of an artifact, or the range of them that is asked for.

    An answer of all bytes never ends well unless they have the artifact's length and digest: else
    the connection breaks before the last of them. Raises BadInput, NotFound, Unavailable.
    """
    found = await _find(context_of(request).graph, request.path_params["id"])
    if known_already(request.headers, found.etag):
        return Response(status_code=304, headers=found.headers)
    return await _answer(request, request.state.store, found)


async def _find(graph: Graph, artifact_id: str) -> _Found:
    rows = await graph.rows(_CONTENT, artifact_id=checked_id(artifact_id))
    if not rows:
        raise NotFound(f"there is no artifact {artifact_id} with content")
    return _Found(**rows[0])


def _asked_part(request: Request, found: _Found) -> Part | None:
    if request.method != "GET":
        return None  # RFC 9110, section 14.2: ranges are of GET only.
    return asked_part(request.headers, found.etag, found.size)


async def _answer(request: Request, store: Store, found: _Found) -> Response:
    try:
        part = _asked_part(request, found)
    except Unsatisfiable:
        headers = {"Content-Range": f"bytes */{found.size}", "Cache-Control": "no-store"}
        message = f"the content has {found.size} bytes"
        return refused(416, message, BadInput.code, headers=headers)
    sent = part or Part(start=0, length=found.size, size=found.size)
    headers = {**found.headers, "Content-Length": str(sent.length)}
    status = 200
    if part is not None:
        status, headers["Content-Range"] = 206, part.content_range
    if request.method == "HEAD":
        if await store.size(found.key) != found.size:
            _log.error("content has another length", key=found.key)
            raise Unavailable("the store has other bytes than it was given")
        return Response(status_code=status, headers=headers)
    chunks = _checked(store, found, sent)
    await anext(chunks)
    return _Bytes(chunks, status, headers)


async def _checked(store: Store, found: _Found, part: Part) -> AsyncGenerator[bytes]:
    """The bytes, each chunk only when the next one is there and the last only when all are right.

    The first item is empty: it comes when the store has begun to answer. Raises _Corrupt.
    """
    length = 0 if part.whole else part.length
    async with aclosing(store.open(found.key, offset=part.start, length=length)) as chunks:
        held = await anext(chunks, b"")
        yield b""
        digest, count = sha256(held), len(held)
        async for chunk in chunks:
            count += len(chunk)
            if count > part.length:
                break
            yield held
            digest.update(chunk)
            held = chunk
    if count != part.length or (part.whole and digest.hexdigest() != found.sha256):
        raise _Corrupt(found.key)
    yield held


class _Bytes(StreamingResponse):
    """An answer that is left unfinished when the bytes turn out to be wrong or do not come.

    A server closes the connection then, so the client counts fewer bytes than Content-Length said.
    """

    def __init__(self, rest: AsyncGenerator[bytes], status: int, headers: dict[str, str]) -> None:
        super().__init__(rest, status, headers)
        self._rest = rest

    async def stream_response(self, send: Send) -> None:
        """Sends the bytes."""
        async with aclosing(self._rest):
            try:
                await super().stream_response(send)
            except (_Corrupt, Unavailable) as error:
                _log.error("content was cut short", exc_info=error)
