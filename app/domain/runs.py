"""How a run, or a step of one, comes to its end.

A run and its steps end together. A run is COMPLETED only when all of its steps have ended. With a
run that is FAILED or CANCELLED, those of its steps that have not ended are CANCELLED, at the moment
of its end. A run that has ended takes no more steps, and none of them starts. What its steps made
may still come: artifacts are registered, linked and related whatever the status of the run.

What has FAILED or was CANCELLED can be tried again, by a new run or step that is its retry. A step
is tried again in its own run, or in a run that tries that run again, directly or through others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from app.domain.values import BIG_INT_MAX, checked_count, checked_prose
from app.errors import BadInput, IllegalState, IllegalTransition


class Status(StrEnum):
    """How far a run or a step has come."""

    PENDING = "pending"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


FINAL = frozenset({Status.COMPLETED, Status.FAILED, Status.CANCELLED})
"""The statuses in which nothing more happens."""

UNFINISHED = frozenset(Status) - FINAL
"""The statuses of what has not ended."""

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


RETRIED = frozenset({Status.FAILED, Status.CANCELLED})
"""The statuses in which something can be tried again."""


def refuse_retry(noun: str, status: Status) -> None:
    """Raises IllegalState for a retry of what did not fail and was not cancelled."""
    if status not in RETRIED:
        raise IllegalState(
            f"only a {noun} that FAILED or was CANCELLED can be tried again, and this one is"
            f" {status.name}"
        )


def refuse_unfinished(count: int, steps: Sequence[Mapping[str, Any]]) -> None:
    """Raises IllegalState when so many steps of a run that is to be COMPLETED have not ended.

    `steps` are some of them, by name and id.
    """
    if count:
        named = ", ".join(f"{step['name']} ({step['id']})" for step in steps)
        more = f" and {count - len(steps)} more" if count > len(steps) else ""
        raise IllegalState(
            f"the run has steps that have not ended: {named}{more}. Finish them first."
        )


def refuse_unfinished_of_ended(run: Status, step: Status) -> None:
    """Raises BadInput for a step that has not ended, in a run that has."""
    if run in FINAL and step in UNFINISHED:
        raise BadInput(
            f"the run is {run.name}, so the step must have ended too: status must be COMPLETED,"
            f" FAILED or CANCELLED, not {step.name}"
        )


def cancelled_with(run_finished_at: str | None, started_at: str | None) -> dict[str, Any]:
    """What a step becomes that had not ended when its run did; times are texts in UTC.

    It ends when the run ended, or when it started, if somebody has recorded a later time for that.
    """
    late = run_finished_at and started_at and started_at[:-1] > run_finished_at[:-1]
    return {"status": Status.CANCELLED, "finished_at": started_at if late else run_finished_at}


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
