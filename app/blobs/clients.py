"""Clients of the S3 server, with limits that a service needs in place of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import urllib3
from minio import Minio

if TYPE_CHECKING:
    from app.settings import Settings

AT_ONCE = 32
"""How many calls to the store are under way at once; others wait."""


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
