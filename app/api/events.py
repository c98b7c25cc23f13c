"""The history of stories, runs and artifacts in the schema."""

from __future__ import annotations

from datetime import datetime

import strawberry

from app.api.crossings import prop
from app.api.enums import EventKind
from app.api.scalars import JSON


@strawberry.type(
    description="One recorded change of a story, a run or an artifact. Events are never changed or"
    " removed."
)
class Event:
    """What happened, when, and what it changed."""

    kind: EventKind = prop("Kind of change.")
    at: datetime = prop("When the change was made, in UTC.")
    actor: str = prop("Who made the change.")
    before: JSON = prop(
        "The changed properties with the values that they had before, as a JSON object."
    )
    after: JSON = prop("The changed properties with the values that they got, as a JSON object.")
    reason: str | None = prop("Reason that was given for the change; null when none was.")
