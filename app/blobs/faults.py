"""What the S3 client raises, in the words of this service."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from xml.etree.ElementTree import ParseError

import urllib3
from minio.error import MinioException, S3Error

from app.errors import BlobMissing, CannotRun, Unavailable

_MISSING = frozenset({"NoSuchKey", "NoSuchObject", "NotFound"})
_REFUSED = frozenset({"AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch"})


class StoreRefuses(CannotRun):
    """The store does not accept the keys."""


@contextmanager
def translated() -> Generator[None]:
    """Raises BlobMissing for an object that is not there, Unavailable for a store that is not.

    StoreRefuses is for keys that the store does not accept: no retry helps.
    """
    try:
        yield
    except S3Error as error:
        if error.code in _MISSING:
            raise BlobMissing("the store does not have these bytes") from error
        if error.code in _REFUSED:
            raise StoreRefuses(
                f"The store refuses the keys ({error.code}): look at"
                " ARTIFACT_GRAPH_S3_ACCESS_KEY, ..._S3_SECRET_KEY and ..._S3_BUCKET."
            ) from error
        raise Unavailable(f"the store refuses: {error.code}") from error
    except (MinioException, ParseError, urllib3.exceptions.HTTPError, OSError) as error:
        raise Unavailable("the store does not answer; try again later") from error


@contextmanager
def already_ours() -> Generator[None]:
    """Passes over that a bucket was made by somebody else of the same account just now."""
    try:
        yield
    except S3Error as error:
        if error.code != "BucketAlreadyOwnedByYou":
            raise


@contextmanager
def copy_answered() -> Generator[None]:
    """Raises Unavailable for a copy that is answered by 200 and was not made.

    S3 may begin its answer to CopyObject before it has copied, and then say in the body that it
    could not: the client looks there for the tag of the new object, in vain.
    """
    try:
        yield
    except ValueError as error:
        raise Unavailable("the store did not copy the upload; try again later") from error
