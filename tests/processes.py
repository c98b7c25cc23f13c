"""Processes of the service, as an operator starts them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import anyio
import httpx
from anyio.abc import Process
from pydantic import SecretStr

from app.settings import PREFIX, Settings
from tests.waiting import HANG

ROOT = Path(__file__).parents[1]


def environment(settings: Settings) -> dict[str, str]:
    """The environment of a process on those servers, which takes any free port."""
    given = settings.model_dump(exclude={"data"}, exclude_none=True) | {"port": 0}
    shown = {
        name: value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        for name, value in given.items()
    }
    return os.environ | {f"{PREFIX}{name.upper()}": text for name, text in shown.items()}


@asynccontextmanager
async def process(settings: Settings) -> AsyncGenerator[httpx.AsyncClient]:
    """A client of a process of its own, `python -m app serve`, while the block lasts."""
    async with running(settings) as (client, _):
        yield client


@asynccontextmanager
async def running(settings: Settings) -> AsyncGenerator[tuple[httpx.AsyncClient, Process]]:
    """The same, and the process itself, which may have ended before the block does."""
    service = await anyio.open_process(
        [sys.executable, "-u", "-m", "app", "serve"],
        cwd=ROOT,
        env=environment(settings),
        stdout=subprocess.PIPE,
        stderr=None,
    )
    async with service:
        assert service.stdout is not None
        printed = ""
        while "ready" not in printed:
            printed += (await service.stdout.receive()).decode()
        address = printed.split()[4].removesuffix("/graphql")
        try:
            async with httpx.AsyncClient(base_url=address, timeout=HANG) as client:
                yield client, service
        finally:
            with suppress(ProcessLookupError):
                service.terminate()
