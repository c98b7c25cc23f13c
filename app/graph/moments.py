"""Moments as Neo4j has them: with nine digits, of which `datetime` of Python holds six."""

from __future__ import annotations

from datetime import UTC, datetime

from neo4j.time import DateTime

from app.domain.values import checked_moment


def moment_text(value: object) -> str:
    """The text of a moment, for orjson's `default`, which asks for that of any other value, too."""
    if isinstance(value, DateTime):
        return value.iso_format()
    raise TypeError(f"{type(value).__name__} is no moment")


def moment_of(text: str, field: str) -> DateTime:
    """The moment in UTC that a text says (RFC 3339, section 5.6). Raises BadInput."""
    seconds, _, digits = checked_moment(text, field).removesuffix("Z").partition(".")
    parts = datetime.fromisoformat(seconds).timetuple()[:6]
    return DateTime(*parts, nanosecond=int(digits.ljust(9, "0")), tzinfo=UTC)
