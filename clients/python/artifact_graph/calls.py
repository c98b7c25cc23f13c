"""Requests that are safe to send again, and are sent until somebody answers.

What is recorded is told once, for the client that waits and for the one that does not: as a flow,
a generator that yields the calls it wants made and is sent what they answer.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any, BinaryIO, TypeAlias, TypeVar, cast

import httpx

from artifact_graph.errors import ArtifactGraphError, Unavailable, UploadRefused, error_of
from artifact_graph.unwritable import first_unwritable

T = TypeVar("T")

SHORTEST_PAUSE, LONGEST_PAUSE = 0.05, 5.0
BUSY = frozenset({408, 429, 500, 502, 503, 504})
"""The statuses by which servers, and what stands before them, ask to try again later."""

NOBODY = (
    httpx.TimeoutException,
    httpx.NetworkError,
    httpx.ProxyError,
    httpx.RemoteProtocolError,
)
"""What is raised when nobody answered, or not to the end."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request to send after a pause, in seconds."""

    request: httpx.Request
    pause: float


Flow: TypeAlias = Generator[Call, httpx.Response, T]


def answered(
    make: Callable[[], httpx.Request], read: Callable[[httpx.Response], T], retry_for: float
) -> Flow[T]:
    """What `read` makes of the answer to a request, which must be safe to send more than once.

    It is sent again while nobody answers and while `read` raises Unavailable, for `retry_for`
    seconds after that was so for the first time; then Unavailable is raised.
    """
    unanswered: Exception | None = None
    for pause in _pauses(retry_for):
        try:
            return read((yield Call(make(), pause)))
        except (*NOBODY, Unavailable) as error:
            unanswered = error
        except httpx.RequestError as error:
            raise error_of("UNEXPECTED_ANSWER", str(error)) from error
    why = str(unanswered) or type(unanswered).__name__
    raise Unavailable(
        "UNAVAILABLE", f"tried again for {retry_for:g} s; last: {why}"
    ) from unanswered


def _pauses(retry_for: float) -> Iterator[float]:
    """No pause, then longer and longer ones, at random so that clients do not come together."""
    yield 0.0
    until, longest = monotonic() + retry_for, SHORTEST_PAUSE
    while monotonic() + (pause := random.uniform(longest / 2, longest)) < until:  # noqa: S311
        yield pause
        longest = min(2 * longest, LONGEST_PAUSE)


def question(
    address: str, document: str, variables: Mapping[str, object], seconds: float
) -> httpx.Request:
    """A GraphQL request; `seconds` is how long the answer may take.

    Raises BadInput for values that no JSON in UTF-8 can have: NaN, half of a surrogate pair, or
    what is neither number, text, list nor dict.
    """
    try:
        return httpx.Request(
            "POST",
            f"{address}/graphql",
            json={"query": document, "variables": variables},
            extensions=_patience(seconds),
        )
    except (TypeError, ValueError, RecursionError) as error:
        why = first_unwritable(cast("Mapping[str, object]", variables.get("input", variables)))
        raise error_of("BAD_INPUT", why or f"it cannot be written as JSON: {error}") from error


def form(
    url: str, fields: Mapping[str, str], file: BinaryIO, media_type: str, seconds: float
) -> httpx.Request:
    """A form that brings a file to the store, read from its start while it is sent."""
    file.seek(0)
    return httpx.Request(
        "POST",
        url,
        data=dict(fields),
        files={"file": ("content", file, media_type)},
        extensions=_patience(seconds),
    )


def _patience(seconds: float) -> dict[str, Any]:
    least = min(seconds, 30)
    return {"timeout": httpx.Timeout(least, connect=min(least, 5), read=seconds).as_dict()}


def read_data(response: httpx.Response) -> Any:
    """The only field of a GraphQL answer; raises what its errors, or its problem, stand for."""
    try:
        answer: Any = response.json()
        errors = answer.get("errors")
        if errors:
            raise error_of(errors[0]["extensions"]["code"], errors[0]["message"])
        [field] = answer["data"].values()
    except (ValueError, AttributeError, LookupError, TypeError):
        raise _unexpected(response) from None
    problem: Any = field or {}
    if "code" in problem:
        raise error_of(problem["code"], problem["message"])
    return field


def read_receipt(response: httpx.Response) -> None:
    """Raises UploadRefused when the store has not taken a form, with what it says."""
    if response.status_code in BUSY:
        raise _unexpected(response)
    if not response.is_success:
        said = f"the store answered {response.status_code}: {response.text[:1000]}"
        raise UploadRefused("UPLOAD_REFUSED", said)


def _unexpected(response: httpx.Response) -> ArtifactGraphError:
    """What an answer stands for that is not the API's, but that of what stands before it."""
    code = "UNAVAILABLE" if response.status_code in BUSY else "UNEXPECTED_ANSWER"
    url = response.request.url.copy_with(username=None, password=None)
    return error_of(code, f"{url} answered {response.status_code}")
