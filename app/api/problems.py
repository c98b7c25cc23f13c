"""What a mutation answers when it could not do its work, as types of the schema.

Each is made from one class of `app.errors`, by an exception handler: resolvers raise nothing and
catch nothing. A mutation's union names those that it can meet; any other goes to `errors`.
"""

from __future__ import annotations

from typing import Any, TypeVar

import strawberry

from app import errors
from app.measures import ERRORS

E = TypeVar("E", bound=errors.AppError)
P = TypeVar("P", bound="Problem")


@strawberry.interface(description="Why a mutation did nothing.")
class Problem:
    """What every problem has."""

    code: str = strawberry.field(description="What to branch on; it never changes.")
    message: str = strawberry.field(description="What is wrong, for people.")


@strawberry.type(description="NOT_FOUND: what an id names does not exist, or was removed since.")
class NotFoundProblem(Problem):
    """From NotFound."""


@strawberry.type(description="SOURCE_NOT_FOUND: a source of the new artifact does not exist.")
class SourceNotFoundProblem(Problem):
    """From SourceNotFound."""


@strawberry.type(description="BAD_INPUT: a value is malformed, out of range, or out of place.")
class BadInputProblem(Problem):
    """From BadInput."""


@strawberry.type(description="SELF_RELATION: an artifact cannot be made from itself.")
class SelfRelationProblem(Problem):
    """From SelfRelation."""


@strawberry.type(
    description="DIGEST_MISMATCH, SIZE_MISMATCH, EMPTY_BLOB or MEDIA_TYPE_MISMATCH:"
    " the bytes are not what was said of them."
)
class ContentProblem(Problem):
    """From ContentMismatch and its leaves."""


@strawberry.type(description="CONFLICT: it has changed since it was read.")
class ConflictProblem(Problem):
    """From StaleRevision, and any other Conflict that a union does not name."""


@strawberry.type(description="IDEMPOTENCY_MISMATCH: the requestId was used for something else.")
class IdempotencyMismatchProblem(Problem):
    """From IdempotencyMismatch."""


@strawberry.type(description="DUPLICATE_RELATION: the artifacts have this relation already.")
class DuplicateRelationProblem(Problem):
    """From DuplicateRelation."""


@strawberry.type(description="CYCLE: an artifact would become its own ancestor.")
class CycleProblem(Problem):
    """From Cycle."""

    path: list[strawberry.ID] = strawberry.field(
        description="The artifacts of the cycle that the relation would close, in order."
    )


@strawberry.type(description="UPLOAD_EXPIRED: the upload is over, was used, or never came.")
class UploadExpiredProblem(Problem):
    """From UploadExpired."""


@strawberry.type(description="ILLEGAL_TRANSITION: it cannot become that from what it is.")
class IllegalTransitionProblem(Problem):
    """From IllegalTransition."""


@strawberry.type(description="ILLEGAL_STATE: what it is now does not allow this use of it.")
class IllegalStateProblem(Problem):
    """From IllegalState."""


@strawberry.type(
    description="KIND_MISMATCH: the kind does not fit the role, or is not that of the old version."
)
class KindMismatchProblem(Problem):
    """From KindMismatch."""


@strawberry.type(description="IN_USE: the artifact is the primary of a story's role.")
class InUseProblem(Problem):
    """From InUse."""


# A handler takes subclasses too, and the first that fits is used: leaves stand before their base.
PROBLEMS: dict[type[errors.AppError], type[Problem]] = {
    errors.SourceNotFound: SourceNotFoundProblem,
    errors.NotFound: NotFoundProblem,
    errors.BadInput: BadInputProblem,
    errors.SelfRelation: SelfRelationProblem,
    errors.ContentMismatch: ContentProblem,
    errors.IdempotencyMismatch: IdempotencyMismatchProblem,
    errors.DuplicateRelation: DuplicateRelationProblem,
    errors.Cycle: CycleProblem,
    errors.UploadExpired: UploadExpiredProblem,
    errors.Conflict: ConflictProblem,
    errors.IllegalTransition: IllegalTransitionProblem,
    errors.IllegalState: IllegalStateProblem,
    errors.KindMismatch: KindMismatchProblem,
    errors.InUse: InUseProblem,
}


class _Handler(strawberry.ExceptionHandler[E, P]):
    """Makes one type of problem from one class of errors, where a field's union has it."""

    def __init__(self, exception_type: type[E], error_type: type[P]) -> None:
        self.exception_type = exception_type
        self.error_type = error_type

    def handle(self, exception: E, *, field: Any, info: Any) -> P:
        """The problem, with the code and the message of the error."""
        del field, info
        ERRORS.labels("problem", exception.code).inc()
        facts: dict[str, Any] = {"code": exception.code, "message": exception.message}
        if isinstance(exception, errors.Cycle):
            facts["path"] = exception.path
        return self.error_type(**facts)


def handlers() -> list[strawberry.ExceptionHandler[Any, Any]]:
    """A handler for each type of problem."""
    return [_Handler(exception, problem) for exception, problem in PROBLEMS.items()]
