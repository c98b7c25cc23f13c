"""How a run, or a step of one, comes to its end."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType

from app.domain.values import BIG_INT_MAX, checked_count, checked_prose
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
        raise IllegalTransition(f"a {noun} that is {before.name} cannot become {after.name}")


def checked_end(status: Status) -> Status:
    """A status in which a run or a step can end."""
    if status not in FINAL:
        raise BadInput(f"status must be COMPLETED, FAILED or CANCELLED, not {status.name}")
    return status


def checked_error(status: Status, error: str | None) -> str | None:
    """The error text that goes with a status: what failed has one, and nothing else has."""
    if status is not Status.FAILED:
        if error is not None:
            raise BadInput(f"error belongs to what failed, and the status is {status.name}")
        return None
    if not error:
        raise BadInput("error must say why it failed")
    return checked_prose(error, "error")


def require_story_or_session(story_id: str | None, session_id: str | None) -> None:
    """Raises BadInput for a run that belongs to no story and to no session."""
    if story_id is None and session_id is None:
        raise BadInput("a run belongs to a story or to a session: give storyId or sessionId")


def checked_use(
    input_tokens: int | None, output_tokens: int | None, cost_micro_usd: int | None
) -> dict[str, int | None]:
    """What a step used, by property; cost is in millionths of a dollar."""
    use = {
        "input_tokens": (input_tokens, "inputTokens"),
        "output_tokens": (output_tokens, "outputTokens"),
        "cost_micro_usd": (cost_micro_usd, "costMicroUsd"),
    }
    return {
        name: None if value is None else checked_count(value, field, most=BIG_INT_MAX)
        for name, (value, field) in use.items()
    }
