"""How a run, or a step of one, comes to its end."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType

from app.domain.values import checked_text
from app.errors import BadInput, IllegalTransition


class Status(StrEnum):
    """How far a run or a step has come."""

    PENDING = "pending"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


FINAL = frozenset({Status.COMPLETED, Status.FAILED, Status.CANCELLED})
"""The statuses in which nothing more happens."""

STATUS_FROM = MappingProxyType(
    {
        Status.RUNNING: frozenset({Status.PENDING}),
        Status.COMPLETED: frozenset({Status.RUNNING}),
        Status.FAILED: frozenset({Status.PENDING, Status.RUNNING}),
        Status.CANCELLED: frozenset({Status.PENDING, Status.RUNNING}),
    }
)
"""The statuses from which each status can be reached."""


def refuse_transition(noun: str, before: Status, after: Status) -> None:
    """Raises IllegalTransition when the one status does not lead to the other."""
    if before not in STATUS_FROM.get(after, frozenset()):
        raise IllegalTransition(f"a {noun} that is {before} cannot become {after}")


def checked_end(status: Status) -> Status:
    """A status in which a run or a step can end."""
    if status not in FINAL:
        raise BadInput(f"status must be completed, failed or cancelled, not {status}")
    return status


def checked_error(status: Status, error: str | None) -> str | None:
    """The error text that goes with a status: what failed has one, and nothing else has."""
    if status is not Status.FAILED:
        if error is not None:
            raise BadInput(f"error belongs to what failed, and the status is {status}")
        return None
    if not error:
        raise BadInput("error must say why it failed")
    return checked_text(error, "error")
