"""What carries out flows: one that waits, and one that does not; they differ in nothing else."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from typing import TypeVar

import httpx

from artifact_graph.api import Api
from artifact_graph.calls import Flow
from artifact_graph.endings import COMPLETED, End, end_by, note_unrecorded
from artifact_graph.errors import ArtifactGraphError

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
        try:
            yield
        except BaseException as raised:
            try:
                self.do(finish(end_by(raised)))
            except ArtifactGraphError as why:
                note_unrecorded(raised, why)
            raise
        self.do(finish(COMPLETED))


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
        try:
            yield
        except BaseException as raised:
            try:
                await self.do(finish(end_by(raised)))
            except ArtifactGraphError as why:
                note_unrecorded(raised, why)
            raise
        await self.do(finish(COMPLETED))
