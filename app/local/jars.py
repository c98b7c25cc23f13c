"""The jars of Neo4j Community: a committed list, a cache per user, a checksum at every start.

jgo knows where Maven Central is, and how a coordinate becomes a path; what is fetched is decided
by `jars.txt` alone: a line is a SHA-256, a size in bytes, and group:artifact:version[:classifier].
`python -m app.local.relist` resolves Neo4j's POMs anew and prints such a list.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.local.faults import LocalServerError, cannot_write
from app.local.locks import locked

_LIST = Path(__file__).with_name("jars.txt")
_LOCK_SECONDS = 900.0
_HASHERS = 4
_CACHE_REMEDY = "make it writable for you, or name another cache by XDG_CACHE_HOME"

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Jar:
    """One file of the class path. `size` is in bytes."""

    group: str
    artifact: str
    version: str
    classifier: str
    sha256: str
    size: int

    @property
    def path(self) -> Path:
        """Where the jar lies in a Maven repository."""
        tail = f"-{self.classifier}" if self.classifier else ""
        name = f"{self.artifact}-{self.version}{tail}.jar"
        return Path(*self.group.split("."), self.artifact, self.version, name)


def parse(text: str) -> tuple[Jar, ...]:
    """The jars of a list; empty lines and comments are skipped."""
    jars: list[Jar] = []
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        sha256, size, coordinate = line.split()
        group, artifact, version, *classifier = coordinate.split(":")
        jars.append(
            Jar(
                group=group,
                artifact=artifact,
                version=version,
                classifier="".join(classifier),
                sha256=sha256,
                size=int(size),
            )
        )
    return tuple(jars)


@cache
def committed() -> tuple[Jar, ...]:
    """The jars that the local Neo4j runs on."""
    return parse(_LIST.read_text(encoding="utf-8"))


def user_cache() -> Path:
    """Where a user's jars lie, shared by all data directories."""
    home = os.environ.get("XDG_CACHE_HOME")
    if home:
        base = Path(home)
    elif sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path.home() / ".cache"
    return base / "artifact-graph" / "jars"


def class_path(
    folder: Path, *, say: Say, jars: Sequence[Jar] | None = None, remote: str | None = None
) -> list[str]:
    """The paths of all jars, each verified now; what is missing or damaged is fetched.

    `remote` is the address of a Maven repository; Maven Central without it. Raises
    LocalServerError without a network, without room, or when a jar is not what the list says.
    """
    wanted = committed() if jars is None else jars
    if _damaged(wanted, folder):
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with locked(folder / ".lock", _LOCK_SECONDS):
                _fetch(_damaged(wanted, folder), folder, say, remote)
        except OSError as error:
            raise cannot_write(folder, error, _CACHE_REMEDY) from error
    return [str(folder / jar.path) for jar in wanted]


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _damaged(jars: Sequence[Jar], folder: Path) -> list[Jar]:
    with ThreadPoolExecutor(_HASHERS) as pool:
        sound = pool.map(_is_sound, [folder / jar.path for jar in jars], jars)
        return [jar for jar, good in zip(jars, sound, strict=True) if not good]


def _is_sound(path: Path, jar: Jar) -> bool:
    try:
        return path.stat().st_size == jar.size and digest(path) == jar.sha256
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise LocalServerError(
            f"Cannot read {path} ({error.strerror}): make it readable for you, or delete it."
        ) from error


def _fetch(jars: Sequence[Jar], folder: Path, say: Say, remote: str | None) -> None:
    if jars:
        from app.local.downloads import fetch

        fetch(jars, folder, say=say, remote=remote)
