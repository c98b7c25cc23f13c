"""Whether bytes are what their media type says, as far as their first bytes show it.

Signatures are from the formats' own specifications, as the WHATWG MIME Sniffing Standard lists them
(https://mimesniff.spec.whatwg.org/), and from RFC 3533 (Ogg), RFC 9639 (FLAC) and RFC 6713.
"""

from __future__ import annotations

import codecs
import gc
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

import orjson

from app.domain.artifacts import Kind
from app.errors import EmptyBlob, MediaTypeMismatch

HEAD = 64
HELD = 256 * 1024
MAX_JSON = 4 * 1024**2
"""JSON of more bytes is checked as text only, since nothing else runs while it is parsed.

The worst of this length, a list of empty lists, takes 0.1 s.
"""


def _starts(*signatures: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(signatures)


def _riff(form: bytes) -> Callable[[bytes], bool]:
    return lambda head: head[:4] == b"RIFF" and head[8:12] == form


def _brand(head: bytes) -> bytes:
    """The major brand of an ISO base media file (ISO/IEC 14496-12), empty for anything else."""
    return head[8:12] if head[4:8] == b"ftyp" else b""


def _avif(head: bytes) -> bool:
    brands = [head[at : at + 4] for at in range(8, len(head), 4)] if _brand(head) else []
    return b"avif" in brands or b"avis" in brands


def _mp4(head: bytes) -> bool:
    return _brand(head) not in {b"", b"avif", b"avis", b"mif1", b"msf1", b"heic", b"heix", b"qt  "}


def _quicktime(head: bytes) -> bool:
    return _brand(head) == b"qt  " or head[4:8] in {b"moov", b"mdat", b"wide", b"free", b"skip"}


def _webm(head: bytes) -> bool:
    return head.startswith(b"\x1a\x45\xdf\xa3") and b"\x42\x82" in head and b"webm" in head


def _mpeg_audio(head: bytes) -> bool:
    """An ID3 tag, or the header of a frame: a known layer, bit rate and sample rate."""
    if head.startswith(b"ID3"):
        return True
    frame = len(head) >= 3 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0
    return frame and head[1] & 0x06 != 0 and head[2] & 0xF0 != 0xF0 and head[2] & 0x0C != 0x0C


def _aac(head: bytes) -> bool:
    return head.startswith(b"ADIF") or (
        len(head) >= 2 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0
    )


_SIGNATURES: dict[str, Callable[[bytes], bool]] = {
    "image/png": _starts(b"\x89PNG\r\n\x1a\n"),
    "image/jpeg": _starts(b"\xff\xd8\xff"),
    "image/gif": _starts(b"GIF87a", b"GIF89a"),
    "image/webp": _riff(b"WEBP"),
    "image/avif": _avif,
    "audio/wav": _riff(b"WAVE"),
    "audio/mpeg": _mpeg_audio,
    "audio/aac": _aac,
    "audio/ogg": _starts(b"OggS"),
    "audio/flac": _starts(b"fLaC"),
    "audio/mp4": _mp4,
    "audio/webm": _webm,
    "video/mp4": _mp4,
    "video/quicktime": _quicktime,
    "video/webm": _webm,
    "video/ogg": _starts(b"OggS"),
}
"""How the formats begin that are served under their own name; other formats are not looked at."""


class Inspection:
    """Counts, hashes and looks at bytes as they pass by."""

    def __init__(self, kind: Kind, media_type: str) -> None:
        self.media_type = media_type
        self._hash = sha256()
        self._head = b""
        self._json = bytearray() if kind is Kind.JSON else None
        text = kind in {Kind.TEXT, Kind.JSON}
        self._decoder = codecs.getincrementaldecoder("utf-8")() if text else None
        self.size = 0

    @property
    def sha256(self) -> str:
        """The digest of what was fed so far."""
        return self._hash.hexdigest()

    def feed(self, data: bytes) -> None:
        """Takes the next bytes; MediaTypeMismatch when text has bytes that are none."""
        self.size += len(data)
        self._hash.update(data)
        if len(self._head) < HEAD:
            self._head = (self._head + data)[:HEAD]
        if self._decoder is not None:
            self._decode(data, final=False)
        if self._json is not None and len(self._json) <= MAX_JSON:
            self._json += data

    def finish(self) -> None:
        """Says that this was all; MediaTypeMismatch when it is not what the media type says."""
        matches = _SIGNATURES.get(self.media_type)
        if matches is not None and not matches(self._head):
            raise MediaTypeMismatch(f"the content is not {self.media_type}")
        if self._decoder is not None:
            self._decode(b"", final=True)
        if self._json is not None and len(self._json) <= MAX_JSON:
            _parse(self._json)

    def _decode(self, data: bytes, *, final: bool) -> None:
        assert self._decoder is not None  # noqa: S101
        try:
            text = self._decoder.decode(data, final)
        except UnicodeDecodeError:
            raise MediaTypeMismatch("the content is not text in UTF-8") from None
        if "\0" in text:
            raise MediaTypeMismatch("the content has NUL bytes, so it is no text")


class Inspected:
    """A file that is inspected while somebody else reads it."""

    def __init__(self, file: BinaryIO, inspection: Inspection) -> None:
        self._file = file
        self.inspection = inspection

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        data = self._file.read(size)
        self.inspection.feed(data)
        return data


def inspect_file(path: Path, kind: Kind, media_type: str) -> Inspection:
    """Reads a whole file; EmptyBlob or MediaTypeMismatch when it cannot be content."""
    inspection = Inspection(kind, media_type)
    with path.open("rb") as file:
        while chunk := file.read(HELD):
            inspection.feed(chunk)
    return finished(inspection)


def finished(inspection: Inspection) -> Inspection:
    """The inspection of bytes that were fed; EmptyBlob or MediaTypeMismatch as for content."""
    if inspection.size == 0:
        raise EmptyBlob("content has at least one byte")
    inspection.finish()
    return inspection


def _parse(data: bytearray) -> None:
    """Raises MediaTypeMismatch for what is no JSON.

    The collector is paused: its search for cycles, which JSON has none of, takes several times as
    long as the parser, and the longer the more the process holds.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        orjson.loads(data)
    except orjson.JSONDecodeError:
        raise MediaTypeMismatch("the content is not JSON") from None
    finally:
        if collecting:
            gc.enable()
