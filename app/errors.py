"""Every failure that a caller can expect.

AppError
├── NotFound      a thing that was named does not exist
│   └── SourceNotFound
├── Invalid       the request is wrong, whatever the graph holds
│   ├── BadInput, CursorInvalid, SelfRelation, TooComplex
│   ├── DocumentNotFound, DocumentNotTrusted, DocumentsNotNamed
│   └── ContentMismatch
│       └── DigestMismatch, SizeMismatch, EmptyBlob, MediaTypeMismatch
├── Conflict      the request does not fit what the graph holds now
│   ├── StaleRevision, IdempotencyMismatch, DuplicateRelation, Cycle
│   └── UploadExpired
├── Refused       a rule of the model forbids it
│   └── IllegalTransition, IllegalState, KindMismatch, InUse
└── Unavailable   a server does not answer, or took too long
    └── DeadlineExceeded, Overloaded, BlobMissing, FellBehind, IdTaken

A leaf's `code` is what clients branch on; it never changes. CannotRun stands apart: it ends the
program; a request that meets it is told UNAVAILABLE, and the log why.
"""

from __future__ import annotations

from typing import ClassVar


class AppError(Exception):
    """An expected failure: its message is written for the caller and holds nothing internal."""

    code: ClassVar[str]

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(AppError):
    """What an id names does not exist."""

    code = "NOT_FOUND"


class SourceNotFound(NotFound):
    """A source that a new artifact names does not exist."""

    code = "SOURCE_NOT_FOUND"


class Invalid(AppError):
    """The request is wrong, whatever the graph holds."""

    code = "BAD_INPUT"


class BadInput(Invalid):
    """A value is malformed, out of range, or does not belong to what it is used with."""


class CursorInvalid(Invalid):
    """A cursor is malformed, or was made by another field, order or filter."""

    code = "CURSOR_INVALID"


class TooComplex(Invalid):
    """The query crosses the graph in too many places, or needs too much memory."""

    code = "TOO_COMPLEX"


class DocumentNotFound(Invalid):
    """No document that the service knows has that digest.

    Code and message are those by which clients of Apollo and urql know that they must send the text
    (Apollo Server, "Automatic persisted queries").
    """

    code = "PERSISTED_QUERY_NOT_FOUND"

    def __init__(self) -> None:
        super().__init__("PersistedQueryNotFound")


class DocumentsNotNamed(Invalid):
    """Requests must hold their text here; the same clients stop sending digests when told so."""

    code = "PERSISTED_QUERY_NOT_SUPPORTED"

    def __init__(self) -> None:
        super().__init__("PersistedQueryNotSupported")


class DocumentNotTrusted(Invalid):
    """The document is none of those that the service answers."""

    code = "DOCUMENT_NOT_TRUSTED"


class SelfRelation(Invalid):
    """An artifact cannot be made from itself."""

    code = "SELF_RELATION"


class ContentMismatch(Invalid):
    """The bytes are not what was said of them."""


class DigestMismatch(ContentMismatch):
    """The bytes do not have the digest that the caller stated."""

    code = "DIGEST_MISMATCH"


class SizeMismatch(ContentMismatch):
    """The bytes do not have the length that the caller stated."""

    code = "SIZE_MISMATCH"


class EmptyBlob(ContentMismatch):
    """An artifact's content has at least one byte."""

    code = "EMPTY_BLOB"


class MediaTypeMismatch(ContentMismatch):
    """The bytes are not what the media type says, or the media type is not of the kind."""

    code = "MEDIA_TYPE_MISMATCH"


class Conflict(AppError):
    """The request does not fit what the graph holds now."""

    code = "CONFLICT"


class StaleRevision(Conflict):
    """The thing has changed since the caller read it."""


class IdempotencyMismatch(Conflict):
    """The request id was used before, for something else."""

    code = "IDEMPOTENCY_MISMATCH"


class DuplicateRelation(Conflict):
    """The two artifacts have a relation of this type already."""

    code = "DUPLICATE_RELATION"


class Cycle(Conflict):
    """The relation would make an artifact its own ancestor; `path` is the way back, as ids."""

    code = "CYCLE"

    def __init__(self, message: str, path: list[str]) -> None:
        super().__init__(message)
        self.path = path


class UploadExpired(Conflict):
    """The upload is over: too late, used already, or never begun."""

    code = "UPLOAD_EXPIRED"


class Refused(AppError):
    """A rule of the model forbids it."""


class IllegalTransition(Refused):
    """The state or status cannot become that from what it is."""

    code = "ILLEGAL_TRANSITION"


class IllegalState(Refused):
    """What the artifact or the run is now does not allow this use of it."""

    code = "ILLEGAL_STATE"


class KindMismatch(Refused):
    """The artifact's kind does not fit the role, or the old version's kind is another one."""

    code = "KIND_MISMATCH"


class InUse(Refused):
    """The artifact is the primary of a story's role."""

    code = "IN_USE"


class Unavailable(AppError):
    """A server that this service needs does not answer; trying again later may work."""

    code = "UNAVAILABLE"


class DeadlineExceeded(Unavailable):
    """The work was ended because it took too long.

    A message that ends in "nothing was changed" is of a write that was undone.
    """

    code = "DEADLINE_EXCEEDED"


class Overloaded(Unavailable):
    """Too many requests are at work and wait; this one was not begun."""

    code = "OVERLOADED"


class BlobMissing(Unavailable):
    """The store does not have the bytes that the graph names."""

    code = "BLOB_MISSING"


class FellBehind(Unavailable):
    """A watcher took changes more slowly than they came; going on after the last cursor works."""

    code = "FELL_BEHIND"


class IdTaken(Unavailable):
    """The id of something new is that of something else, of whatever type."""


class CannotRun(Exception):
    """The program cannot go on; the message is a sentence for whoever started it."""
