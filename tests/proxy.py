"""A loopback proxy in front of a server, with which tests make the faults of a network."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from enum import Enum, auto
from time import monotonic
from urllib.parse import urlsplit

import anyio


class Mode(Enum):
    PASS = auto()
    """Everything goes through."""
    REFUSE = auto()
    """Nobody listens, and connections are broken."""
    HANG = auto()
    """Connections are taken, and nothing goes through."""
    CUT = auto()
    """What the server answers is thrown away, and the connection broken."""


class Proxy:
    """Stands before one server, at an address of its own that never changes."""

    def __init__(self, target: str) -> None:
        self._target = urlsplit(target)
        self._mode = Mode.PASS
        self._turned = asyncio.Event()
        self._port = 0
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return f"{self._target.scheme}://127.0.0.1:{self._port}"

    async def turn(self, mode: Mode) -> None:
        """Sets what happens from now on, to open connections too."""
        self._mode = mode
        self._turned.set()
        self._turned = asyncio.Event()
        if mode is Mode.REFUSE:
            await self._hear_nobody()
            for writer in self._writers:
                writer.transport.abort()
        elif not self._server.is_serving():
            await self.listen()

    async def listen(self) -> None:
        self._server = await asyncio.start_server(self._relay, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def _hear_nobody(self) -> None:
        """Closes the listener; on 3.11, one that was just taken would leak if it went at once."""
        for listener in self._server.sockets:
            asyncio.get_running_loop().remove_reader(listener.fileno())
        await asyncio.sleep(0)
        self._server.close()

    async def end(self) -> None:
        await self.turn(Mode.REFUSE)
        await asyncio.gather(*self._tasks)

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._mode is Mode.REFUSE:  # Taken just before nobody listened any more.
            writer.transport.abort()
            return
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        ours = {writer}
        self._writers.add(writer)
        with suppress(OSError):
            await self._held()
            there = await asyncio.open_connection(self._target.hostname, self._target.port)
            ours.add(there[1])
            self._writers.add(there[1])
            pumps = [self._pump(reader, there[1]), self._pump(there[0], writer, answers=True)]
            async with asyncio.TaskGroup() as group:
                for pump in pumps:
                    group.create_task(pump)
        for one in ours:
            one.close()
        self._writers -= ours
        self._tasks.discard(task)

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, answers: bool = False
    ) -> None:
        """Copies until either side ends, then ends the other side too."""
        with suppress(OSError):
            while data := await reader.read(65536):
                await self._held()
                if answers and self._mode is Mode.CUT:
                    break
                writer.write(data)
                await writer.drain()
        writer.close()

    async def _held(self) -> None:
        while self._mode is Mode.HANG:
            await self._turned.wait()


@asynccontextmanager
async def proxied(target: str) -> AsyncGenerator[Proxy]:
    """A proxy in front of the server at that URL, while the block lasts."""
    proxy = Proxy(target)
    await proxy.listen()
    try:
        yield proxy
    finally:
        await proxy.end()


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fails when the block takes longer, also where it cannot be interrupted."""
    start = monotonic()
    with anyio.fail_after(seconds):
        yield
    assert monotonic() - start < seconds
