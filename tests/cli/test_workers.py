"""Several processes serve one address together, and end together."""

from __future__ import annotations

import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import anyio
import httpx
import psutil
import pytest
from anyio.abc import Process

from app.settings import Settings
from tests.processes import running
from tests.waiting import HANG, until

pytestmark = pytest.mark.anyio

ASKED = {"query": "{ __typename }"}
ANSWER = {"data": {"__typename": "Query"}}


@asynccontextmanager
async def two(settings: Settings) -> AsyncGenerator[tuple[str, Process]]:
    """The address of a service of two workers, and the process that looks after them."""
    async with running(settings.model_copy(update={"workers": 2})) as (client, process):
        yield f"{client.base_url}", process


def workers(process: Process) -> list[psutil.Process]:
    children = psutil.Process(process.pid).children()
    return [one for one in children if "spawn_main" in " ".join(one.cmdline())]


async def answers(address: str) -> list[object]:
    """What some requests are answered, each of which comes by a connection of its own."""
    told = list[object]()
    for _ in range(4):
        async with httpx.AsyncClient(base_url=address, timeout=HANG) as client:
            told.append((await client.post("/graphql", json=ASKED)).json())
    return told


async def gone(processes: list[psutil.Process]) -> None:
    assert (await anyio.to_thread.run_sync(psutil.wait_procs, processes, HANG))[1] == []


async def test_each_of_two_workers_answers_one_that_dies_is_replaced_and_all_end_when_told(
    settings: Settings,
) -> None:
    async with two(settings) as (address, process):
        first, second = workers(process)
        for idle in (first, second):
            idle.suspend()
            assert await answers(address) == [ANSWER] * 4
            idle.resume()

        first.kill()
        await gone([first])
        await until(lambda: len(workers(process)) == 2 and first not in workers(process))
        both = workers(process)
        assert await answers(address) == [ANSWER] * 4

        process.send_signal(signal.SIGTERM)

        with anyio.fail_after(HANG):
            assert await process.wait() == 0
        assert not any(one.is_running() for one in both)


async def test_workers_end_with_the_process_that_looks_after_them(settings: Settings) -> None:
    async with two(settings) as (_, process):
        both = workers(process)

        process.kill()

        await gone(both)
