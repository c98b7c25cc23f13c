"""Who runs the servers of a data directory: the process that holds its lock, and no other.

The owner's addresses and credentials stand in a file beside the lock, for other processes to use,
while all of its servers serve.
A file that a killed owner left is never believed: the kernel has released its lock, and whoever
takes the lock removes the file in the same step.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from app.local.directory import Directory, write_private
from app.local.locks import is_held, locked, try_lock

_DOOR_SECONDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    """Where the servers of a data directory answer, on loopback, and what opens them.

    `pids` names their processes: owner (who started them), neo4j, and seaweedfs with its keeper.
    """

    neo4j_uri: str
    neo4j_user: str
    neo4j_password: str = field(repr=False)
    s3_endpoint: str
    s3_access_key: str
    s3_secret_key: str = field(repr=False)
    pids: Mapping[str, int]


def claim(directory: Directory) -> int | Servers | None:
    """The lock's descriptor if nobody runs the servers; else those that run; None: they start.

    One that has just ended is about to be started again.
    """
    with locked(directory.lock("door"), _DOOR_SECONDS):
        descriptor = try_lock(directory.lock("owner"))
        if descriptor is not None:
            directory.servers.unlink(missing_ok=True)
            return descriptor
        if not directory.servers.exists():
            return None
        servers = Servers(**json.loads(directory.servers.read_text()))
    if not all(is_held(directory.lock(name)) for name in ("neo4j", "seaweed")):
        return None
    return servers


def publish(directory: Directory, servers: Servers) -> None:
    """Let other processes use the servers. For the owner."""
    with locked(directory.lock("door"), _DOOR_SECONDS):
        write_private(directory.servers, json.dumps(asdict(servers)))


def withdraw(directory: Directory) -> None:
    """Let other processes wait until the servers are published again. For the owner."""
    with locked(directory.lock("door"), _DOOR_SECONDS):
        directory.servers.unlink(missing_ok=True)


def release(directory: Directory, descriptor: int) -> None:
    """Let the next process start servers here. For the owner, when its servers are gone."""
    try:
        directory.servers.unlink(missing_ok=True)
    finally:
        os.close(descriptor)
