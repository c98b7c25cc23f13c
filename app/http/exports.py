"""The graph as lines, over HTTP."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

import structlog
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Send

from app.api.context import context_of
from app.domain.forms import RecordType
from app.domain.values import checked_id
from app.errors import AppError, BadInput, NotFound
from app.transfer.streaming import Part, lines, part_of

MEDIA_TYPE = "application/jsonl"
_HEADERS = {
    "Content-Disposition": 'attachment; filename="export.jsonl"',
    "X-Content-Type-Options": "nosniff",
}
_OWNERS = (RecordType.STORY, RecordType.RUN)
_log = structlog.stdlib.get_logger()


async def exported_lines(request: Request) -> Response:
    """Streams the whole graph, or what belongs to the `story` or the `run` of the query.

    Raises BadInput, NotFound, Overloaded and Unavailable before the answer begins. A stream that
    the graph does not let end breaks off.
    """
    graph = context_of(request).graph
    part: Part | None = None
    if owner := _owner(request):
        of, id = owner
        part = await part_of(graph, of, id)
        if part is None:
            raise NotFound(f"there is no {of} {id}")
    if request.method == "HEAD":
        return Response(media_type=MEDIA_TYPE, headers=_HEADERS)
    pages = lines(graph, part)
    first = await anext(pages, b"")
    return _Lines(_begun(first, pages), media_type=MEDIA_TYPE, headers=_HEADERS)


class _Lines(StreamingResponse):
    """A stream that is left unfinished when the graph does not let it end.

    A server closes the connection then, so the client sees no last chunk.
    """

    async def stream_response(self, send: Send) -> None:
        """Sends the lines."""
        try:
            await super().stream_response(send)
        except AppError as error:
            _log.error("an export was cut short", exc_info=error)


def _owner(request: Request) -> tuple[RecordType, str] | None:
    query = request.query_params.multi_items()
    known = {of.value: of for of in _OWNERS}
    if len(query) > 1 or any(name not in known for name, _ in query):
        raise BadInput("give at most one of story=<id> and run=<id>")
    return next(((known[name], checked_id(value, name)) for name, value in query), None)


async def _begun(first: bytes, pages: AsyncGenerator[bytes]) -> AsyncIterator[bytes]:
    async with aclosing(pages):
        yield first
        async for page in pages:
            yield page
