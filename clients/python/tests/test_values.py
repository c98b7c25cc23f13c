"""What content, metadata and parameters can be given as, and what each becomes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from io import BytesIO, StringIO
from pathlib import Path

import numpy
import pytest
from PIL import Image

from artifact_graph import BadInput
from artifact_graph.contents import content_of
from artifact_graph.json_values import as_json

PNG = b"\x89PNG\r\n\x1a\n"


class Style(Enum):
    GOUACHE = "gouache-3"


@dataclass
class Size:
    width: int
    height: int


def data_of(content):
    with content.open() as file:
        return file.read()


@pytest.mark.parametrize(
    ("given", "data", "media_type"),
    [
        (b"bytes", b"bytes", "application/octet-stream"),
        (bytearray(b"bytes"), b"bytes", "application/octet-stream"),
        (memoryview(b"bytes"), b"bytes", "application/octet-stream"),
        (BytesIO(b"bytes"), b"bytes", "application/octet-stream"),
        ("tëxt", "tëxt".encode(), "text/plain"),
        (StringIO("tëxt"), "tëxt".encode(), "text/plain"),
        ({"a": [1, "ë"]}, '{"a": [1, "ë"]}'.encode(), "application/json"),
        ([1, None], b"[1, null]", "application/json"),
        (numpy.int64(3), b"3", "application/json"),
        (0.5, b"0.5", "application/json"),
    ],
    ids=lambda one: type(one).__name__,
)
def test_content_without_a_suffix_is_what_it_is_given_as(given, data, media_type):
    content = content_of("thing", given)

    assert (data_of(content), content.media_type, content.size) == (data, media_type, len(data))


@pytest.mark.parametrize(
    "given", [b"bytes", "text", BytesIO(b"bytes")], ids=["bytes", "text", "file"]
)
def test_a_suffix_says_more_than_the_content(given):
    assert content_of("plan.yaml", given).media_type == "application/yaml"


def test_a_dict_is_json_under_any_name():
    assert content_of("plan.yaml", {"a": 1}).media_type == "application/json"
    assert content_of("scene.gltf", {"a": 1}).media_type == "model/gltf+json"


def test_a_file_is_read_from_its_start_whether_it_is_open_or_not(tmp_path: Path):
    path = tmp_path / "cover.png"
    path.write_bytes(PNG)
    with path.open("rb") as file:
        file.read(3)
        opened = content_of("cover.png", file)

    assert opened == content_of(path) == content_of("cover.png", path)


@pytest.mark.parametrize(
    ("name", "media_type", "first"),
    [
        ("cover.png", "image/png", PNG),
        ("cover", "image/png", PNG),
        ("cover.jpg", "image/jpeg", b"\xff\xd8"),
        ("cover.webp", "image/webp", b"RIFF"),
    ],
)
def test_an_image_of_pillow_is_saved_as_its_name_says(name, media_type, first):
    content = content_of(name, Image.new("RGB", (4, 4)))

    assert (content.media_type, content.kind) == (media_type, "image")
    assert data_of(content).startswith(first)


def test_an_image_in_a_format_that_pillow_does_not_write_is_refused():
    with pytest.raises(ValueError, match=r"Pillow writes no \.what files"):
        content_of("cover.what", Image.new("RGB", (4, 4)))


@pytest.mark.parametrize(
    "given",
    [object(), {1, 2}, numpy.zeros(3), lambda: None, Path],
    ids=lambda one: type(one).__name__,
)
def test_content_of_another_type_is_refused_by_its_name(given):
    with pytest.raises(TypeError, match=f"content is a {type(given).__qualname__}: give bytes"):
        content_of("thing", given)


VALUES = [
    ((1, 2), [1, 2]),
    (numpy.int64(3), 3),
    (numpy.float32(0.5), 0.5),
    (numpy.bool_(True), True),
    (numpy.arange(3), [0, 1, 2]),
    (Path("a") / "b", "a/b"),
    (Style.GOUACHE, "gouache-3"),
    (Size(3, 4), {"width": 3, "height": 4}),
    ({"size": (Size(1, 2),), "of": None}, {"size": [{"width": 1, "height": 2}], "of": None}),
]


@pytest.mark.parametrize(("given", "expected"), VALUES, ids=[repr(one) for one, _ in VALUES])
def test_a_value_becomes_json(given, expected):
    value = as_json(given)

    assert value == expected
    assert json.loads(json.dumps(value)) == expected


RING: list = []
RING.append(RING)
REFUSED = [
    ({"a": [0, float("nan")]}, r"metadata\.a\[1\] is nan, which JSON does not have"),
    ({"a b": numpy.float64("inf")}, r'metadata\["a b"\] is inf, which JSON does not have'),
    ({"a": "half \ud83e"}, r"metadata\.a is .* which has half of a surrogate pair"),
    ({"a": {1, 2}}, r"metadata\.a is a set, which JSON does not have"),
    ({"a": Decimal("0.1")}, r"metadata\.a is a Decimal, .*: pass it as text"),
    ({"a": {2: 3}}, r"metadata\.a has the name 2, which is no text"),
    (RING, "is nested too deeply, or contains itself"),
]


@pytest.mark.parametrize(("given", "reason"), REFUSED, ids=[reason for _, reason in REFUSED])
def test_what_has_no_json_is_named_by_its_path(given, reason):
    with pytest.raises(BadInput, match=reason):
        as_json(given, "metadata")


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000"),
        ("http://127.0.0.1:8000/graphql", "http://127.0.0.1:8000"),
        ("127.0.0.1:8000/graphql/", "http://127.0.0.1:8000"),
        ("localhost:8000", "http://localhost:8000"),
        ("https://here.example/under/graphql", "https://here.example/under"),
    ],
)
def test_an_address_may_be_written_in_several_ways(given, address):
    from artifact_graph.api import address_of

    assert address_of(given) == address


@pytest.mark.parametrize("given", ["", "ftp://here", "http://", "http://here:port"])
def test_what_is_no_address_is_told(given):
    from artifact_graph import ArtifactGraph

    with pytest.raises(ValueError, match="is no address of a service"):
        ArtifactGraph(given)
