"""The history of stories, runs and artifacts in the schema."""

from __future__ import annotations

from datetime import datetime

import strawberry

from app.api.crossings import prop
from app.api.enums import EventKind
from app.api.scalars import JSON


@strawberry.type(description="One change of a story, a run or an artifact.")
class Event:
    """What happened, when, and what it changed."""

    kind: EventKind = prop("What happened.")
    at: datetime = prop("When it happened.")
    actor: str = prop("Who did it.")
    before: JSON = prop("What changed, as it was.")
    after: JSON = prop("What changed, as it became.")
    reason: str | None = prop("Why, in the words of who did it.")
