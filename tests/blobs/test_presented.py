"""What a browser is told of bytes that somebody else made."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.blobs.presented import disposition, policy, served_type

LINE = re.compile(
    r"(inline|attachment); filename=\"([^\"\\\x00-\x1f\x7f-\uffff/]+)\";"
    r" filename\*=UTF-8''([A-Za-z0-9!#$&+\-.^_`|~%]+)"
)


@pytest.mark.parametrize(
    ("media_type", "served"),
    [
        ("image/png", "image/png"),
        ("audio/mpeg", "audio/mpeg"),
        ("video/mp4", "video/mp4"),
        ("application/json", "application/json"),
        ("text/plain", "text/plain; charset=utf-8"),
        ("text/markdown", "text/markdown; charset=utf-8"),
    ],
)
def test_what_a_browser_only_shows_keeps_its_type(media_type: str, served: str) -> None:
    assert served_type(media_type) == served
    assert disposition("x", media_type).startswith("inline;")


@pytest.mark.parametrize(
    "media_type",
    [
        "text/html",
        "text/xml",
        "text/css",
        "text/javascript",
        "image/svg+xml",
        "application/pdf",
        "application/zip",
        "application/javascript",
        "application/yaml",
        "model/gltf-binary",
        "application/xhtml+xml",
        "application/ld+json",
        "x/y",
        "image/png\r\nX-Bad: 1",
    ],
)
def test_what_it_could_run_or_does_not_know_is_a_download(media_type: str) -> None:
    assert served_type(media_type) == "application/octet-stream"
    assert disposition("x", media_type).startswith("attachment;")


@pytest.mark.parametrize(
    ("media_type", "told"),
    [
        ("video/mp4", "default-src 'none'; media-src 'self'; sandbox allow-same-origin"),
        ("audio/x-wav", "default-src 'none'; media-src 'self'; sandbox allow-same-origin"),
        ("video/x-what", "default-src 'none'; sandbox"),
        ("image/png", "default-src 'none'; sandbox"),
        ("image/svg+xml", "default-src 'none'; sandbox"),
        ("text/html", "default-src 'none'; sandbox"),
        ("text/plain", "default-src 'none'; sandbox"),
    ],
)
def test_only_what_plays_may_load_itself_and_nothing_runs(media_type: str, told: str) -> None:
    assert policy(media_type) == told


@pytest.mark.parametrize(
    ("name", "plain", "exact"),
    [
        ("Cover, night.png", "Cover, night.png", "Cover%2C%20night.png"),
        ("../../etc/passwd", "_.._etc_passwd.png", "_.._etc_passwd.png"),
        ("C:\\x", "C__x.png", "C%3A_x.png"),
        ('a"; filename="b.exe', "a__ filename=_b.exe.png", "a%22%3B%20filename%3D%22b.exe.png"),
        ("a\r\nSet-Cookie: x=1", "a__Set-Cookie_ x=1.png", "a__Set-Cookie%3A%20x%3D1.png"),
        ("Füchsin 🦊", "F_chsin _.png", "F%C3%BCchsin%20%F0%9F%A6%8A.png"),
        ("100%", "100_.png", "100%25.png"),
        ("gnp.\u202eexe", "gnp._exe.png", "gnp._exe.png"),
        ("..", "artifact.png", "artifact.png"),
        ("", "artifact.png", "artifact.png"),
    ],
)
def test_a_name_is_one_part_of_a_path_and_one_line(name: str, plain: str, exact: str) -> None:
    expected = f"inline; filename=\"{plain}\"; filename*=UTF-8''{exact}"

    assert disposition(name, "image/png") == expected


@given(st.text())
def test_no_name_breaks_out_of_its_header(name: str) -> None:
    found = LINE.fullmatch(disposition(name, "image/png"))

    assert found is not None
    assert found[2] not in {".", ".."}
