"""The lineage of an artifact as a file that other tools read: in GraphQL, and over HTTP."""

from __future__ import annotations

from enum import Enum
from typing import Any, TypeVar, cast

import strawberry
from starlette.requests import Request
from starlette.responses import Response

from app.api.context import Context, context_of
from app.api.enums import Incompleteness, LineageDirection, LineageFormat
from app.domain.drawings import FORMATS, DrawnLineage
from app.domain.values import checked_id
from app.errors import BadInput, NotFound

E = TypeVar("E", bound=Enum)

_QUERY = """
query ($id: ID!, $direction: LineageDirection!, $assessed: Boolean!) {
  artifact(id: $id) {
    ...Facts
    lineage(direction: $direction) {
      incompleteBecause
      artifacts { depth artifact { ...Facts } }
      relations { type from { id } to { id } }
    }
  }
}
fragment Facts on Artifact {
  id name kind mediaType state sha256 createdAt createdByStep { id agent }
  assessments: currentAssessments @include(if: $assessed) { kind score by note createdAt }
}
"""


@strawberry.type(description="A lineage as a file for another tool.")
class LineageFile:
    """A file, and whether all of the lineage is in it."""

    name: str = strawberry.field(description="Suggested name of the file.")
    media_type: str = strawberry.field(description="Media type of the file.")
    text: str = strawberry.field(description="Content of the file.")
    complete: bool = strawberry.field(
        description="Whether the whole lineage is in the file: false"
        " when the service's limit left some out."
    )
    incomplete_because: list[Incompleteness] = strawberry.field(
        description="Reasons why something is missing; empty when `complete` is true."
    )


async def written_lineage(
    schema: Any,
    context: Context,
    artifact_id: str,
    direction: LineageDirection,
    written_as: LineageFormat,
) -> LineageFile | None:
    """The file, or None when there is no such artifact.

    It has the artifact first, then what `lineage` tells of it. Raises BadInput, Unavailable.
    """
    variables = {
        "id": checked_id(artifact_id),
        "direction": direction.name,
        "assessed": written_as is LineageFormat.JSON,
    }
    answer = await schema.execute(_QUERY, variable_values=variables, context_value=context)
    for error in answer.errors or ():
        raise error.original_error or error
    told = answer.data["artifact"]
    if told is None:
        return None
    lineage = told["lineage"]
    others = [_facts(one["artifact"], one["depth"]) for one in lineage["artifacts"]]
    drawn = DrawnLineage(
        artifacts=[_facts(told, 0), *others],
        relations=[
            {"type": one["type"], "from": one["from"]["id"], "to": one["to"]["id"]}
            for one in lineage["relations"]
        ],
        incomplete_because=lineage["incompleteBecause"],
    )
    media_type, write = FORMATS[written_as]
    return LineageFile(
        name=f"lineage-{artifact_id}.{written_as}",
        media_type=media_type,
        text=write(drawn),
        complete=not drawn.incomplete_because,
        incomplete_because=[Incompleteness[name] for name in drawn.incomplete_because],
    )


async def lineage_file(request: Request) -> Response:
    """Serves the lineage in the format that the path ends in.

    The header Artifact-Graph-Incomplete says what is missing. Raises BadInput, NotFound and
    Unavailable.
    """
    from app.api.schema import schema

    written_as = _chosen(LineageFormat, request.path_params["format"], "the format")
    direction = request.query_params.get("direction", LineageDirection.BOTH)
    made = await written_lineage(
        schema,
        context_of(request),
        request.path_params["id"],
        _chosen(LineageDirection, direction, "direction"),
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


def _facts(artifact: dict[str, Any], depth: int) -> dict[str, Any]:
    step = artifact["createdByStep"] or {"id": None, "agent": None}
    facts = {**artifact, "depth": depth, "step": step["id"], "agent": step["agent"]}
    ours = ("lineage", "createdByStep")
    return {
        key: value for key, value in facts.items() if key not in ours and value not in (None, [])
    }


def _chosen(of: type[E], value: str, field: str) -> E:
    try:
        return of(value)
    except ValueError:
        known = ", ".join(cast("list[str]", [one.value for one in of]))
        raise BadInput(f"{field} must be one of {known}") from None
