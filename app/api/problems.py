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
        description="Machine-readable error code, such as NOT_FOUND. The file docs/errors.md of the"
        " project lists all codes; the meaning of a code never changes."
    )
    message: str = strawberry.field(
        description="What is wrong, in a sentence for people. The wording may change."
    )


@strawberry.type(
    description="NOT_FOUND: an object with a given id does not exist, or the link or relation to be"
    " removed does not exist. Check the ids; `message` names what is missing."
)
class NotFoundProblem(Problem):
    """From NotFound."""


@strawberry.type(
    description="SOURCE_NOT_FOUND: an artifact that is given as a source does not exist. Register"
    " the source first."
)
class SourceNotFoundProblem(Problem):
    """From SourceNotFound."""


@strawberry.type(
    description="BAD_INPUT: a value has the wrong form, is out of range, or does not fit another"
    " value. Correct the field that `message` names."
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
    description="The content does not match the input. `code` is DIGEST_MISMATCH (the SHA-256"
    " digest differs), SIZE_MISMATCH (the size differs), EMPTY_BLOB (there are no bytes) or"
    " MEDIA_TYPE_MISMATCH (the bytes do not fit the media type, or the media type does not belong"
    " to the kind). Correct the input, or send the right bytes."
)
class ContentProblem(Problem):
    """From ContentMismatch and its leaves."""


@strawberry.type(
    description="CONFLICT: the given `ifRev`, `expectedPrimary` or `planToken` is out of date,"
    " because the object has changed since you read it: read the object again, and decide whether"
    " to retry. Also returned when the `id` given for a new object is already in use: choose"
    " another UUID."
)
class ConflictProblem(Problem):
    """From StaleRevision, and any other Conflict that a union does not name."""


@strawberry.type(
    description="IDEMPOTENCY_MISMATCH: the `requestId` was used before with another input. Use a"
    " new `requestId`."
)
class IdempotencyMismatchProblem(Problem):
    """From IdempotencyMismatch."""


@strawberry.type(
    description="DUPLICATE_RELATION: a relation of this type between the two artifacts already"
    " exists, or is given twice in the input of `ingestRun`. Nothing needs to be done for an"
    " existing relation; in `ingestRun`, remove the relation from the input."
)
class DuplicateRelationProblem(Problem):
    """From DuplicateRelation."""


@strawberry.type(
    description="CYCLE: the relation would make an artifact its own ancestor. If the two artifacts"
    " were given in the wrong order, swap them; otherwise retract the wrong relation of `path`, and"
    " retry."
)
class CycleProblem(Problem):
    """From Cycle."""

    path: list[strawberry.ID] = strawberry.field(
        description="Ids of the artifacts on the cycle, each followed by one of its sources; the"
        " first artifact is a source of the last. New artifacts of `ingestRun` are given by their"
        " `ref`."
    )


@strawberry.type(
    description="UPLOAD_EXPIRED: the upload does not exist, has expired, was already used, was"
    " created by another actor (header `Artifact-Graph-Actor`), or no file was sent. Create a new"
    " upload with `createUpload`, and send the file."
)
class UploadExpiredProblem(Problem):
    """From UploadExpired."""


@strawberry.type(
    description="ILLEGAL_TRANSITION: the current state or status cannot change to the requested"
    " one. Read the object again: the change may have been made already."
)
class IllegalTransitionProblem(Problem):
    """From IllegalTransition."""


@strawberry.type(
    description="ILLEGAL_STATE: the state of an object does not allow the mutation, for example"
    " when an archived artifact is to be linked, or when a step is to be started in a run that has"
    " ended. `message` names the condition. Change the state first, or use another object."
)
class IllegalStateProblem(Problem):
    """From IllegalState."""


@strawberry.type(
    description="KIND_MISMATCH: the kind of the artifact does not fit the role (see StoryRole), or"
    " the kind given for a new version is not the kind of the old version. Use an artifact of the"
    " right kind."
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
