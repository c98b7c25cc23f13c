"""A loopback proxy in front of a server, with which tests make the faults of a network."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from urllib.parse import urlsplit


class Mode(Enum):
    PASS = auto()
    """Everything goes through."""
    REFUSE = auto()
    """Nobody listens, and connections are broken."""
    HANG = auto()
    """Connections are taken, and nothing goes through."""
    CUT = auto()
    """What the server answers is thrown away, and the connection broken."""


@dataclass(frozen=True, slots=True)
class Held:
    """A message that is held until it is released."""

    held: asyncio.Event = field(default_factory=asyncio.Event)
    release: asyncio.Event = field(default_factory=asyncio.Event)


class Proxy:
    """Stands before one server, at an address of its own that never changes."""

    def __init__(self, target: str) -> None:
        self._target = urlsplit(target)
        self._mode = Mode.PASS
        self._turned = asyncio.Event()
        self._turn_at: tuple[bytes, Mode] | None = None
        self._hold: tuple[bytes, Held] | None = None
        self._all_held: list[Held] = []
        self.requests = 0
        """How often a client sent something, in all connections."""
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
            if self._server.is_serving():
                await self._stop_listening()
            for writer in self._writers:
                writer.transport.abort()
        elif not self._server.is_serving():
            self._reserved.close()
            await self.listen()

    def turn_at(self, words: bytes, mode: Mode) -> None:
        """Turns when these words are about to go through, in either direction."""
        self._turn_at = (words, mode)

    def hold(self, words: bytes) -> Held:
        """Holds the message with these words, and no other, until it is released."""
        held = Held()
        self._hold = (words, held)
        self._all_held.append(held)
        return held

    @property
    def connections(self) -> int:
        """How many connections of clients are open."""
        return len(self._tasks)

    async def listen(self) -> None:
        self._server = await asyncio.start_server(self._relay, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def _stop_listening(self) -> None:
        """Closes the listener; on 3.11, one that was just taken would leak if it went at once.

        The port is kept, or a client that tries it again and again may be given it for its own end,
        and be connected to itself.
        """
        for listener in self._server.sockets:
            asyncio.get_running_loop().remove_reader(listener.fileno())
        await asyncio.sleep(0)
        self._server.close()
        self._reserved = socket.socket()
        self._reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._reserved.bind(("127.0.0.1", self._port))

    async def end(self) -> None:
        await self.turn(Mode.REFUSE)
        self._reserved.close()
        for held in self._all_held:
            held.release.set()
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
                self.requests += not answers
                await self._stop_at(data)
                await self._held()
                if answers and self._mode is Mode.CUT:
                    break
                writer.write(data)
                await writer.drain()
        writer.close()

    async def _stop_at(self, data: bytes) -> None:
        if self._turn_at is not None and self._turn_at[0] in data:
            mode, self._turn_at = self._turn_at[1], None
            await self.turn(mode)
        if self._hold is not None and self._hold[0] in data:
            held, self._hold = self._hold[1], None
            held.held.set()
            await held.release.wait()

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
