"""The API at an address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from math import inf
from typing import Any, TypeVar

import httpx

from artifact_graph.mutations import document
from artifact_graph.requests import Flow, answered, post_json, read_data, read_payload

T = TypeVar("T")

ANSWER_SECONDS = 30.0
"""How long an answer may take that moves few bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """An address, and for how many seconds a request is sent again that gets no answer.

    No answer is waited for longer than `patience`, in seconds.
    """

    address: str
    retry_for: float
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    patience: float = inf

    def mutate(
        self, mutation: str, input: Mapping[str, object], seconds: float = ANSWER_SECONDS
    ) -> Flow[Any]:
        """The payload of a mutation that is safe to send twice."""
        return self._send(document(mutation), {"input": input}, read_payload, seconds)

    def query(
        self, text: str, variables: Mapping[str, object], seconds: float = ANSWER_SECONDS
    ) -> Flow[Any]:
        """The data of a query."""
        return self._send(text, variables, read_data, seconds)

    def _send(
        self,
        text: str,
        variables: Mapping[str, object],
        read: Callable[[httpx.Response], T],
        seconds: float,
    ) -> Flow[T]:
        body = {"query": text, "variables": variables}
        seconds = min(seconds, self.patience)
        make = partial(post_json, f"{self.address}/graphql", body, self.headers, seconds)
        return answered(make, read, self.retry_for)


def address_of(text: str) -> str:
    """The address of a service as somebody writes it: with or without http:// and /graphql.

    ValueError for what is no address.
    """
    whole = text.strip() if "://" in text else f"http://{text.strip()}"
    try:
        url = httpx.URL(whole)
    except httpx.InvalidURL as error:
        raise ValueError(f"{text!r} is no address of a service: {error}") from None
    if url.scheme not in {"http", "https"} or not url.host:
        raise ValueError(f"{text!r} is no address of a service: it begins with http:// or https://")
    return whole.rstrip("/").removesuffix("/graphql").rstrip("/")
