"""The data directory: private, whole, and clear about what it lacks."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from app.local import LocalServerError
from app.local.directory import credentials, open_directory, write_private


def test_credentials_are_random_per_directory_private_and_stay(tmp_path: Path) -> None:
    one, other = open_directory(tmp_path / "one"), open_directory(tmp_path / "other")

    made, others = credentials(one), credentials(other)

    assert credentials(one) == made
    assert made.neo4j_password != others.neo4j_password
    assert made.s3_secret_key != others.s3_secret_key
    assert min(len(made.neo4j_password), len(made.s3_secret_key)) >= 32
    assert stat.S_IMODE(one.credentials.stat().st_mode) == 0o600
    assert stat.S_IMODE(one.root.stat().st_mode) == 0o700


def test_a_directory_that_everybody_can_write_to_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)

    with pytest.raises(LocalServerError, match=r"Everybody can write to .*: run `chmod o-w"):
        open_directory(tmp_path)


def test_lost_credentials_of_a_used_directory_get_a_sentence(tmp_path: Path) -> None:
    directory = open_directory(tmp_path)
    (directory.neo4j / "data").mkdir()

    with pytest.raises(LocalServerError, match=r"credentials\.json is gone.* put the file back"):
        credentials(directory)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"neo4j_password": "x"}'])
def test_damaged_credentials_get_a_sentence(tmp_path: Path, text: str) -> None:
    directory = open_directory(tmp_path)
    directory.credentials.write_text(text)

    with pytest.raises(LocalServerError, match=r"credentials\.json cannot be read"):
        credentials(directory)


def test_a_directory_that_cannot_be_made_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(LocalServerError, match=r"Cannot write to .*: make it writable"):
        open_directory(tmp_path / "file" / "data")


def test_a_private_file_replaces_one_that_others_could_read(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("old")
    path.chmod(0o644)

    write_private(path, "new")

    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["secret"]


def test_a_disk_that_takes_no_more_gets_a_sentence(tmp_path: Path) -> None:
    program = (
        "import resource, sys; from pathlib import Path; from app.local import *\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.RLIM_INFINITY))\n"
        "try:\n"
        "    with running(Path(sys.argv[1]), say=print): pass\n"
        "except LocalServerError as error: print(error)\n"
    )

    ended = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=True,
    )

    assert "is full: make room there" in ended.stdout.splitlines()[-1]
    assert not (tmp_path / "credentials.json").exists()
