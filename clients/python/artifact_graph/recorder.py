"""What both clients share: how it is decided whether something is recorded now, later, or not."""

from __future__ import annotations

import logging
import os
import weakref
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid5

from artifact_graph.api import Api, address_of
from artifact_graph.errors import may_pass
from artifact_graph.operations import Operation, Payload, perform
from artifact_graph.requests import Flow
from artifact_graph.sender import Sender, spool_folder

T = TypeVar("T")

_LOG = logging.getLogger("artifact_graph")

_NAMESPACE = UUID("b5a1c7f2-6d0e-5b1c-9a53-2f7f3c1d8e40")
"""The namespace of ids that are made from request ids (RFC 9562, section 5.5)."""

STRICT_RETRY_FOR, RETRY_FOR = 60.0, 5.0
"""For how many seconds a request is sent again: in strict mode, and where it can be kept."""

MAX_ACTOR = 256

CANCEL_SECONDS = 5.0
"""How long somebody who asked to stop is kept waiting for an answer, and for tries after that."""


def derived_id(*parts: str) -> str:
    """An id that follows from texts: the same in every process."""
    return str(uuid5(_NAMESPACE, "\n".join(parts)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a client records: the arguments of `ArtifactGraph`."""

    address: str
    strict: bool
    retry_for: float
    folder: Path
    actor: str | None
    heartbeat: float

    @classmethod
    def of(
        cls,
        address: str,
        *,
        strict: bool,
        retry_for: float | None,
        spool: str | os.PathLike[str] | None,
        actor: str | None,
        heartbeat: float,
    ) -> Options:
        """The options with their defaults; ValueError for what is no address."""
        default = STRICT_RETRY_FOR if strict else RETRY_FOR
        return cls(
            address=address_of(address),
            strict=strict,
            retry_for=default if retry_for is None else retry_for,
            folder=spool_folder() if spool is None else Path(spool).absolute(),
            actor=_checked_actor(actor),
            heartbeat=heartbeat,
        )


def _checked_actor(actor: str | None) -> str | None:
    if actor is not None and not (0 < len(actor) <= MAX_ACTOR and actor.isprintable()):
        raise ValueError(f"actor is one line of 1 to {MAX_ACTOR} characters, not {actor[:300]!r}")
    return actor


class Recorder:
    """Records operations at once, or keeps them in a file from which a thread sends them.

    A strict one raises what is refused, and Unavailable. Another never raises: what is refused is
    logged with the reason and kept in the file.
    """

    def __init__(self, options: Options) -> None:
        self.options = options
        headers = {} if options.actor is None else {"Artifact-Graph-Actor": options.actor}
        self.api = Api(address=options.address, retry_for=options.retry_for, headers=headers)
        self.sender = self._new_sender()
        _RECORDERS.add(self)

    def _new_sender(self) -> Sender:
        options = self.options
        return Sender(
            replace(self.api, retry_for=0.0),
            options.folder,
            heartbeat=options.heartbeat,
            patience=options.retry_for,
        )

    def after_fork(self) -> None:
        """Begins anew in a child process: threads and files are its parent's."""
        self.sender.forget()
        self.sender = self._new_sender()

    def record(
        self, operation: Operation, *, background: bool = False, hurried: bool = False
    ) -> Flow[Payload | None]:
        """Records an operation; its payload, or None when it is kept in the file.

        What waits in the file comes first, so that all is recorded in its order. A `hurried` one
        waits for the service for five seconds at most.
        """
        if background or (self.sender.waiting and not self.options.strict):
            self.sender.keep(operation)
            return None
        api = self._hurried() if hurried else self.api
        try:
            return (yield from perform(api, operation))
        except Exception as error:
            if self.options.strict:
                raise
            self._keep(operation, error)
            return None

    def _keep(self, operation: Operation, error: Exception) -> None:
        reason = str(error) or type(error).__name__
        if may_pass(error):
            if self.sender.keep(operation):
                _LOG.warning(
                    "%s does not answer. What is recorded is kept in %s, and sent when it does: %s",
                    self.options.address,
                    self.sender.path,
                    reason,
                )
        elif self.sender.keep(operation, refused=reason):
            _LOG.warning("Not recorded: %s: %s. Kept in %s", operation, reason, self.sender.path)

    def _hurried(self) -> Api:
        least = min(self.api.retry_for, CANCEL_SECONDS)
        return replace(self.api, retry_for=least, patience=CANCEL_SECONDS)

    def tolerate(self, make: Callable[[], T], otherwise: Callable[[], T]) -> T:
        """What `make` makes; when that fails for its data, the other, unless this is strict.

        A TypeError is raised: what was given is of a type that is never taken.
        """
        if self.options.strict:
            return make()
        try:
            return make()
        except TypeError:
            raise
        except Exception as error:
            _LOG.warning("Not recorded: %s", error)
            return otherwise()


_RECORDERS: weakref.WeakSet[Recorder] = weakref.WeakSet()


def _after_fork(*_: Any) -> None:
    for recorder in list(_RECORDERS):
        recorder.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
