"""What is thought of an artifact: by a reviewer or a model, of one kind, as a score."""

from __future__ import annotations

from enum import StrEnum

from app.errors import BadInput


class AssessmentKind(StrEnum):
    """What of an artifact is assessed."""

    SAFETY = "safety"
    QUALITY = "quality"
    RIGHTS = "rights"


def checked_score(value: float, field: str = "score") -> float:
    """A number from 0.0, the worst, to 1.0; NaN is none."""
    if not 0 <= value <= 1:
        raise BadInput(f"{field} must be from 0.0 to 1.0, not {value}")
    return value
