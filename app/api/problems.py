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


@strawberry.interface(description="Expected failure of a mutation. Nothing was changed.")
class Problem:
    """What every problem has."""

    code: str = strawberry.field(
        description="Error code for programs to decide by, such as NOT_FOUND. The file"
        " docs/errors.md of the project lists all codes; none changes its meaning."
    )
    message: str = strawberry.field(
        description="What is wrong, in a sentence for people. The wording may change."
    )


@strawberry.type(
    description="NOT_FOUND: there is no object with one of the given ids, or no such link or"
    " relation. Check the ids."
)
class NotFoundProblem(Problem):
    """From NotFound."""


@strawberry.type(
    description="SOURCE_NOT_FOUND: one of the `sources` of the new artifact does not exist."
    " Register the source first."
)
class SourceNotFoundProblem(Problem):
    """From SourceNotFound."""


@strawberry.type(
    description="BAD_INPUT: a value has the wrong form, is out of range, or does not fit another"
    " value. Correct the field that the message names."
)
class BadInputProblem(Problem):
    """From BadInput."""


@strawberry.type(
    description="SELF_RELATION: the relation would lead from an artifact to itself. Give two"
    " different artifacts."
)
class SelfRelationProblem(Problem):
    """From SelfRelation."""


@strawberry.type(
    description="DIGEST_MISMATCH, SIZE_MISMATCH, EMPTY_BLOB or MEDIA_TYPE_MISMATCH: the content"
    " has another digest, size or media type than the input says, or no bytes, or the media type"
    " does not fit the kind. Correct the input, or send the right bytes."
)
class ContentProblem(Problem):
    """From ContentMismatch and its leaves."""


@strawberry.type(
    description="CONFLICT: the object was changed since it was read, so that `ifRev`,"
    " `expectedPrimary` or `planToken` no longer holds; read it again, and decide anew. Or the `id`"
    " that was chosen for something new is taken already; choose another."
)
class ConflictProblem(Problem):
    """From StaleRevision, and any other Conflict that a union does not name."""


@strawberry.type(
    description="IDEMPOTENCY_MISMATCH: the `requestId` was used before with another input. Use a"
    " new one for a new request."
)
class IdempotencyMismatchProblem(Problem):
    """From IdempotencyMismatch."""


@strawberry.type(
    description="DUPLICATE_RELATION: the two artifacts already have a relation of this type. Leave"
    " it out."
)
class DuplicateRelationProblem(Problem):
    """From DuplicateRelation."""


@strawberry.type(
    description="CYCLE: the relation would make an artifact its own ancestor. Swap its ends, or"
    " retract a relation of `path` that is wrong."
)
class CycleProblem(Problem):
    """From Cycle."""

    path: list[strawberry.ID] = strawberry.field(
        description="Ids of the artifacts of the cycle that the relation would close, in order."
    )


@strawberry.type(
    description="UPLOAD_EXPIRED: the upload has expired, was used by another artifact, was begun by"
    " another actor, or no bytes arrived. Begin a new one with `createUpload`."
)
class UploadExpiredProblem(Problem):
    """From UploadExpired."""


@strawberry.type(
    description="ILLEGAL_TRANSITION: the current state or status cannot change to the requested"
    " one. Read it again; perhaps the change was made already."
)
class IllegalTransitionProblem(Problem):
    """From IllegalTransition."""


@strawberry.type(
    description="ILLEGAL_STATE: another condition is not met, such as linking an archived"
    " artifact, or starting a step of a run that has ended. The message says which."
)
class IllegalStateProblem(Problem):
    """From IllegalState."""


@strawberry.type(
    description="KIND_MISMATCH: the kind of the artifact does not fit the role, or differs from"
    " the kind of the version that it revises. Give an artifact of the right kind."
)
class KindMismatchProblem(Problem):
    """From KindMismatch."""


@strawberry.type(
    description="IN_USE: the artifact is the primary of a role of a story. Set another primary"
    " first, or pass `releasePrimaries`."
)
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
