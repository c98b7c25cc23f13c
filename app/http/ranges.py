"""Parts of content, and content that a client has already (RFC 9110, sections 13 and 14)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.datastructures import Headers

_RANGE = re.compile(r"bytes=[ \t]*(\d*)-(\d*)[ \t]*", re.ASCII | re.IGNORECASE)
_TAG = re.compile(r'(?:W/)?("[^"]*")')


class Unsatisfiable(Exception):
    """The range lies beyond the end of the content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The bytes of a content from `start`, `length` of them, out of `size`."""

    start: int
    length: int
    size: int

    @property
    def whole(self) -> bool:
        """Whether these are all of its bytes."""
        return self.length == self.size

    @property
    def content_range(self) -> str:
        """The value of Content-Range."""
        return f"bytes {self.start}-{self.start + self.length - 1}/{self.size}"


def known_already(headers: Headers, etag: str) -> bool:
    """Whether the client has what the tag names: If-None-Match, compared weakly."""
    tags = ", ".join(headers.getlist("if-none-match"))
    return tags.strip() == "*" or etag in _TAG.findall(tags)


def asked_part(headers: Headers, etag: str, size: int) -> Part | None:
    """The range that the client asks for; None when it is to get everything.

    That is so without a Range, with one that is malformed, of another unit or of many parts, and
    with an If-Range that is not this tag. Raises Unsatisfiable.
    """
    match = _RANGE.fullmatch(headers.get("range", ""))
    if match is None or headers.get("if-range", etag) != etag:
        return None
    first, last = (_number(digits) if digits else None for digits in match.groups())
    if first is None and last is None:
        return None
    if first is None:
        start, end = max(size - (last or 0), 0), size
    elif last is not None and last < first:
        return None
    else:
        start, end = first, size if last is None else min(last + 1, size)
    if start >= end:
        raise Unsatisfiable
    return Part(start=start, length=end - start, size=size)


def _number(digits: str) -> int:
    """The number, as far as a size can go: of a larger one its first twenty digits."""
    return int(digits.lstrip("0")[:20] or 0)
