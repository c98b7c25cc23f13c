"""Serves the application on a socket of its own, and says when it is ready."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable

import anyio
import uvicorn

from app.api.guards import is_loopback
from app.errors import CannotRun
from app.main import create_app
from app.servers import Say, opened
from app.settings import PREFIX, Settings

NEXT_PORTS = 20
"""How many ports after a taken one are tried, where the next free one will do."""


class CannotServe(CannotRun):
    """The service cannot listen there; the message says why and what to do."""


def serve(settings: Settings, *, any_port: bool, say: Say, ready: Callable[[str], None]) -> None:
    """Serves until it is asked to stop; `ready` is told the address when requests are answered.

    With `any_port` a taken port is passed over for the next free one. Raises CannotServe, and
    NotReady or SchemaMismatch when the servers cannot be used.
    """
    listener = _listener(settings.host, settings.port, NEXT_PORTS if any_port else 1)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = f"http://{host}:{listener.getsockname()[1]}"
    config = uvicorn.Config(
        create_app(settings), log_config=None, access_log=False, timeout_graceful_shutdown=5
    )
    with listener:
        anyio.run(_prepare, settings, say)
        _Server(config, lambda: ready(address)).run(sockets=[listener])


async def _prepare(settings: Settings, say: Say) -> None:
    """Waits for the servers first: uvicorn would make a traceback of what is wrong with them."""
    async with opened(settings, say):
        pass


def refuse_public(settings: Settings) -> None:
    """Raises CannotServe for an address that others can reach, unless this is a container.

    There are no keys yet: whoever reaches the API may do everything. A container's own network is
    what its operator makes of it, and nothing reaches it that was not published.
    """
    if not is_loopback(settings.host) and not settings.in_container:
        raise CannotServe(
            f"{PREFIX}HOST is {settings.host}, which others can reach, and there are no keys yet:"
            " whoever reaches the API may change everything. Use 127.0.0.1, and put a proxy that"
            " checks who asks in front of it."
        )


def _listener(host: str, port: int, tries: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in [0] if port == 0 else range(port, min(port + tries, 65536)):
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
        except OSError as error:
            listener.close()
            if error.errno != errno.EADDRINUSE:
                raise CannotServe(
                    f"Cannot listen on {host}:{candidate}: {error.strerror}"
                ) from error
        else:
            return listener
    raise CannotServe(f"Port {port} of {host} is taken: set {PREFIX}PORT to another, or to 0.")


class _Server(uvicorn.Server):
    """uvicorn's server, which tells when it has started."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts, and tells when that worked."""
        await super().startup(sockets)
        if self.started and not self.should_exit:
            self._ready()
