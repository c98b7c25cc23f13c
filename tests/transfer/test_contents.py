"""The bytes that an import brings: from below the file's folder, checked, and stored before."""

from __future__ import annotations

from hashlib import sha256
from unicodedata import normalize

import pytest

from app.domain.artifacts import Kind
from app.errors import DigestMismatch, SizeMismatch
from tests.lines import artifact_line, text_line, write_lines

pytestmark = [pytest.mark.anyio, pytest.mark.releases]

PNG = b"\x89PNG\r\n\x1a\n"


def pictured(path, number=1, **facts):
    return artifact_line(number, content={"path": path}, **facts)


def blobs(seen):
    return [has for what, _, _, has in seen() if what == "Blob"]


async def test_a_file_of_many_parts_is_stored_with_its_digest(bring, seen, bucket, tmp_path):
    data = PNG + bytes(range(256)) * 30_000
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "a fox.png").write_bytes(data)

    await bring([pictured("pictures/a fox.png", sha256=sha256(data).hexdigest(), size=len(data))])

    [blob] = blobs(seen)
    assert (blob["sha256"], blob["size"]) == (sha256(data).hexdigest(), len(data))
    assert bucket.get(blob["key"]) == data
    assert bucket.media_type(blob["key"]) == "image/png"


async def test_what_tools_call_a_type_is_taken_for_what_they_mean(bring, refused, seen, tmp_path):
    (tmp_path / "fox.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (tmp_path / "moon.jpg").write_bytes(PNG)

    await bring([pictured("fox.jpg", media_type="image/jpg")])
    [problem] = await refused([pictured("moon.jpg", 2, media_type="image/jpg")])

    assert [has["media_type"] for what, _, _, has in seen() if what == "Artifact"] == ["image/jpeg"]
    assert (problem.line, problem.code) == (1, "MEDIA_TYPE_MISMATCH")


@pytest.mark.parametrize(("said", "written"), [("NFC", "NFD"), ("NFD", "NFC"), ("NFD", "NFD")])
async def test_a_name_is_found_in_any_form_of_unicode(bring, seen, tmp_path, said, written):
    folder = tmp_path / normalize(written, "Bücher")
    folder.mkdir()
    (folder / normalize(written, "Füchsin é.png")).write_bytes(PNG)

    await bring([pictured(normalize(said, "Bücher/Füchsin é.png"))])

    assert [blob["sha256"] for blob in blobs(seen)] == [sha256(PNG).hexdigest()]


async def test_no_form_of_a_name_leads_out_of_the_folder(refused, tmp_path):
    folder = tmp_path / "import"
    folder.mkdir()
    (tmp_path / "outside.png").write_bytes(PNG)
    (folder / normalize("NFD", "Füchsin.png")).symlink_to("../outside.png")
    (folder / normalize("NFD", "Bücher")).symlink_to("..")
    paths = [normalize("NFC", name) for name in ("Füchsin.png", "Bücher/outside.png")]

    problems = await refused(
        write_lines(folder / "lines.jsonl", [pictured(p, n) for n, p in enumerate(paths)])
    )

    assert [problem.message for problem in problems] == [
        f"content.path: {path} is no file below the folder of the import" for path in paths
    ]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("../outside.png", "content.path must be a path below the folder of the file"),
        ("in/../../outside.png", "content.path must be a path below the folder of the file"),
        ("/etc/passwd", "content.path must be a path below the folder of the file"),
        ("", "content.path must be a path below the folder of the file"),
        ("a\0b", "content.path must be a path below the folder of the file"),
        ("missing.png", "content.path: there is no file missing.png"),
        ("x" * 5000, "content.path: there is no file xxx"),
        ("in", "content.path: in is no file below the folder of the import"),
        ("out.png", "content.path: out.png is no file below the folder of the import"),
        ("link/outside.png", "content.path: link/outside.png is no file below the folder"),
        ("ring.png", "content.path: there is no file ring.png"),
        ("in/long.png", "content.path: in/long.png has 10000001 bytes; 10000000 is the most"),
    ],
)
async def test_a_path_leads_to_a_file_below_the_folder(refused, tmp_path, path, message):
    folder = tmp_path / "import"
    (folder / "in").mkdir(parents=True)
    (tmp_path / "outside.png").write_bytes(PNG)
    (folder / "out.png").symlink_to("../outside.png")
    (folder / "link").symlink_to("..")
    (folder / "ring.png").symlink_to("ring.png")
    with (folder / "in" / "long.png").open("wb") as long:
        long.truncate(10_000_001)

    [problem] = await refused(write_lines(folder / "lines.jsonl", [pictured(path)]))

    assert (problem.line, problem.code) == (1, "BAD_INPUT")
    assert problem.message.startswith(message)


@pytest.mark.parametrize(
    ("data", "facts", "code"),
    [
        (b"", {}, "EMPTY_BLOB"),
        (b"GIF89a", {}, "MEDIA_TYPE_MISMATCH"),
        (PNG, {"size": 7}, "SIZE_MISMATCH"),
        (PNG, {"sha256": "a" * 64}, "DIGEST_MISMATCH"),
    ],
)
async def test_a_file_is_what_its_line_says(refused, tmp_path, data, facts, code):
    (tmp_path / "fox.png").write_bytes(data)

    [problem] = await refused([pictured("fox.png", **facts)])

    assert problem.code == code


async def test_a_link_within_the_folder_is_followed(bring, seen, tmp_path):
    (tmp_path / "fox.png").write_bytes(PNG)
    (tmp_path / "same.png").symlink_to("fox.png")

    await bring([pictured("same.png")])

    assert blobs(seen)[0]["size"] == 8


async def test_contents_that_are_there_are_not_sent_again(bring, seen, bucket, tmp_path):
    (tmp_path / "fox.png").write_bytes(PNG + b"once")
    await bring([pictured("fox.png")])
    digest = sha256(PNG + b"once").hexdigest()

    await bring([pictured("fox.png"), pictured("fox.png", 2)])

    assert len(bucket.keys(f"blobs/{digest[:2]}/{digest}/")) == 1
    assert [what for what, _, _, _ in seen()].count("STORED_AS") == 2


@pytest.mark.parametrize(("data", "error"), [(PNG + b"y", DigestMismatch), (PNG, SizeMismatch)])
async def test_a_file_that_has_changed_since_it_was_looked_at_is_not_stored(
    store, bucket, tmp_path, data, error
):
    (tmp_path / "fox.png").write_bytes(data)
    digest = sha256(PNG + b"x").hexdigest()

    with pytest.raises(error):
        await store.put_file(
            tmp_path / "fox.png", kind=Kind.IMAGE, media_type="image/png", sha256=digest, size=9
        )

    assert bucket.keys(f"blobs/{digest[:2]}/{digest}/") == []


async def test_nothing_is_stored_for_a_file_that_is_refused(refused, bucket):
    digest = sha256(b"only in a refused file").hexdigest()

    await refused([text_line(1, "only in a refused file"), artifact_line(2, kind="song")])

    assert bucket.keys(f"blobs/{digest[:2]}/{digest}/") == []
