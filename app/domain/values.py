"""Checks of the values that callers send, each with the limit that it holds.

Every function returns the value, in the form that is stored, or raises BadInput naming the field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from math import isfinite
from typing import TypeVar, cast

import orjson

from app.domain.media_types import registered
from app.errors import BadInput

NAME_LENGTH = 256
TEXT_LENGTH = 65_536
METADATA_BYTES = 16 * 1024
METADATA_DEPTH = 8
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
_CONTROL_BUT_LINES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


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
    """Text of any number of lines, up to `limit` characters, without other control characters."""
    if len(value) > limit:
        raise BadInput(f"{field} must have at most {limit} characters, not {len(value)}")
    _refuse_surrogates(value, field)
    if _CONTROL_BUT_LINES.search(value):
        raise BadInput(f"{field} must not contain control characters")
    return value


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


def checked_json(value: object, field: str) -> str:
    """A JSON value as compact text: at most 16 KiB, 8 levels deep, without control characters."""
    refuse_infinity(value, field)
    _refuse_bad_json(value, field, METADATA_DEPTH)
    try:
        text = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:
        raise BadInput(f"{field} must be a JSON value with numbers of at most 64 bits") from None
    if len(text) > METADATA_BYTES:
        raise BadInput(f"{field} must have at most {METADATA_BYTES} bytes as JSON, not {len(text)}")
    return text.decode()


def refuse_infinity(value: object, field: str) -> None:
    """Raises BadInput where a JSON value has NaN or Infinity, which would be written as null."""
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, float) and not isfinite(one):
            raise BadInput(f"{field} must not contain NaN or Infinity")
        left.extend(_members(one))


def optional(check: Callable[[Sent, str], Kept], value: Sent | None, field: str) -> Kept | None:
    """What the check makes of a value, or None when there is none."""
    return None if value is None else check(value, field)


def _refuse_bad_json(value: object, field: str, levels: int) -> None:
    if isinstance(value, str):
        checked_text(value, field)
    elif isinstance(value, dict | list):
        if levels == 0:
            raise BadInput(f"{field} must be at most {METADATA_DEPTH} levels deep")
        for part in _members(cast("object", value)):
            _refuse_bad_json(part, field, levels - 1)


def _members(value: object) -> Iterator[object]:
    """The keys and values of an object, the items of an array."""
    if isinstance(value, dict):
        members = cast("dict[str, object]", value)
        yield from members
        yield from members.values()
    elif isinstance(value, list):
        yield from cast("list[object]", value)


def _refuse_surrogates(value: str, field: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise BadInput(f"{field} must be valid Unicode, without lone surrogates") from None
