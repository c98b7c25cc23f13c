"""A media type has one name, whatever tools call it, and files of it have an extension."""

from __future__ import annotations

from itertools import chain

import pytest

from app.blobs import presented, sniff
from app.domain import media_types
from app.domain.artifacts import Kind, check_media_type_of
from app.domain.media_types import registered, with_extension
from app.domain.values import checked_media_type
from app.errors import MediaTypeMismatch

ALL = media_types._OTHER_NAMES


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("image/jpg", "image/jpeg"),
        ("image/x-png", "image/png"),
        ("image/x-ms-bmp", "image/bmp"),
        ("audio/mp3", "audio/mpeg"),
        ("audio/x-wav", "audio/wav"),
        ("audio/vnd.wave", "audio/wav"),
        ("audio/x-m4a", "audio/mp4"),
        ("audio/x-flac", "audio/flac"),
        ("video/x-matroska", "video/matroska"),
        ("video/mov", "video/quicktime"),
        ("text/x-markdown", "text/markdown"),
        ("application/x-zip-compressed", "application/zip"),
        ("application/x-yaml", "application/yaml"),
        ("image/png", "image/png"),
        ("image/x-sketch", "image/x-sketch"),
    ],
)
def test_what_tools_say_is_taken_for_what_they_mean(said: str, meant: str) -> None:
    assert checked_media_type(said) == meant


def test_a_name_means_one_type_of_its_own_top_level_type() -> None:
    others = list(chain(*ALL.values()))

    assert len(others) == len(set(others))
    assert not ALL.keys() & set(others)
    assert [name for name in others if checked_media_type(name) == name] == []
    assert [name for name in others if name.split("/")[0] != registered(name).split("/")[0]] == []


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("image/png", "IMAGE"),
        ("image/svg+xml", "IMAGE"),
        ("image/x-exr", "IMAGE"),
        ("image/vnd.adobe.photoshop", "IMAGE"),
        ("image/x-psd", "IMAGE"),
        ("audio/wav", "AUDIO"),
        ("video/x-matroska", "VIDEO"),
        ("text/yaml", "TEXT"),
        ("text/html", "TEXT"),
        ("application/json", "JSON"),
        ("model/gltf+json", "JSON"),
        ("image/x-sketch+json", "IMAGE or JSON"),
        ("application/pdf", "DATA"),
        ("application/zip", "DATA"),
        ("application/octet-stream", "DATA"),
        ("application/yaml", "DATA"),
        ("application/jsonl", "DATA"),
        ("application/x-ndjson", "DATA"),
        ("application/javascript", "DATA"),
        ("application/xhtml+xml", "DATA"),
        ("model/gltf-binary", "DATA"),
        ("font/woff2", "DATA"),
        ("imagery/png", "DATA"),
    ],
)
def test_each_media_type_has_its_kind_and_another_is_told_which(said: str, kind: str) -> None:
    media_type, right = checked_media_type(said), kind.split(" or ")

    for name in right:
        check_media_type_of(Kind[name], media_type)
    for other in Kind:
        if other.name not in right:
            with pytest.raises(MediaTypeMismatch) as raised:
                check_media_type_of(other, media_type)
            assert raised.value.message == (
                f"{media_type} is a media type of the kind {kind}, not {other.name}"
            )


def test_what_is_looked_at_or_shown_goes_by_its_one_name_and_has_an_extension() -> None:
    known = presented._SHOWN | sniff._SIGNATURES.keys()

    assert {registered(name) for name in known} == known
    assert known | ALL.keys() <= media_types._EXTENSIONS.keys()


@pytest.mark.parametrize(
    ("name", "media_type", "file"),
    [
        ("Cover, night", "image/png", "Cover, night.png"),
        ("Cover, night.png", "image/png", "Cover, night.png"),
        ("Cover.JPEG", "image/jpeg", "Cover.JPEG"),
        ("Cover.png", "image/jpeg", "Cover.png.jpg"),
        ("invoice.exe", "image/png", "invoice.exe.png"),
        ("song", "audio/x-wav", "song.wav"),
        ("Dr. Fox", "text/markdown", "Dr. Fox.md"),
        ("scene", "model/gltf+json", "scene.json"),
        ("places.geojson", "application/geo+json", "places.geojson"),
        ("sketch", "image/x-sketch", "sketch"),
        ("light.exr", "image/x-exr", "light.exr"),
        ("fox", "model/gltf-binary", "fox.glb"),
        ("weights.npz", "application/zip", "weights.npz"),
        ("weights.safetensors", "application/octet-stream", "weights.safetensors"),
        ("report", "application/pdf", "report.pdf"),
    ],
)
def test_a_file_ends_in_an_extension_of_its_type(name: str, media_type: str, file: str) -> None:
    assert with_extension(name, media_type) == file
