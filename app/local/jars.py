"""The jars of Neo4j Community: a committed list.

jgo knows where Maven Central is, and how a coordinate becomes a path; what is fetched is decided
by `jars.txt` alone: a line is a SHA-256, a size in bytes, and group:artifact:version[:classifier].
`python -m app.local.relist` resolves Neo4j's POMs anew and prints such a list.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_LIST = Path(__file__).with_name("jars.txt")

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


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
