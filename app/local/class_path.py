"""The class path of Neo4j: a cache of its jars per user, a checksum of each at every start."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from app.local.faults import LocalServerError, cannot_write
from app.local.jars import Jar, Say, committed, digest
from app.local.locks import locked

_LOCK_SECONDS = 900.0
_HASHERS = 4
_CACHE_REMEDY = "make it writable for you, or name another cache by XDG_CACHE_HOME"


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
        from app.local.downloads import fetch  # It tells jgo of the JDK through the environment.

        fetch(jars, folder, say=say, remote=remote)
