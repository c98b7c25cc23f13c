"""A server's process: heard in time, and never left behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.local import LocalServerError
from app.local.child import Child, all_ready, how
from app.local.faults import disk_full
from app.local.neo4j_child import explain
from tests.waiting import HANG


def ended(child: Child) -> Path:
    child.close()
    child.wait()
    return child.log


def test_a_process_that_ends_before_it_serves_gets_a_sentence(tmp_path: Path) -> None:
    child = Child("Thing", "this", {}, log=tmp_path / "log")

    with pytest.raises(LocalServerError, match=r"Thing ended while it started \(exit code 0\): .*"):
        all_ready([child], HANG, lambda: None)

    ended(child)


def test_a_process_that_says_nothing_gets_a_sentence_and_an_end(tmp_path: Path) -> None:
    child = Child("Thing", "code", {}, log=tmp_path / "log")

    with pytest.raises(LocalServerError, match="Thing was not ready within 0 seconds"):
        all_ready([child], 0, lambda: None)

    ended(child)


def test_a_start_stops_when_the_disk_fills_meanwhile(tmp_path: Path) -> None:
    child = Child("Thing", "code", {}, log=tmp_path / "log")

    def full() -> None:
        raise disk_full(tmp_path)

    with pytest.raises(LocalServerError, match="is full: make room there"):
        all_ready([child], HANG, full)

    ended(child)


def test_a_servers_variables_do_not_come_from_the_users_shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEED_GRPC_CA", "elsewhere")
    monkeypatch.setenv("_JAVA_OPTIONS", "-Xmx9g")
    program = tmp_path / "show.py"
    program.write_text("import os, sys; sys.stderr.write(repr(dict(os.environ)))")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    seen = ended(Child("Thing", "show", {}, log=tmp_path / "log", HOME="/other")).read_text()

    assert "WEED_GRPC_CA" not in seen
    assert "_JAVA_OPTIONS" not in seen
    assert "'HOME': '/other'" in seen


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (0, "exit code 0"),
        (3, "exit code 3"),
        (-9, "signal 9, SIGKILL"),
        (128 + 9, "signal 9, SIGKILL"),
        (255, "exit code 255"),
    ],
)
def test_how_a_process_ended_is_told_in_words(code: int, words: str) -> None:
    assert how(code) == words


@pytest.mark.parametrize(
    ("cause", "sentence"),
    [
        ("java.io.IOException: No space left on device", "The disk that holds /data is full"),
        ("java.io.IOException: Disk quota exceeded", "The disk that holds /data is full"),
        ("org.neo4j.kernel.internal.locker.FileLockException: /data", "/data is in use by another"),
        ("java.lang.OutOfMemoryError: Java heap space", "Neo4j ran out of memory"),
        ("org.neo4j.kernel.PortBindException: 7687", "Another process has taken the port of Neo4j"),
        ("java.lang.Thing: broken", "Neo4j did not start (java.lang.Thing: broken): /log and"),
    ],
)
def test_a_cause_in_neo4js_chain_becomes_a_sentence(cause: str, sentence: str) -> None:
    assert explain(["java.lang.RuntimeException: outer", cause], Path("/data"), "/log").startswith(
        sentence
    )
