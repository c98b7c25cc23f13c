"""Clients of the S3 server, with limits that a service needs, and whether the server is there."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import urllib3
from anyio import CapacityLimiter, to_thread
from minio import Minio
from minio.error import S3Error

from app.blobs.faults import translated
from app.errors import Unavailable

if TYPE_CHECKING:
    from app.settings import Settings

AT_ONCE = 32
"""How many calls to the store are under way at once; others wait."""
ASKING_AT_ONCE = 8


def client(settings: Settings, endpoint: str, *, seconds: float) -> Minio:
    """A client that gives up after so many seconds without an answer, and tries once."""
    assert settings.s3_access_key is not None  # noqa: S101
    assert settings.s3_secret_key is not None  # noqa: S101
    url = urlsplit(endpoint)
    return Minio(
        url.netloc,
        access_key=settings.s3_access_key.get_secret_value(),
        secret_key=settings.s3_secret_key.get_secret_value(),
        secure=url.scheme == "https",
        region=settings.s3_region,
        http_client=urllib3.PoolManager(
            maxsize=AT_ONCE,
            timeout=urllib3.Timeout(connect=1.5, read=seconds),
            retries=False,
        ),
    )


def beating(ask: Callable[[], object]) -> Callable[[], Coroutine[Any, Any, bool]]:
    """Tells whether the store answers to a call that moves no bytes; also by a refusal.

    It has threads of its own, so that calls which wait for free ones are not taken for silence.
    """
    limiter = CapacityLimiter(ASKING_AT_ONCE)

    def answered() -> None:
        with suppress(S3Error):
            ask()

    async def beats() -> bool:
        try:
            with translated():
                await to_thread.run_sync(answered, limiter=limiter, abandon_on_cancel=True)
        except Unavailable:
            return False
        return True

    return beats
