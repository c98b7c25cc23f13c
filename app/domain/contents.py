"""The content of a new artifact: bytes that came with the request, or an upload."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.json_values import json_bytes
from app.errors import BadInput

INLINE_BYTES = 1024**2
"""How many bytes content may have that comes with the request itself: 1 MiB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Where the bytes of a new artifact are: here, or in an upload."""

    data: bytes = b""
    upload_id: str | None = None


def text_content(text: str) -> Content:
    """Text in UTF-8; BadInput when it is too much, or no Unicode."""
    try:
        return inline_content(text.encode())
    except UnicodeEncodeError:
        raise BadInput("text must be valid Unicode, without lone surrogates") from None


def json_content(value: object) -> Content:
    """A JSON value in UTF-8; BadInput when it is too much, or no JSON."""
    return Content(data=json_bytes(value, "json", most=INLINE_BYTES))


def inline_content(data: bytes) -> Content:
    """Bytes that came with the request; BadInput when they are too many."""
    if len(data) > INLINE_BYTES:
        raise BadInput(f"inline content may have {INLINE_BYTES} bytes, not {len(data)}: upload it")
    return Content(data=data)
