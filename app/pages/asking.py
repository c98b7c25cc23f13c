"""What pages show is asked of the GraphQL schema, by documents that are files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from starlette.requests import Request

from app.api.context import context_of
from app.api.schema import schema
from app.errors import DeadlineExceeded, Unavailable

QUERIES: Mapping[str, str] = {
    path.stem: path.read_text(encoding="utf-8")
    for path in sorted((Path(__file__).parent / "queries").glob("*.graphql"))
}
"""The documents by name."""

_STATUS: Mapping[str, int] = {Unavailable.code: 503, DeadlineExceeded.code: 503, "INTERNAL": 500}


class NotShown(Exception):
    """A page cannot be shown; the message is for who looks at it."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


async def asked(request: Request, name: str, **variables: object) -> dict[str, Any]:
    """The data of the document of that name. Raises NotShown."""
    answer = cast(
        "Any",
        await schema.execute(
            QUERIES[name], variable_values=variables, context_value=context_of(request)
        ),
    )
    for error in answer.errors or ():
        raise NotShown(_STATUS.get(error.extensions["code"], 400), error.message)
    return answer.data


async def asked_one(
    request: Request, name: str, field: str | None = None, **variables: object
) -> dict[str, Any]:
    """The same for the id of the address, when there is something in the field. Raises NotShown.

    Without a field, it is the one that the document is named after.
    """
    data = await asked(request, name, id=request.path_params["id"], **variables)
    return found(data, field or name)


def found(data: dict[str, Any], field: str) -> dict[str, Any]:
    """The data, when there is something in the field of that name. Raises NotShown."""
    if data[field] is None:
        thing = field if field in QUERIES and field != "node" else "thing"
        raise NotShown(404, f"There is no {thing} with that id.")
    return data
