"""Clients of the S3 server, with limits that a service needs, and whether the server is there."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import urllib3
from minio import Minio
from minio.error import S3Error

from app.blobs.faults import translated
from app.errors import Unavailable

if TYPE_CHECKING:
    from app.settings import Settings

AT_ONCE = 32
"""How many calls to the store are under way at once; others wait."""
PROBE_SECONDS = 1.25
"""Seconds in which the store has to take a probe, and again to answer it."""


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
            timeout=urllib3.Timeout(connect=min(1.5, seconds), read=seconds),
            retries=False,
        ),
    )


def probing(ask: Callable[[], object]) -> Callable[[], bool]:
    """Says whether the store answers to a call that moves no bytes; also by a refusal.

    The call is to be one of a client of its own, whose `seconds` limit it.
    """

    def answers() -> bool:
        try:
            with translated(), suppress(S3Error):
                ask()
        except Unavailable:
            return False
        return True

    return answers
