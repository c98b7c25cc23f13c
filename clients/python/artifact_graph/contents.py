"""The bytes of an artifact: what they are, and whether they are sent inline or uploaded."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from io import BytesIO
from mimetypes import MimeTypes
from os import PathLike
from pathlib import Path
from typing import BinaryIO, cast

from artifact_graph.errors import error_of
from artifact_graph.records import Kind

INLINE_BYTES = 1024**2
"""How many bytes may come with the request itself: 1 MiB."""

_MEDIA_TYPES = MimeTypes(filenames=())
"""What Python knows, without the tables of the machine, and formats that not every version has."""

for _media_type, _suffix in {
    "audio/flac": ".flac",
    "audio/mp4": ".m4a",
    "audio/ogg": ".ogg",
    "audio/wav": ".wav",
    "image/avif": ".avif",
    "image/webp": ".webp",
    "text/markdown": ".md",
    "text/vtt": ".vtt",
    "video/webm": ".webm",
}.items():
    _MEDIA_TYPES.add_type(_media_type, _suffix)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Bytes, in memory or in a file, with their size and digest."""

    media_type: str
    kind: Kind
    size: int
    sha256: str
    data: bytes | Path

    def open(self) -> BinaryIO:
        """The bytes from their start."""
        return BytesIO(self.data) if isinstance(self.data, bytes) else self.data.open("rb")

    @property
    def text(self) -> str | None:
        """The bytes as text that can come with the request, if they are that."""
        if self.kind not in {"text", "json"} or not isinstance(self.data, bytes):
            return None
        try:
            return self.data.decode() if self.size <= INLINE_BYTES else None
        except UnicodeDecodeError:
            return None


def content_of(
    path: str | PathLike[str], content: bytes | str | None, media_type: str | None
) -> Content:
    """The content, or that of the file; reads all of it, and keeps what is small.

    ValueError when the suffix of the file does not say what it is, OSError when it cannot be read,
    BadInput when the content is text that UTF-8 does not have.
    """
    file = Path(path)
    known = media_type or _MEDIA_TYPES.guess_type(file.name)[0]
    if known is None:
        raise ValueError(f"{file.name!r} does not say what it is: give its media_type")
    data = _bytes(content) if isinstance(content, str) else content
    if data is None and file.stat().st_size <= INLINE_BYTES:
        data = file.read_bytes()
    size, sha256 = _measured(file if data is None else data)
    return Content(
        media_type=known,
        kind=_kind_of(known),
        size=size,
        sha256=sha256,
        data=file if data is None else data,
    )


def _bytes(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise error_of("BAD_INPUT", f"the content cannot be written as UTF-8: {error}") from error


def _measured(data: bytes | Path) -> tuple[int, str]:
    if isinstance(data, bytes):
        return len(data), hashlib.sha256(data).hexdigest()
    with data.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        return file.tell(), digest.hexdigest()


def _kind_of(media_type: str) -> Kind:
    """The kind that has this media type (RFC 6838, section 4.2; RFC 6839, section 3.1)."""
    if media_type == "application/json" or media_type.endswith("+json"):
        return "json"
    kind = media_type.partition("/")[0]
    if kind not in {"image", "audio", "video", "text"}:
        raise ValueError(f"no kind of artifact has the media type {media_type}")
    return cast("Kind", kind)
