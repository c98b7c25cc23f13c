"""The lineage of an artifact as a file, over HTTP."""

from __future__ import annotations

from enum import Enum
from typing import TypeVar, cast

from starlette.requests import Request
from starlette.responses import Response

from app.api.context import context_of
from app.api.lineage_enums import LineageDirection, LineageFormat, LineageHop
from app.api.lineage_files import written_lineage
from app.api.schema import schema
from app.errors import BadInput, NotFound

E = TypeVar("E", bound=Enum)


async def lineage_file(request: Request) -> Response:
    """Serves the lineage in the format that the path ends in.

    The header Artifact-Graph-Incomplete says what is missing. Raises BadInput, NotFound and
    Unavailable.
    """
    written_as = _chosen(LineageFormat, request.path_params["format"], "the format")
    asked = request.query_params
    direction = asked.get("direction", LineageDirection.BOTH)
    through = [_chosen(LineageHop, one, "through") for one in asked.getlist("through")]
    made = await written_lineage(
        schema,
        context_of(request),
        request.path_params["id"],
        _chosen(LineageDirection, direction, "direction"),
        through or None,
        written_as,
    )
    if made is None:
        raise NotFound(f"there is no artifact {request.path_params['id']}")
    headers = {
        "Content-Disposition": f'attachment; filename="{made.name}"',
        "X-Content-Type-Options": "nosniff",
    }
    if not made.complete:
        missing = ", ".join(reason.name for reason in made.incomplete_because)
        headers["Artifact-Graph-Incomplete"] = missing
    return Response(made.text, headers=headers, media_type=made.media_type)


def _chosen(of: type[E], value: str, field: str) -> E:
    try:
        return of(value)
    except ValueError:
        known = ", ".join(cast("list[str]", [one.value for one in of]))
        raise BadInput(f"{field} must be one of {known}") from None
