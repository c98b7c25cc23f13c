"""Free loopback ports for a server that must be told every port it opens."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

Ports = dict[str, int]

_ROLES = ("master", "volume", "filer", "s3")
# SeaweedFS's worker looks for the admin's gRPC here, whatever it was told.
_GRPC_OFFSET = 10_000
_HIGHEST = 65_535


def chosen() -> Ports:
    """A free port for every name; another process may still take one before it is used."""
    names = [f"{role}.port{tail}" for role in _ROLES for tail in ("", ".grpc")]
    while True:
        with ExitStack() as held:
            ports = {name: _bind(held, 0) for name in names}
            admin = _bind(held, 0)
            grpc = admin + _GRPC_OFFSET if admin + _GRPC_OFFSET <= _HIGHEST else 0
            if grpc and is_free([grpc]):
                return {**ports, "admin.port": admin, "admin.port.grpc": grpc}


def reusable(file: Path) -> Ports | None:
    """The ports of the last start, if all of them are free: the data knows them."""
    try:
        ports: Ports = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return ports if is_free(ports.values()) else None


def is_free(ports: Iterable[int]) -> bool:
    """Whether nobody listens on any of these loopback ports."""
    try:
        with ExitStack() as held:
            for port in ports:
                _bind(held, port)
    except OSError:
        return False
    return True


def _bind(held: ExitStack, port: int) -> int:
    probe = held.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    probe.bind(("127.0.0.1", port))
    return int(probe.getsockname()[1])
