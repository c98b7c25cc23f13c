"""Bytes are what their media type says, as far as their beginning shows it."""

from __future__ import annotations

import gc
from contextlib import nullcontext
from hashlib import sha256
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.blobs import sniff
from app.blobs.sniff import Inspection
from app.domain.artifacts import Kind
from app.errors import MediaTypeMismatch

REST = b"\x00\x01\x02 and the rest of it" * 4

BEGINNINGS: dict[str, list[bytes]] = {
    "image/png": [b"\x89PNG\r\n\x1a\n"],
    "image/jpeg": [b"\xff\xd8\xff\xe0\x00\x10JFIF", b"\xff\xd8\xff\xdb"],
    "image/gif": [b"GIF87a", b"GIF89a"],
    "image/webp": [b"RIFF\x24\x00\x00\x00WEBPVP8 "],
    "image/avif": [
        b"\x00\x00\x00\x20ftypavif\x00\x00\x00\x00avifmif1",
        b"\x00\x00\x00\x20ftypmif1\x00\x00\x00\x00mif1avif",
    ],
    "audio/wav": [b"RIFF\x24\x00\x00\x00WAVEfmt "],
    "audio/mpeg": [b"ID3\x04\x00", b"\xff\xfb\x90\x64", b"\xff\xf3\x48\xc4"],
    "audio/aac": [b"\xff\xf1\x50\x80", b"\xff\xf9\x50\x80", b"ADIF"],
    "audio/ogg": [b"OggS\x00\x02"],
    "audio/flac": [b"fLaC\x00\x00\x00\x22"],
    "audio/mp4": [b"\x00\x00\x00\x1cftypM4A \x00\x00\x00\x00"],
    "video/mp4": [b"\x00\x00\x00\x1cftypisom\x00\x00\x02\x00", b"\x00\x00\x00\x18ftypmp42"],
    "video/quicktime": [b"\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00", b"\x00\x00\x00\x08wide"],
    "video/webm": [b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm"],
    "video/ogg": [b"OggS\x00\x02"],
}
SAME = {
    "audio/webm": "video/webm",
}
ALIKE = [{"audio/ogg", "video/ogg"}, {"audio/mp4", "video/mp4"}]
"""Types of one container: the beginning does not tell them apart."""


def inspected(data: bytes, media_type: str, kind: Kind | None = None) -> Inspection:
    inspection = Inspection(kind or Kind(media_type.split("/")[0]), media_type)
    inspection.feed(data)
    inspection.finish()
    return inspection


def test_every_signature_has_an_example() -> None:
    assert BEGINNINGS.keys() | SAME.keys() == sniff._SIGNATURES.keys()


@pytest.mark.parametrize(
    ("media_type", "beginning"),
    [(one, beginning) for one, all_of in BEGINNINGS.items() for beginning in all_of]
    + [(name, BEGINNINGS[one][0]) for name, one in SAME.items()],
)
def test_what_begins_as_its_format_does_is_taken(media_type: str, beginning: bytes) -> None:
    assert inspected(beginning + REST, media_type).size == len(beginning + REST)


@pytest.mark.parametrize(
    ("media_type", "other"),
    [
        (one, other)
        for one, other in product(BEGINNINGS, repeat=2)
        if one != other and {one, other} not in ALIKE
    ],
)
def test_what_begins_as_another_format_does_is_refused(media_type: str, other: str) -> None:
    for beginning in BEGINNINGS[other]:
        with pytest.raises(MediaTypeMismatch):
            inspected(beginning + REST, media_type)


@pytest.mark.parametrize("media_type", [*BEGINNINGS, *SAME])
@pytest.mark.parametrize("data", [b"<html><script>", b"MZ\x90\x00", b"R", b"\xff", b"\xff\xff\xff"])
def test_what_begins_as_no_format_does_is_refused(media_type: str, data: bytes) -> None:
    with pytest.raises(MediaTypeMismatch):
        inspected(data, media_type)


def test_a_format_of_which_no_beginning_is_known_is_not_looked_at() -> None:
    assert inspected(b"anything", "image/x-sketch").size == 8
    assert inspected(b"\xff\0", "application/pdf", Kind.DATA).size == 2


@pytest.mark.parametrize("text", ["a moon", "ein Mönd 🌙", "\ufeffwith a mark", "lines\r\n\ttabs"])
def test_text_in_utf_8_is_text(text: str) -> None:
    assert inspected(text.encode(), "text/plain").size == len(text.encode())


@pytest.mark.parametrize("data", [b"\xff\xfeh\x00i\x00", b"caf\xe9", b"nul \x00", b"cut \xc3"])
def test_other_bytes_are_no_text(data: bytes) -> None:
    with pytest.raises(MediaTypeMismatch):
        inspected(data, "text/plain")


@pytest.mark.parametrize("data", [b'{"a": [1, 2.5, null]}', b'"x"', b" 1 ", b"[]"])
def test_a_json_value_is_json(data: bytes) -> None:
    assert inspected(data, "application/json", Kind.JSON).size == len(data)


@pytest.mark.parametrize(
    "data", [b"{", b"{'a': 1}", b"NaN", b"1 2", b"", b'"\xff"', b"[" * 100_000]
)
def test_what_does_not_parse_is_no_json(data: bytes) -> None:
    with pytest.raises(MediaTypeMismatch):
        inspected(data, "application/json", Kind.JSON)


def test_long_json_is_checked_as_text_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.blobs.sniff.MAX_JSON", 10)

    assert inspected(b"{not json}.", "application/json", Kind.JSON).size == 11
    with pytest.raises(MediaTypeMismatch):
        inspected(b"{not json}", "application/json", Kind.JSON)
    with pytest.raises(MediaTypeMismatch):
        inspected(b"\xff" * 11, "application/json", Kind.JSON)


@pytest.mark.parametrize("end", [b"[]]", b"[]"], ids=["json", "no json"])
def test_the_collector_rests_while_json_is_parsed_and_only_then(end: bytes) -> None:
    """Else the worst JSON holds up everything else, the longer the more the process holds."""
    inspection = Inspection(Kind.JSON, "application/json")
    inspection.feed(b"[" + b"[]," * 100_000 + end)
    collections: list[str] = []

    def note(phase: str, info: dict[str, int]) -> None:
        collections.append(phase)

    gc.callbacks.append(note)
    try:
        with nullcontext() if end == b"[]]" else pytest.raises(MediaTypeMismatch):
            inspection.finish()
    finally:
        gc.callbacks.remove(note)

    assert len(collections) < 5
    assert gc.isenabled()


@given(st.lists(st.binary(max_size=5)))
def test_bytes_that_come_in_pieces_are_counted_and_hashed_as_one(pieces: list[bytes]) -> None:
    inspection = Inspection(Kind.IMAGE, "image/x-sketch")
    for piece in pieces:
        inspection.feed(piece)

    whole = b"".join(pieces)
    assert (inspection.size, inspection.sha256) == (len(whole), sha256(whole).hexdigest())


@pytest.mark.parametrize(
    ("media_type", "data"),
    [
        ("text/plain", "ein Mönd 🌙 am Himmel".encode()),
        ("video/webm", BEGINNINGS["video/webm"][0] + REST),
    ],
)
@given(cuts=st.lists(st.integers(0, 20), max_size=4))
def test_a_beginning_that_comes_in_pieces_is_seen_as_one(
    media_type: str, data: bytes, cuts: list[int]
) -> None:
    inspection = Inspection(Kind(media_type.split("/")[0]), media_type)
    edges = [0, *sorted(cuts), len(data)]
    for start, end in pairwise(edges):
        inspection.feed(data[start:end])
    inspection.finish()

    assert inspection.size == len(data)
