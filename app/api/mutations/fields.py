"""How inputs and mutations are declared, alike everywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import strawberry
from strawberry.extensions import FieldExtension
from strawberry.types.field import StrawberryField

from app.api.context import Context
from app.api.plans import plan_answer
from app.domain.links import UNSET, Unset

REQUEST_ID = (
    "Idempotency key: one line of 1 to 256 characters, unique in the whole service. When the same"
    " input is sent again with the same key, for example after a timeout, nothing is changed a"
    " second time, and the same object is returned. Another input with the same key returns an"
    " IdempotencyMismatchProblem. After any other problem, the key can be used again."
)

NEW_ID = (
    "Id of the new object, if the client chooses it: a UUID in lowercase. When an object of any"
    " type already has this id, the mutation returns a ConflictProblem. Default: the service"
    " generates an id."
)

PROSE = "at most 1,048,576 characters; a NUL character (U+0000) is stored as U+2400"
"""What an input says of the length of a text that models and tools write."""

JSON_LIMITS = (
    "JSON of at most 64 KiB and 32 levels of nesting, unless the service is configured otherwise."
)


POSITION = (
    "Position among the SCENE_IMAGE links of the story, from 0; allowed only for the role"
    " SCENE_IMAGE. Several links can have the same position. Default: a new link gets the position"
    " after the last one, and an existing link keeps its position."
)
"""What an input says of the position of a link."""

EXPECTED = (
    "Id of the artifact that you expect to be the primary of the role now; null when you expect the"
    " role to have no primary. When the actual primary differs, the mutation returns a"
    " ConflictProblem. When this field is omitted, nothing is checked."
)
"""What an input says of the primary that it expects a role to have."""


def expected(value: str | None) -> str | Unset | None:
    """The expected primary in the words of the domain, which knows null from nothing given."""
    return UNSET if value is strawberry.UNSET else value


def given(description: str) -> Any:
    """A field of an input that must be given."""
    return strawberry.field(description=description)


def maybe(description: str, default: Any = None) -> Any:
    """A field of an input that may be left out."""
    return strawberry.field(default=default, description=description)


def request_id() -> Any:
    """The field that makes a mutation idempotent."""
    return strawberry.field(description=REQUEST_ID)


def new_id() -> Any:
    """The field by which a client chooses the id of what it creates."""
    return maybe(NEW_ID)


def if_rev(noun: str) -> Any:
    """The field that makes a mutation refuse a thing that has changed."""
    return strawberry.field(
        default=None,
        description=f"Expected `rev` of the {noun}. When the {noun} has a different `rev`, the"
        " mutation returns a ConflictProblem. Default: no check.",
    )


def result(name: str) -> Any:
    """What makes a union of a mutation's success and problems."""
    return strawberry.union(
        name,
        description="Either the result of the mutation, or a problem; with a problem, nothing was"
        " changed.",
    )


def mutation(description: str) -> Any:
    """A mutation; nothing is done when what is asked back could not be answered."""
    return strawberry.mutation(description=description, extensions=[_AnswerableExtension()])


class _AnswerableExtension(FieldExtension):
    """Plans what is asked of the payload before the work is begun."""

    def apply(self, field: StrawberryField) -> None:
        """Describes the one argument that every mutation has."""
        for argument in field.arguments:
            argument.description = "Input of the mutation."

    async def resolve_async(
        self,
        next_: Callable[..., Any],
        source: Any,
        info: strawberry.Info[Context],
        **arguments: Any,
    ) -> Any:
        """Does the work, unless a limit, a cursor or an argument of the answer is wrong."""
        plan_answer(cast("Any", info)._raw_info)
        return await next_(source, info, **arguments)
