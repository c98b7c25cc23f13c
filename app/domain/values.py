"""Checks of the values that callers send, each with the limit that it holds.

Every function returns the value, in the form that is stored, or raises BadInput naming the field.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from app.domain.media_types import registered
from app.errors import BadInput

NAME_LENGTH = 256
TEXT_LENGTH = 65_536
PROSE_LENGTH = 1_048_576
"""How long a prompt or an error may be: what models and tools write, whole."""

INT_MAX = 2**31 - 1
BIG_INT_MAX = 2**53 - 1

Sent = TypeVar("Sent")
Kept = TypeVar("Kept")

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}")
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]{1,9}))?(Z|[+-][0-9]{2}:[0-9]{2})"
)
_NIL = "00000000-0000-0000-0000-000000000000"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def checked_id(value: str, field: str = "id") -> str:
    """A UUID in its canonical lowercase form (RFC 9562, section 4), and not the nil UUID."""
    if _ID.fullmatch(value) is None or value == _NIL:
        raise BadInput(
            f"{field} must be a UUID in lowercase, like 5f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c11"
        )
    return value


def checked_sha256(value: str, field: str = "sha256") -> str:
    """A SHA-256 digest as 64 lowercase hexadecimal digits."""
    if _SHA256.fullmatch(value) is None:
        raise BadInput(f"{field} must be 64 lowercase hexadecimal digits")
    return value


def checked_name(value: str, field: str = "name") -> str:
    """One line of 1 to 256 characters, without control characters."""
    if not 1 <= len(value) <= NAME_LENGTH:
        raise BadInput(f"{field} must have 1 to {NAME_LENGTH} characters, not {len(value)}")
    _refuse_surrogates(value, field)
    if _CONTROL.search(value):
        raise BadInput(f"{field} must not contain control characters")
    return value


def checked_text(value: str, field: str, *, limit: int = TEXT_LENGTH) -> str:
    """Text of any number of lines, up to `limit` characters.

    It keeps them all, control characters too, but NUL, which much software takes for the end of a
    text: it becomes U+2400, the symbol for it.
    """
    if len(value) > limit:
        raise BadInput(f"{field} must have at most {limit} characters, not {len(value)}")
    _refuse_surrogates(value, field)
    return value.replace("\0", "\u2400")


def checked_prose(value: str, field: str) -> str:
    """Text as `checked_text` takes it, up to 1,048,576 characters."""
    return checked_text(value, field, limit=PROSE_LENGTH)


def checked_media_type(value: str, field: str = "mediaType") -> str:
    """A media type without parameters, in lowercase (RFC 6838, section 4.2).

    It is the registered name: what tools say, such as image/jpg, is taken for what it means.
    """
    if _MEDIA_TYPE.fullmatch(value) is None:
        raise BadInput(f"{field} must be a media type in lowercase, like image/png")
    return registered(value)


def checked_count(value: int, field: str, *, least: int = 0, most: int = INT_MAX) -> int:
    """A whole number from `least` to `most`."""
    if not least <= value <= most:
        raise BadInput(f"{field} must be from {least} to {most}, not {value}")
    return value


def checked_time(value: datetime, field: str) -> datetime:
    """A moment with a zone, as UTC."""
    if value.tzinfo is None:
        raise BadInput(f"{field} must say its zone, like 2026-03-01T12:00:00Z")
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise BadInput(f"{field} must be between the years 1 and 9999") from None


def checked_moment(value: str, field: str) -> str:
    """A moment as text (RFC 3339, section 5.6), as UTC; it keeps the nanoseconds that it has."""
    match = _MOMENT.fullmatch(value)
    if match is None:
        raise BadInput(f"{field} must be a time with its zone, like 2026-03-01T12:00:00Z")
    seconds, fraction, zone = match.groups()
    try:
        moment = datetime.fromisoformat(seconds if zone == "Z" else seconds + zone)
        seconds = seconds if zone == "Z" else moment.astimezone(UTC).isoformat()[:19]
    except (ValueError, OverflowError):
        raise BadInput(f"{field} must be a time between the years 1 and 9999") from None
    digits = (fraction or "").rstrip("0")
    return f"{seconds}.{digits}Z" if digits else f"{seconds}Z"


def optional(check: Callable[[Sent, str], Kept], value: Sent | None, field: str) -> Kept | None:
    """What the check makes of a value, or None when there is none."""
    return None if value is None else check(value, field)


def _refuse_surrogates(value: str, field: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise BadInput(f"{field} must be valid Unicode, without lone surrogates") from None
