"""The data directory: what lies where, its credentials, and who runs servers on it."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import stat
import string
from dataclasses import asdict, dataclass
from pathlib import Path

from app.local.faults import LocalServerError, cannot_write, disk_full

REMEDY = "make it writable for you, or choose another data directory"
SCARCE = 8 << 20
"""Bytes that must be free while servers start."""

NEO4J_USER = "neo4j"
"""The only user of the local Neo4j."""

_ACCESS_KEY = string.ascii_uppercase + string.digits


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What opens the servers of one data directory. Random, made once, kept in a 0600 file."""

    neo4j_password: str
    s3_access_key: str
    s3_secret_key: str


@dataclass(frozen=True, slots=True)
class Directory:
    """The paths under a data directory. Everything in it is for its owner's eyes only."""

    root: Path

    @property
    def neo4j(self) -> Path:
        """Neo4j's home."""
        return self.root / "neo4j"

    @property
    def seaweed(self) -> Path:
        """Where SeaweedFS works: its settings, certificates and data."""
        return self.root / "seaweed"

    @property
    def credentials(self) -> Path:
        """The file with the passwords."""
        return self.root / "credentials.json"

    @property
    def servers(self) -> Path:
        """The file with the addresses of what runs now; see claims.py."""
        return self.root / "servers.json"

    def lock(self, name: str) -> Path:
        """The file whose lock means: this part of the directory is in use."""
        return self.root / f"{name}.lock"

    def log(self, name: str) -> Path:
        """Where a server's process writes what it prints."""
        return self.root / f"{name}.log"


def open_directory(data: Path) -> Directory:
    """Make the directory if need be. Raises LocalServerError if it cannot be written.

    One that everybody can write to is refused: others could put their own addresses in it.
    """
    directory = Directory(data.absolute())
    try:
        directory.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        for part in (directory.neo4j, directory.seaweed):
            part.mkdir(mode=0o700, exist_ok=True)
            part.chmod(0o700)
    except OSError as error:
        raise cannot_write(data, error, REMEDY) from error
    if directory.root.stat().st_mode & stat.S_IWOTH:
        raise LocalServerError(f"Everybody can write to {data}: run `chmod o-w {data}` first.")
    return directory


def check_room(directory: Directory, room: int = SCARCE) -> None:
    """Raises LocalServerError if so many bytes are not free."""
    if shutil.disk_usage(directory.root).free < room:
        raise disk_full(directory.root)


def credentials(directory: Directory) -> Credentials:
    """The credentials of the directory, made at its first start.

    Raises LocalServerError if they are lost while the data they open is there.
    """
    try:
        return Credentials(**json.loads(directory.credentials.read_text()))
    except FileNotFoundError:
        if (directory.neo4j / "data").exists():
            raise LocalServerError(
                f"{directory.credentials} is gone, and the data beside it opens with nothing "
                "else: put the file back, or delete the directory to begin anew."
            ) from None
    except (ValueError, TypeError) as error:
        raise LocalServerError(
            f"{directory.credentials} cannot be read ({error}): put the original back, "
            f"or delete {directory.root} to begin anew."
        ) from error
    made = Credentials(
        neo4j_password=secrets.token_urlsafe(24),
        s3_access_key="".join(secrets.choice(_ACCESS_KEY) for _ in range(20)),
        s3_secret_key=secrets.token_urlsafe(30),
    )
    write_private(directory.credentials, json.dumps(asdict(made)))
    return made


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    draft = path.with_name(path.name + ".new")
    with contextlib.suppress(FileNotFoundError):
        draft.unlink()
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
