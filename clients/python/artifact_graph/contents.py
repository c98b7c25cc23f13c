"""The content of an artifact: its bytes, what they are, and whether they come with the request."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from mimetypes import MimeTypes
from numbers import Number
from os import PathLike
from pathlib import Path
from typing import IO, Any, BinaryIO, Protocol, TypeAlias, Union, cast, get_args

from artifact_graph.errors import BadInput
from artifact_graph.json_values import Json, as_json
from artifact_graph.records import Kind

INLINE_BYTES = 1024**2
"""How many bytes may come with the request itself: 1 MiB."""

OCTET_STREAM = "application/octet-stream"
"""The media type of bytes of which nothing is known (RFC 2046, section 4.5.1)."""

_MEDIA_TYPES = MimeTypes(filenames=())
"""What Python knows, without the tables of the machine, and formats that not every version has."""

for _media_type, _suffixes in {
    "application/jsonl": ".jsonl .ndjson",
    "application/octet-stream": ".ckpt .npy .npz .pt .pth .safetensors",
    "application/yaml": ".yaml .yml",
    "audio/flac": ".flac",
    "audio/mp4": ".m4a",
    "audio/ogg": ".ogg .opus",
    "audio/wav": ".wav",
    "image/avif": ".avif",
    "image/vnd.adobe.photoshop": ".psd",
    "image/webp": ".webp",
    "image/x-exr": ".exr",
    "model/gltf+json": ".gltf",
    "model/gltf-binary": ".glb",
    "text/markdown": ".md",
    "text/vtt": ".vtt",
    "video/webm": ".webm",
    "video/x-matroska": ".mkv",
}.items():
    for _suffix in _suffixes.split():
        _MEDIA_TYPES.add_type(_media_type, _suffix)


class Image(Protocol):
    """An image of Pillow."""

    def save(self, fp: IO[bytes], format: str | None = None) -> None: ...  # noqa: D102


ContentSource: TypeAlias = Union[
    bytes,
    bytearray,
    memoryview,
    str,
    "PathLike[str]",
    IO[bytes],
    IO[str],
    Image,
    Mapping[str, Json],
    Sequence[Json],
    float,
]
"""What content can be given as: bytes, text, a path, an open file, an image of Pillow, or what is
stored as JSON."""


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
    path: str | PathLike[str], content: ContentSource | None = None, media_type: str | None = None
) -> Content:
    """The content, or that of the file at the path; reads all of it, and keeps what is small.

    The suffix of the path tells the media type, unless that is given. TypeError when the content is
    nothing that has bytes, OSError when a file cannot be read, BadInput for text that is no UTF-8
    and for what has no JSON.
    """
    suffix = Path(path).suffix
    data, default = _bytes_of(Path(path) if content is None else content, suffix)
    known = media_type or _guessed(suffix, default)
    size, sha256 = _measured(data)
    return Content(media_type=known, kind=kind_of(known), size=size, sha256=sha256, data=data)


def kind_of(media_type: str) -> Kind:
    """The kind that has this media type (RFC 6838, section 4.2; RFC 6839, section 3.1)."""
    essence = media_type.partition(";")[0].strip().lower()
    top = essence.partition("/")[0]
    if essence == "application/json" or essence.endswith("+json"):
        return "json"
    return cast("Kind", top) if top in set(get_args(Kind)) - {"json", "data"} else "data"


def _guessed(suffix: str, default: str) -> str:
    """The media type of a file with the suffix; what is given as JSON is JSON under any name."""
    known = _MEDIA_TYPES.guess_type(f"file{suffix}")[0]
    if known is None or (default == "application/json" and kind_of(known) != "json"):
        return default
    return known


def _bytes_of(given: object, suffix: str) -> tuple[bytes | Path, str]:
    """Bytes, or the file that has them, and their media type when no suffix tells it."""
    if isinstance(given, bytes | bytearray | memoryview):
        return bytes(cast("bytes", given)), OCTET_STREAM
    if isinstance(given, str):
        return _encoded(given), "text/plain"
    if isinstance(given, PathLike):
        file = Path(cast("PathLike[str]", given))
        small = file.stat().st_size <= INLINE_BYTES
        return (file.read_bytes() if small else file.absolute()), OCTET_STREAM
    if isinstance(given, Mapping | list | tuple | Number):
        value = as_json(cast("object", given), "content")
        return json.dumps(value, ensure_ascii=False).encode(), "application/json"
    if callable(getattr(given, "read", None)):
        return _read(cast("IO[Any]", given))
    if callable(getattr(given, "save", None)) and hasattr(given, "mode"):
        return _saved(cast("Image", given), suffix)
    raise TypeError(
        f"content is a {type(given).__qualname__}: give bytes, text, a path, an open file, an image"
        " of Pillow, or a dict or list to be stored as JSON"
    )


def _read(file: IO[Any]) -> tuple[bytes, str]:
    """All of an open file, from its start where it has one."""
    if file.seekable():
        file.seek(0)
    data: object = file.read()
    return (
        (_encoded(data), "text/plain")
        if isinstance(data, str)
        else (bytes(cast("bytes", data)), OCTET_STREAM)
    )


def _saved(image: Image, suffix: str) -> tuple[bytes, str]:
    """An image in the format that the suffix names; PNG without one."""
    named = suffix.removeprefix(".").upper() or "PNG"
    format = {"JPG": "JPEG", "TIF": "TIFF"}.get(named, named)
    buffer = BytesIO()
    try:
        image.save(buffer, format=format)
    except KeyError:
        raise ValueError(f"Pillow writes no {suffix} files: name the image .png, say") from None
    media_types: dict[str, str] = sys.modules["PIL.Image"].MIME
    return buffer.getvalue(), media_types.get(format, OCTET_STREAM)


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        reason = f"the content cannot be written as UTF-8: {error}"
        raise BadInput("BAD_INPUT", reason) from error


def _measured(data: bytes | Path) -> tuple[int, str]:
    if isinstance(data, bytes):
        return len(data), hashlib.sha256(data).hexdigest()
    with data.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        return file.tell(), digest.hexdigest()
