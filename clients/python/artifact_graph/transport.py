"""What sends the requests of flows: one that blocks, and one for asyncio; nothing else differs."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import cache
from ssl import SSLContext
from typing import TypeVar

import httpx

from artifact_graph.ends import COMPLETED, INTERRUPTS, End, end_by
from artifact_graph.requests import Flow

T = TypeVar("T")

AT_ONCE = 8
"""How many uploads are sent at the same time."""

Finish = Callable[[End], Flow[None]]


@cache
def _tls() -> SSLContext:
    """The TLS settings of all connections, in this process and in those that are forked from it.

    They are made once, before any thread of the recorder: a process that is forked while another
    thread makes some has OpenSSL's lock for that, and nobody who gives it back.
    """
    return httpx.create_ssl_context()


class Transport:
    """Carries out flows for any number of threads."""

    def __init__(self) -> None:
        self._http = httpx.Client(verify=_tls())
        self._process = os.getpid()

    def close(self) -> None:
        """Closes the connections."""
        self._http.close()

    def do(self, flow: Flow[T]) -> T:
        """What the flow returns, or raises."""
        if self._process != os.getpid():  # A forked process has connections of its own.
            self._http, self._process = httpx.Client(verify=_tls()), os.getpid()
        try:
            send = next(flow)
            while True:
                if send.pause:
                    time.sleep(send.pause)
                try:
                    response = self._http.send(send.request)
                except Exception as error:
                    send = flow.throw(error)
                else:
                    send = flow.send(response)
        except StopIteration as end:
            return end.value

    def do_all(self, flows: Sequence[Flow[T]]) -> list[T]:
        """What several flows return, of which some run at the same time."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return [job.result() for job in [pool.submit(self.do, flow) for flow in flows]]

    @contextmanager
    def until(self, finish: Finish) -> Generator[None]:
        """Records how the block ended; what it raised is raised, also when that cannot be done."""
        with self._recording(finish, BaseException):
            yield
        with self._recording(finish, *INTERRUPTS):
            self.do(finish(COMPLETED))

    @contextmanager
    def _recording(self, finish: Finish, *ends: type[BaseException]) -> Generator[None]:
        try:
            yield
        except ends as raised:
            try:
                self.do(finish(end_by(raised)))
            except Exception as error:
                _note(raised, error)
            raise


class AsyncTransport:
    """Carries out flows for any number of asyncio's tasks."""

    def __init__(self) -> None:
        self._http = httpx.AsyncClient(verify=_tls())
        self._owner: object = None

    async def close(self) -> None:
        """Closes the connections."""
        await self._http.aclose()

    async def do(self, flow: Flow[T]) -> T:
        """What the flow returns, or raises."""
        owner = os.getpid(), asyncio.get_running_loop()
        if self._owner not in (None, owner):  # Connections belong to their process and event loop.
            self._http = httpx.AsyncClient(verify=_tls())
        self._owner = owner
        try:
            send = next(flow)
            while True:
                if send.pause:
                    await asyncio.sleep(send.pause)
                try:
                    response = await self._http.send(send.request)
                except Exception as error:
                    send = flow.throw(error)
                else:
                    send = flow.send(response)
        except StopIteration as end:
            return end.value

    async def do_all(self, flows: Sequence[Flow[T]]) -> list[T]:
        """What several flows return, of which some run at the same time."""
        free = asyncio.Semaphore(AT_ONCE)

        async def do(flow: Flow[T]) -> T:
            async with free:
                return await self.do(flow)

        async with asyncio.TaskGroup() as group:
            jobs = [group.create_task(do(flow)) for flow in flows]
        return [job.result() for job in jobs]

    @asynccontextmanager
    async def until(self, finish: Finish) -> AsyncGenerator[None]:
        """Records how the block ended; what it raised is raised, also when that cannot be done."""
        async with self._recording(finish, BaseException):
            yield
        async with self._recording(finish, *INTERRUPTS):
            await self.do(finish(COMPLETED))

    @asynccontextmanager
    async def _recording(self, finish: Finish, *ends: type[BaseException]) -> AsyncGenerator[None]:
        try:
            yield
        except ends as raised:
            do = self._do_shielded if isinstance(raised, asyncio.CancelledError) else self.do
            try:
                await do(finish(end_by(raised)))
            except Exception as error:
                _note(raised, error)
            raise

    async def _do_shielded(self, flow: Flow[T]) -> T:
        """Does it in a task of its own: a cancelled scope of anyio's cancels every wait in it."""
        doing = asyncio.create_task(self.do(flow))
        while not doing.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait([doing])
        return doing.result()


def _note(raised: BaseException, error: Exception) -> None:
    """Adds to the exception that this end was not recorded; it still is what is raised."""
    raised.add_note(f"Artifact Graph has not recorded how this ended: {error}")
