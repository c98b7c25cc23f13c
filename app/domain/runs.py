"""How a run, or a step of one, comes to its end."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType


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
