"""The API at an address, and the three ways in which it is told something."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial
from math import inf
from typing import Any
from uuid import uuid4

from artifact_graph.calls import Flow, answered, question, read_data
from artifact_graph.errors import IllegalTransition

ANSWER_SECONDS = 30.0
"""How long an answer may take that moves few bytes."""


def new_request_id() -> str:
    """A request id that no other request has."""
    return uuid4().hex


@dataclass(frozen=True, slots=True)
class Move:
    """A mutation of a status, what its input calls the subject, and the query of the status."""

    document: str
    key: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """An address, and for how many seconds a request is sent again that nobody answers.

    No answer is waited for longer than `patience`, in seconds.
    """

    address: str
    retry_for: float
    patience: float = inf

    def tell(
        self, document: str, facts: Mapping[str, object], seconds: float = ANSWER_SECONDS
    ) -> Flow[Any]:
        """Does a mutation that can be done twice, whose answer may take some seconds."""
        return self._ask(document, {"input": facts}, seconds)

    def create(
        self, document: str, request_id: str | None, facts: Mapping[str, object]
    ) -> Flow[Any]:
        """Does a mutation that makes something, once: every try has the same request id."""
        return self.tell(document, {"requestId": request_id or new_request_id(), **facts})

    def move(
        self, move: Move, subject_id: str, done: Collection[str], facts: Mapping[str, object]
    ) -> Flow[str | None]:
        """Moves a run or a step on, unless its status says that this was done before.

        Returns that status then.

        These mutations have no request id. When the answer to one is lost, the next try is refused,
        and what is seen then tells that it was done.
        """
        try:
            yield from self.tell(move.document, {move.key: subject_id, **facts})
        except IllegalTransition:
            seen = yield from self._ask(move.status, {"id": subject_id}, ANSWER_SECONDS)
            if seen is None or seen["status"] not in done:
                raise
            return seen["status"]
        return None

    def _ask(self, document: str, variables: Mapping[str, object], seconds: float) -> Flow[Any]:
        make = partial(question, self.address, document, variables, min(seconds, self.patience))
        return answered(make, read_data, self.retry_for)
