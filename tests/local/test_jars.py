"""The jar cache: verified always, fetched when needed, never half there."""

from __future__ import annotations

import hashlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from app.local import LocalServerError, downloads
from app.local.class_path import class_path, user_cache
from app.local.jars import Jar, committed, parse


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "_PAUSES", (0.0, 0.0))


class Repository:
    """A Maven repository on loopback that remembers what it was asked for."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.asked: list[str] = []
        self.faults: list[int] = []
        asked, faults = self.asked, self.faults

        class Handler(SimpleHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path.rpartition("/")[2])
                if faults:
                    self.send_error(faults.pop())
                else:
                    super().do_GET()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=root))
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def add(self, artifact: str, content: bytes, classifier: str = "") -> Jar:
        jar = Jar(
            group="org.example",
            artifact=artifact,
            version="1.0",
            classifier=classifier,
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
        )
        path = self.root / jar.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return jar


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Repository]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    made = Repository(tmp_path / "repository")
    thread = threading.Thread(target=made.server.serve_forever, args=(0.02,))
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


def test_an_empty_cache_is_filled_and_a_full_one_asks_nobody(
    repository: Repository, tmp_path: Path
) -> None:
    jars = [repository.add(f"part{n}", bytes([n]) * 70_000) for n in range(20)]
    jars.append(repository.add("part0", b"native", "linux-x86_64"))
    said: list[str] = []

    first = class_path(tmp_path / "cache", say=said.append, jars=jars, remote=repository.address)
    second = class_path(tmp_path / "cache", say=said.append, jars=jars, remote=repository.address)

    assert first == second == [str(tmp_path / "cache" / jar.path) for jar in jars]
    assert [hashlib.sha256(Path(p).read_bytes()).hexdigest() for p in first] == [
        jar.sha256 for jar in jars
    ]
    assert sorted(repository.asked) == sorted(jar.path.name for jar in jars)
    assert said == [f"Fetching 21 jars of Neo4j (1 MB, once) into {tmp_path / 'cache'}"]


@pytest.mark.parametrize("damage", [b"x" * 5, b"x" * 4, b""], ids=["bit rot", "cut off", "empty"])
def test_a_damaged_jar_is_fetched_again_and_only_that(
    repository: Repository, tmp_path: Path, damage: bytes
) -> None:
    jars = [repository.add("sound", b"sound"), repository.add("rotten", b"whole")]
    class_path(tmp_path, say=print, jars=jars, remote=repository.address)
    repository.asked.clear()
    rotten = tmp_path / jars[1].path
    rotten.write_bytes(damage)

    class_path(tmp_path, say=print, jars=jars, remote=repository.address)

    assert rotten.read_bytes() == b"whole"
    assert repository.asked == ["rotten-1.0.jar"]


def test_a_jar_that_is_not_the_listed_one_is_refused_and_not_kept(
    repository: Repository, tmp_path: Path
) -> None:
    jar = replace(repository.add("forged", b"forged"), sha256="0" * 64)

    with pytest.raises(LocalServerError, match=r"forged-1\.0\.jar .* is not the file .* names"):
        class_path(tmp_path / "cache", say=print, jars=[jar], remote=repository.address)

    assert [p.name for p in (tmp_path / "cache").rglob("*") if p.is_file()] == [".lock"]


def test_a_repository_without_the_jar_gets_a_sentence(
    repository: Repository, tmp_path: Path
) -> None:
    jar = repository.add("lost", b"lost")
    (repository.root / jar.path).unlink()

    with pytest.raises(LocalServerError, match=r"\(404 .*lost-1\.0\.jar\): try again later"):
        class_path(tmp_path / "cache", say=print, jars=[jar], remote=repository.address)


def test_a_fault_that_passes_is_tried_again(repository: Repository, tmp_path: Path) -> None:
    jar = repository.add("busy", b"busy")
    repository.faults += [503, 429]

    (path,) = class_path(tmp_path, say=print, jars=[jar], remote=repository.address)

    assert Path(path).read_bytes() == b"busy"
    assert len(repository.asked) == 3


def test_a_fault_that_stays_gets_a_sentence(repository: Repository, tmp_path: Path) -> None:
    jar = repository.add("down", b"down")
    repository.faults += [503] * 9

    with pytest.raises(LocalServerError, match=r"\(503 .*\): try again later"):
        class_path(tmp_path / "cache", say=print, jars=[jar], remote=repository.address)


def test_two_starts_at_once_fetch_each_jar_once(repository: Repository, tmp_path: Path) -> None:
    jars = [repository.add(f"part{n}", bytes([n]) * 200_000) for n in range(10)]

    def fill() -> None:
        class_path(tmp_path / "cache", say=print, jars=jars, remote=repository.address)

    starts = [threading.Thread(target=fill) for _ in range(4)]
    for start in starts:
        start.start()
    for start in starts:
        start.join()

    assert sorted(repository.asked) == sorted(jar.path.name for jar in jars)


def test_no_network_gets_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        proxy = f"http://127.0.0.1:{closed.getsockname()[1]}"
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, proxy)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)

    with pytest.raises(LocalServerError, match=r"cannot be fetched from Maven Central .* network"):
        class_path(tmp_path, say=print, jars=committed()[:3])


def test_a_cache_that_cannot_be_written_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where a home should be")

    with pytest.raises(LocalServerError, match=r"Cannot write to .*cache.*XDG_CACHE_HOME"):
        class_path(tmp_path / "home" / "cache", say=print)


def test_a_disk_without_room_for_the_jars_gets_a_sentence_before_anything_is_fetched(
    repository: Repository, tmp_path: Path
) -> None:
    jar = replace(repository.add("huge", b"huge"), size=1 << 60)

    with pytest.raises(LocalServerError, match=r"disk .* is full: make room"):
        class_path(tmp_path / "cache", say=print, jars=[jar], remote=repository.address)

    assert repository.asked == []


def test_a_bar_is_drawn_where_there_is_a_terminal(
    repository: Repository,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    jar = repository.add("part", b"x" * 3_000_000)
    monkeypatch.setenv("TTY_COMPATIBLE", "0")
    class_path(tmp_path / "quiet", say=print, jars=[jar], remote=repository.address)
    assert capsys.readouterr().err == ""

    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    class_path(tmp_path / "bar", say=print, jars=[jar], remote=repository.address)

    assert "3.0/3.0 MB" in capsys.readouterr().err


def test_the_committed_list_is_neo4j_whole_and_exact() -> None:
    jars = committed()

    names = {f"{jar.group}:{jar.artifact}:{jar.version}" for jar in jars}
    assert {"org.neo4j:neo4j:5.26.29", "org.neo4j:neo4j-bolt:5.26.29"} < names
    assert len({jar.path for jar in jars}) == len(jars) == 215
    assert {len(jar.sha256) for jar in jars} == {64}
    assert sum(jar.size for jar in jars) == 133_520_502
    assert [jar.classifier for jar in jars if jar.classifier] == [
        "linux-aarch_64",
        "linux-x86_64",
        "osx-aarch_64",
        "osx-x86_64",
    ]


def test_a_line_of_the_list_is_a_checksum_a_size_and_a_coordinate() -> None:
    (jar,) = parse("# comment\n\nab12 7 org.example:thing:1.0:linux\n")

    assert jar.path == Path("org/example/thing/1.0/thing-1.0-linux.jar")
    assert (jar.sha256, jar.size) == ("ab12", 7)


def test_the_cache_is_the_users_and_follows_xdg(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")

    assert user_cache() == Path("/somewhere/artifact-graph/jars")
