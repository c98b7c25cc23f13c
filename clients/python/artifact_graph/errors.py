"""Why something was not recorded.

ArtifactGraphError       any code of the API; the classes below are those that recording can meet
├── NotFound             a story, run, step or artifact that was named does not exist
│   └── SourceNotFound
├── BadInput             a value is malformed, out of range, or out of place
├── ContentMismatch      the bytes are not what was said of them
├── Conflict             it does not fit what the graph holds now
│   └── IdempotencyMismatch, UploadExpired
├── IllegalTransition    a run or a step cannot become that from what it is
├── IllegalState         the run, or the artifact, does not allow it any more
├── KindMismatch         the artifact's kind does not fit the role
├── Unavailable          no answer in time; whether it was done is not known
└── UploadRefused        the store does not take the bytes
"""

from __future__ import annotations


class ArtifactGraphError(Exception):
    """Something was not recorded; `code` is what to branch on."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class NotFound(ArtifactGraphError):
    """What an id names does not exist."""


class SourceNotFound(NotFound):
    """A source of the new artifact does not exist."""


class BadInput(ArtifactGraphError):
    """A value is malformed, out of range, or out of place."""


class ContentMismatch(ArtifactGraphError):
    """The bytes are not what was said of them, which the code says more exactly."""


class Conflict(ArtifactGraphError):
    """It does not fit what the graph holds now."""


class IdempotencyMismatch(Conflict):
    """The request id was used before, for something else."""


class UploadExpired(Conflict):
    """The upload took too long, or was used already."""


class IllegalTransition(ArtifactGraphError):
    """A run or a step cannot become that from what it is."""


class IllegalState(ArtifactGraphError):
    """The run has ended, or the artifact's state does not allow this use of it."""


class KindMismatch(ArtifactGraphError):
    """The artifact's kind does not fit the role."""


class Unavailable(ArtifactGraphError):
    """No answer came in time; whether it was done is not known, and the same request id tells."""


class UploadRefused(ArtifactGraphError):
    """The store does not take the bytes."""


CLASSES: dict[str, type[ArtifactGraphError]] = {
    "NOT_FOUND": NotFound,
    "SOURCE_NOT_FOUND": SourceNotFound,
    "BAD_INPUT": BadInput,
    "DIGEST_MISMATCH": ContentMismatch,
    "SIZE_MISMATCH": ContentMismatch,
    "EMPTY_BLOB": ContentMismatch,
    "MEDIA_TYPE_MISMATCH": ContentMismatch,
    "SELF_RELATION": BadInput,
    "CONFLICT": Conflict,
    "CYCLE": Conflict,
    "DUPLICATE_RELATION": Conflict,
    "IDEMPOTENCY_MISMATCH": IdempotencyMismatch,
    "UPLOAD_EXPIRED": UploadExpired,
    "ILLEGAL_TRANSITION": IllegalTransition,
    "ILLEGAL_STATE": IllegalState,
    "KIND_MISMATCH": KindMismatch,
    "UNAVAILABLE": Unavailable,
    "DEADLINE_EXCEEDED": Unavailable,
    "OVERLOADED": Unavailable,
    "UPLOAD_REFUSED": UploadRefused,
}
"""The class of each code; a code that is not here is an ArtifactGraphError."""


def class_of(code: str) -> type[ArtifactGraphError]:
    """The class of the errors that have the code."""
    return CLASSES.get(code, ArtifactGraphError)


def error_of(code: str, message: str) -> ArtifactGraphError:
    """The error that the code stands for."""
    return class_of(code)(code, message)


def may_pass(error: Exception) -> bool:
    """Whether the same request may succeed later: the service was not reached or did not answer."""
    if isinstance(error, ArtifactGraphError):
        return isinstance(error, Unavailable) or error.code == "UNEXPECTED_ANSWER"
    return False
