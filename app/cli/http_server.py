"""Serves the application on a socket of its own, and says when it is ready."""

from __future__ import annotations

import errno
import gc
import multiprocessing
import signal
import socket
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from multiprocessing.connection import Connection

import anyio
import uvicorn

from app.cli.workers import run_workers
from app.errors import CannotRun
from app.http.guards import is_loopback
from app.logs import set_up_logs
from app.main import create_app
from app.servers import Say, opened
from app.settings import PREFIX, Settings
from app.traces import set_up_traces

NEXT_PORTS = 20
"""How many ports after a taken one are tried, where the next free one will do."""

BACKLOG = 2048
"""Connections that may wait to be accepted, as in uvicorn."""

KEEP_ALIVE = 75
"""Seconds for which an idle connection stays open: longer than clients and proxies keep theirs
(httpx 5, load balancers mostly 60), so that none sends a request while it is being closed."""

GARBAGE = 20_000
"""Containers that are made before the collector looks at them; a large answer has 15,000 of them,
and none of these is in a cycle."""


class CannotServe(CannotRun):
    """The service cannot listen there; the message says why and what to do."""


@contextmanager
def listening(settings: Settings, *, any_port: bool = False) -> Generator[socket.socket]:
    """The socket that a service is going to serve on: requests that come before wait.

    With `any_port` a taken port is passed over for the next free one. Raises CannotServe when the
    port is taken, or the address is one that others can reach.
    """
    refuse_public(settings)
    with _listener(settings.host, settings.port, NEXT_PORTS if any_port else 1) as listener:
        yield listener


def serve(
    settings: Settings, listener: socket.socket, *, say: Say, ready: Callable[[str], None]
) -> None:
    """Serves until it is asked to stop; `ready` is told the address when requests are answered.

    Raises NotReady or SchemaMismatch when the servers cannot be used.
    """
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = f"http://{host}:{listener.getsockname()[1]}"
    server = _server(settings, lambda: ready(address))
    anyio.run(_prepare, settings, say)
    if settings.workers == 1:
        server.run(sockets=[listener])
    else:
        run_workers(settings.workers, _work, (settings, listener), lambda: ready(address))


def _work(settings: Settings, listener: socket.socket, ready: Connection) -> None:
    """What one of several processes does; it ends with the one that started it."""
    set_up_logs()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who looks after the workers.
    server = _server(settings, lambda: ready.send(True))
    threading.Thread(target=_end_with_parent, args=[server], daemon=True).start()
    server.run(sockets=[listener])


def _end_with_parent(server: _Server) -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None  # noqa: S101
    parent.join()
    server.should_exit = True


def _server(settings: Settings, ready: Callable[[], None]) -> _Server:
    set_up_traces()
    app = create_app(settings)
    return _Server(_config(app, settings), ready, app.state.stop)


def _config(app: Callable[..., object], settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http="httptools",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=5,
        timeout_keep_alive=KEEP_ALIVE,
        ws_max_size=settings.max_body,
    )


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
        # With the protocol named, asyncio lets no answer wait for the client's acknowledgement.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
            listener.listen(BACKLOG)  # Until then another process could bind the same port.
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
    """uvicorn's server, which tells when it has started, and when it stops."""

    def __init__(
        self, config: uvicorn.Config, ready: Callable[[], None], stop: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._ready = ready
        self._stop = stop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts, and tells when that worked."""
        await super().startup(sockets)
        gc.collect()
        gc.freeze()  # What there is now stays to the end, and need not be looked at again.
        gc.set_threshold(GARBAGE)
        if self.started and not self.should_exit:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stops; sockets are closed with 1012, and streams of events end with an error."""
        self._stop()
        await super().shutdown(sockets)
