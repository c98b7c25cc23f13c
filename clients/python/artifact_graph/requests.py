"""HTTP requests that are safe to send again, and are sent until the service answers.

What is recorded is written once for both clients, the one that blocks and the one for asyncio: as a
flow, a generator that yields the requests it wants sent and is sent their responses.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any, BinaryIO, TypeAlias, TypeVar

import httpx

from artifact_graph.errors import (
    ArtifactGraphError,
    Unavailable,
    UploadRefused,
    class_of,
    error_of,
)
from artifact_graph.json_values import as_json

T = TypeVar("T")

SHORTEST_PAUSE, LONGEST_PAUSE = 0.05, 5.0
BUSY = frozenset({408, 429, 500, 502, 503, 504})
"""The statuses by which servers, and proxies before them, ask to try again later."""

NO_ANSWER = (
    httpx.TimeoutException,
    httpx.NetworkError,
    httpx.ProxyError,
    httpx.RemoteProtocolError,
)
"""What httpx raises when there was no whole answer."""


@dataclass(frozen=True, slots=True)
class Send:
    """A request to send after a pause, in seconds."""

    request: httpx.Request
    pause: float


Flow: TypeAlias = Generator[Send, httpx.Response, T]


def answered(
    make: Callable[[], httpx.Request], read: Callable[[httpx.Response], T], retry_for: float
) -> Flow[T]:
    """What `read` makes of the answer to a request, which must be safe to send more than once.

    It is sent again while there is no answer and while `read` raises Unavailable, for `retry_for`
    seconds after that was so for the first time; then Unavailable is raised.
    """
    last: Exception | None = None
    for pause in _pauses(retry_for):
        try:
            return read((yield Send(make(), pause)))
        except (*NO_ANSWER, Unavailable) as error:
            last = error
        except httpx.RequestError as error:
            raise error_of("UNEXPECTED_ANSWER", str(error)) from error
    why = str(last) or type(last).__name__
    raise Unavailable("UNAVAILABLE", f"tried again for {retry_for:g} s; last: {why}") from last


def _pauses(retry_for: float) -> Iterator[float]:
    """No pause, then longer and longer ones, at random so that clients do not come together."""
    yield 0.0
    until, longest = monotonic() + retry_for, SHORTEST_PAUSE
    while monotonic() + (pause := random.uniform(longest / 2, longest)) < until:  # noqa: S311
        yield pause
        longest = min(2 * longest, LONGEST_PAUSE)


def post_json(
    url: str, body: Mapping[str, object], headers: Mapping[str, str], seconds: float
) -> httpx.Request:
    """A POST of JSON; `seconds` is how long the answer may take. Raises BadInput for no JSON."""
    encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
    try:
        return httpx.Request("POST", url, json=body, headers=encoded, extensions=_timeout(seconds))
    except (TypeError, ValueError):
        as_json(body["variables"])  # Raises BadInput with the path of what has no JSON.
        raise


def post_file(
    url: str, fields: Mapping[str, str], file: BinaryIO, media_type: str, seconds: float
) -> httpx.Request:
    """A form that brings a file to the store, read from its start while it is sent."""
    file.seek(0)
    return httpx.Request(
        "POST",
        url,
        data=dict(fields),
        files={"file": ("content", file, media_type)},
        extensions=_timeout(seconds),
    )


def _timeout(seconds: float) -> dict[str, Any]:
    least = min(seconds, 30)
    return {"timeout": httpx.Timeout(least, connect=min(least, 5), read=seconds).as_dict()}


def read_data(response: httpx.Response) -> Any:
    """The data of a GraphQL answer; raises what its errors stand for."""
    try:
        answer: Any = response.json()
        errors = answer.get("errors")
        if errors:
            code, message = errors[0]["extensions"]["code"], errors[0]["message"]
            known = Unavailable if response.status_code in BUSY else class_of(code)
            raise known(code, message)
        data: Any = answer["data"]
        data.keys()
    except (ValueError, AttributeError, LookupError, TypeError):
        raise unexpected(response) from None
    return data


def read_payload(response: httpx.Response) -> Any:
    """The only field of a GraphQL answer; raises what its errors, or its problem, stand for."""
    [field] = read_data(response).values()
    if field is not None and "code" in field:
        raise error_of(field["code"], field["message"])
    return field


def read_receipt(response: httpx.Response) -> None:
    """Raises UploadRefused when the store has not taken a form, with the reason it gives."""
    if response.status_code in BUSY:
        raise unexpected(response)
    if not response.is_success:
        reason = f"the store answered {response.status_code}: {response.text[:1000]}"
        raise UploadRefused("UPLOAD_REFUSED", reason)


def unexpected(response: httpx.Response) -> ArtifactGraphError:
    """The error for an answer that is not the API's, but that of a proxy before it, say."""
    code = "UNAVAILABLE" if response.status_code in BUSY else "UNEXPECTED_ANSWER"
    url = response.request.url.copy_with(username=None, password=None)
    return error_of(code, f"{url} answered {response.status_code}")
