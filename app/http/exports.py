"""The graph as lines, over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.domain.forms import RecordType
from app.domain.values import checked_id
from app.errors import BadInput, NotFound
from app.transfer.streaming import Part, lines, part_of

MEDIA_TYPE = "application/jsonl"
_OWNERS = (RecordType.STORY, RecordType.RUN)


async def exported_lines(request: Request) -> Response:
    """Streams the whole graph, or what belongs to the `story` or the `run` of the query.

    Raises BadInput, NotFound, and Unavailable before the answer begins; a stream that the graph
    does not let end is cut off.
    """
    graph = request.state.graph
    part: Part | None = None
    if owner := _owner(request):
        of, id = owner
        part = await part_of(graph, of, id)
        if part is None:
            raise NotFound(f"there is no {of} {id}")
    pages = lines(graph, part)
    first = await anext(pages, b"")
    return StreamingResponse(
        _begun(first, pages),
        media_type=MEDIA_TYPE,
        headers={"Content-Disposition": 'attachment; filename="export.jsonl"'},
    )


def _owner(request: Request) -> tuple[RecordType, str] | None:
    query = request.query_params
    known = [of.value for of in _OWNERS]
    if set(query) - set(known) or len(query.multi_items()) > 1:
        raise BadInput("the query may have `story` or `run`, and an id for it")
    given = [(of, checked_id(query[of], of)) for of in _OWNERS if of in query]
    return given[0] if given else None


async def _begun(first: bytes, pages: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for page in pages:
        yield page
