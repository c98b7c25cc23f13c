"""What carries out flows: one that waits, and one that does not; they differ in nothing else."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import TypeVar

import httpx

from artifact_graph.api import Api
from artifact_graph.calls import Flow
from artifact_graph.endings import COMPLETED, INTERRUPTS, End, end_by, note_unrecorded

T = TypeVar("T")


class Wire:
    """Carries out flows for any number of threads."""

    def __init__(self, address: str, retry_for: float) -> None:
        self.api = Api(address=address.rstrip("/"), retry_for=retry_for)
        self._http = httpx.Client()

    def close(self) -> None:
        """Closes the connections."""
        self._http.close()

    def do(self, flow: Flow[T]) -> T:
        """What the flow returns, or raises."""
        try:
            call = next(flow)
            while True:
                time.sleep(call.pause)
                try:
                    response = self._http.send(call.request)
                except httpx.RequestError as error:
                    call = flow.throw(error)
                else:
                    call = flow.send(response)
        except StopIteration as end:
            return end.value

    @contextmanager
    def until(self, finish: Callable[[End], Flow[None]]) -> Generator[None]:
        """Tells how the block ended; what it raised goes on, whether that could be told or not."""
        with self._telling(finish, BaseException):
            yield
        with self._telling(finish, *INTERRUPTS):
            self.do(finish(COMPLETED))

    @contextmanager
    def _telling(
        self, finish: Callable[[End], Flow[None]], *told: type[BaseException]
    ) -> Generator[None]:
        try:
            yield
        except told as raised:
            try:
                self.do(finish(end_by(raised)))
            except Exception as why:
                note_unrecorded(raised, why)
            raise


class AsyncWire:
    """Carries out flows for any number of asyncio's tasks."""

    def __init__(self, address: str, retry_for: float) -> None:
        self.api = Api(address=address.rstrip("/"), retry_for=retry_for)
        self._http = httpx.AsyncClient()

    async def close(self) -> None:
        """Closes the connections."""
        await self._http.aclose()

    async def do(self, flow: Flow[T]) -> T:
        """What the flow returns, or raises."""
        try:
            call = next(flow)
            while True:
                await asyncio.sleep(call.pause)
                try:
                    response = await self._http.send(call.request)
                except httpx.RequestError as error:
                    call = flow.throw(error)
                else:
                    call = flow.send(response)
        except StopIteration as end:
            return end.value

    @asynccontextmanager
    async def until(self, finish: Callable[[End], Flow[None]]) -> AsyncGenerator[None]:
        """Tells how the block ended; what it raised goes on, whether that could be told or not."""
        async with self._telling(finish, BaseException):
            yield
        async with self._telling(finish, *INTERRUPTS):
            await self.do(finish(COMPLETED))

    @asynccontextmanager
    async def _telling(
        self, finish: Callable[[End], Flow[None]], *told: type[BaseException]
    ) -> AsyncGenerator[None]:
        try:
            yield
        except told as raised:
            do = self._do_all_the_same if isinstance(raised, asyncio.CancelledError) else self.do
            try:
                await do(finish(end_by(raised)))
            except Exception as why:
                note_unrecorded(raised, why)
            raise

    async def _do_all_the_same(self, flow: Flow[T]) -> T:
        """Does it in a task of its own: a cancelled scope of anyio's cancels every wait in it."""
        doing = asyncio.create_task(self.do(flow))
        while not doing.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait([doing])
        return doing.result()
