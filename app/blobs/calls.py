"""Calls to the S3 server in threads, which end in time or while the server lives."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from functools import partial, wraps
from typing import TYPE_CHECKING, Any, TypeVar

from anyio import CapacityLimiter, fail_after, to_thread
from minio.error import S3Error

from app.blobs.clients import AT_ONCE
from app.blobs.faults import translated
from app.measures import STORE_SECONDS, timed
from app.pulse import Pulse

if TYPE_CHECKING:
    from urllib3.response import BaseHTTPResponse

T = TypeVar("T")

CHUNK = 256 * 1024
ANSWER_SECONDS = 4.0
"""How long a call may take that moves few bytes, its wait for others included."""
LONG_AT_ONCE = 8
"""How many uploads are copied or read at once; others wait."""


class Calls:
    """Calls of a client that blocks; `pulse` says whether the server lives.

    Every call raises what `translated` says.
    """

    def __init__(self, pulse: Pulse) -> None:
        self._pulse = pulse
        self._limiter = CapacityLimiter(AT_ONCE)
        self._long_limiter = CapacityLimiter(LONG_AT_ONCE)

    async def short(self, function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Calls the store; one that hangs is left to its thread, which its own timeouts end."""
        call = partial(function, *args, **kwargs)
        with _timed(function), translated(), fail_after(ANSWER_SECONDS):
            return await to_thread.run_sync(call, limiter=self._limiter, abandon_on_cancel=True)

    async def long(self, function: Callable[..., T], *args: Any) -> T:
        """Calls the store for as long as it takes, its wait for others included, while it lives."""
        call = to_thread.run_sync(
            function, *args, limiter=self._long_limiter, abandon_on_cancel=True
        )
        with _timed(function), translated():
            return await self._pulse.wait_for(call)

    async def read(self, response: BaseHTTPResponse) -> bytes:
        """The next chunk; never abandoned, since what is being read cannot be closed."""
        with translated():
            return await to_thread.run_sync(response.read, CHUNK, limiter=self._limiter)


class NewObject:
    """An object that is being written; `delete` is called when nothing is going to name it."""

    def __init__(self, delete: Callable[[], object]) -> None:
        self._delete = delete
        self.is_unused = False
        """Set when its caller waits no longer for the write, which goes on in its thread."""

    def written_by(self, write: partial[Any]) -> Callable[[], None]:
        """The write, for a thread. Of one that failed on the way nobody knows what it left."""

        @wraps(write.func)
        def call() -> None:
            try:
                write()
            except S3Error:
                raise
            except BaseException:
                with suppress(Exception):
                    self._delete()
                raise
            if self.is_unused:
                self._delete()

        return call


def _timed(function: Any) -> AbstractContextManager[None]:
    return timed(STORE_SECONDS, getattr(function, "func", function).__name__.lstrip("_"))
