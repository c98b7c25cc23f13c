"""What a store answers to a signed link, which says more than a client's exceptions do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from uuid import uuid4

import urllib3
from anyio import to_thread

from app.blobs.clients import client
from app.blobs.faults import translated

if TYPE_CHECKING:
    from app.settings import Settings

_CODE = re.compile(rb"<Code>(\w+)</Code>")
_SECONDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """An answer: its code, and how far the store's clock is ahead of this one."""

    code: str
    ahead: timedelta

    @property
    def usable(self) -> bool:
        """Whether the link was good: the store looked, and found no such object."""
        return self.code == "NoSuchKey"


async def probe(settings: Settings, endpoint: str) -> Probe:
    """What a link to an object that nobody has made is answered with; Unavailable when nothing is.

    The code is that of S3, or `HTTP 404` where what answers is not S3.
    """
    signer = client(settings, endpoint, seconds=_SECONDS)
    link = signer.presigned_get_object(settings.s3_bucket, f"probes/{uuid4()}")

    def get() -> urllib3.BaseHTTPResponse:
        timeout = urllib3.Timeout(connect=_SECONDS, read=_SECONDS)
        return urllib3.request("GET", link, redirect=False, retries=False, timeout=timeout)

    with translated():
        answer = await to_thread.run_sync(get, abandon_on_cancel=True)
    code = _CODE.search(answer.data)
    return Probe(code=code[1].decode() if code else f"HTTP {answer.status}", ahead=_ahead(answer))


def _ahead(answer: urllib3.BaseHTTPResponse) -> timedelta:
    try:
        return parsedate_to_datetime(answer.headers.get("Date", "")) - datetime.now(UTC)
    except ValueError:
        return timedelta()
