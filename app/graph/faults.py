"""What the Neo4j driver raises, in the words of this service."""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import contextmanager

from neo4j import exceptions

from app.errors import BadInput, CannotRun, DeadlineExceeded, IdTaken, TooComplex, Unavailable
from app.graph.bookmarks import NO_BOOKMARK

_MADE_JUST_NOW = "Neo.ClientError.Schema.EquivalentSchemaRuleAlreadyExists"

_NOT_UNIQUE = "Neo.ClientError.Schema.ConstraintValidationFailed"
_SAME_ID = re.compile(r"with label `\w+` and property `id` = '([^']*)'")

_TIMEOUT_CODES = (
    "Neo.ClientError.Transaction.TransactionTimedOut",
    "Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration",
    "Neo.TransientError.Transaction.LockAcquisitionTimeout",
)
_BAD_BOOKMARK_CODES = (
    "Neo.ClientError.Transaction.InvalidBookmark",
    "Neo.ClientError.Transaction.InvalidBookmarkMixture",
)
_OUT_OF_MEMORY = "Neo.TransientError.General.MemoryPoolOutOfMemoryError"
_OF_ONE_TRANSACTION = "db.memory.transaction.max"
_TOO_MANY_TRIES = "Neo.ClientError.Security.AuthenticationRateLimit"

_AWAY = (
    exceptions.ServiceUnavailable,
    exceptions.SessionExpired,
    exceptions.ConnectionPoolError,
    exceptions.UnsupportedServerProduct,
)
"""What the driver raises without a server; the rest of its own errors are about its use."""


class WrongCredentials(CannotRun):
    """The server refuses the user or the password."""


@contextmanager
def translated() -> Generator[None]:
    """Turns what the driver raises when a server is away or slow, or an id taken, into an AppError.

    What it raises where it is misused stays what it is: a bug, which is masked and logged.
    """
    try:
        yield
    except exceptions.Neo4jError as error:
        if isinstance(error, exceptions.AuthError) or error.code == _TOO_MANY_TRIES:
            raise WrongCredentials(
                "Neo4j refuses the user or the password:"
                " look at ARTIFACT_GRAPH_NEO4J_USER and ..._NEO4J_PASSWORD."
            ) from error
        if error.code in _BAD_BOOKMARK_CODES:
            raise BadInput(NO_BOOKMARK) from error
        if error.code == _NOT_UNIQUE and (taken := _SAME_ID.search(error.message or "")):
            raise IdTaken(f"the id {taken[1]} is taken already; try again") from error
        if timed_out(error):
            raise DeadlineExceeded("the graph took too long") from error
        if error.is_retryable() or error.code == _MADE_JUST_NOW:
            raise Unavailable("the graph is busy or away; try again later") from error
        raise
    except _AWAY as error:
        raise Unavailable("the graph does not answer; try again later") from error


@contextmanager
def in_memory() -> Generator[None]:
    """Raises TooComplex when a transaction needs more memory than one may have.

    The server says of this error, too, that trying again may work, and the driver would.
    """
    try:
        yield
    except exceptions.Neo4jError as error:
        if error.code == _OUT_OF_MEMORY and _OF_ONE_TRANSACTION in (error.message or ""):
            raise TooComplex("this needs more memory than one transaction may use") from error
        raise


def timed_out(error: exceptions.Neo4jError) -> bool:
    """Whether the server ended the work because it took too long."""
    return error.code in _TIMEOUT_CODES
