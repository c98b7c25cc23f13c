"""Idempotent requests: the same request id does its work once, and gets the same answer again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson

from app.domain.values import checked_name
from app.errors import IdempotencyMismatch
from app.graph.moments import moment_text
from app.graph.session import Graph
from app.graph.statements import writes
from app.graph.transaction import Transaction

_STATEMENTS = writes("requests")

Answer = dict[str, Any]
"""What an action answers, as JSON: ids and flags, from which the rest can be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A request that is held to the end of the transaction.

    `digest` is that of what is asked now; the others are of what was asked and answered before.
    """

    key: str
    digest: str
    known_digest: str | None
    known_answer: str | None

    def earlier_answer(self) -> Answer | None:
        """What the request was answered before, or None when it was not.

        Raises IdempotencyMismatch when its id was used for something else.
        """
        if self.known_digest is None or self.known_answer is None:
            return None
        if self.known_digest != self.digest:
            raise IdempotencyMismatch("this requestId was used before, for something else")
        return orjson.loads(self.known_answer)


async def claim_requests(
    transaction: Transaction, asked: Mapping[str, Mapping[str, object]]
) -> list[Claim]:
    """Takes the requests, by their ids, and returns a claim of each in the order of `asked`.

    What is asked of each is all that the caller asked, with the name of the action.
    """
    rows = await transaction.rows(_STATEMENTS["claim"], keys=sorted(asked))
    known = {row["key"]: row for row in rows}
    return [
        Claim(
            key=key,
            digest=_digest(of),
            known_digest=known[key]["hash"],
            known_answer=known[key]["answer"],
        )
        for key, of in asked.items()
    ]


async def keep_answers(transaction: Transaction, made: Sequence[tuple[Claim, Answer]]) -> None:
    """Keeps the answer of each request, for those who ask again."""
    answers = [
        {"key": claim.key, "hash": claim.digest, "answer": orjson.dumps(answer).decode()}
        for claim, answer in made
    ]
    await transaction.write(_STATEMENTS["answer"], answers=answers)


async def once(
    transaction: Transaction,
    request_id: str,
    asked: Mapping[str, object],
    work: Callable[[], Awaitable[Answer]],
    refuse_removed: Callable[[], Awaitable[None]] | None = None,
) -> Answer:
    """Does the work unless this request was answered before; then that answer comes again.

    `asked` is all that the caller asked, with the name of the action. `refuse_removed` raises when
    what the work made was removed since, so that there is nothing to answer with. Raises
    IdempotencyMismatch when the id was used for something else.
    """
    key = checked_name(request_id, "requestId")
    [claim] = await claim_requests(transaction, {key: asked})
    known = claim.earlier_answer()
    if known is not None:
        if refuse_removed is not None:
            await refuse_removed()
        return known
    answer = await work()
    await keep_answers(transaction, [(claim, answer)])
    return answer


def given(**arguments: object) -> dict[str, object]:
    """Those arguments of a request that say something; the others are left out of `asked`.

    It is for arguments that earlier versions did not have: a request of theirs, sent again after
    an upgrade, is still the same request.
    """
    return {name: value for name, value in arguments.items() if value}


def _digest(asked: Mapping[str, object]) -> str:
    text = orjson.dumps(asked, default=moment_text, option=orjson.OPT_SORT_KEYS)
    return sha256(text).hexdigest()


async def is_answered(graph: Graph, request_id: str) -> bool:
    """Whether the request was answered, so that the same action answers it without its work.

    For work that begins outside the graph, such as storing bytes: it need not be done again.
    """
    key = checked_name(request_id, "requestId")
    [row] = await graph.rows(_STATEMENTS["is_answered"], key=key)
    return row["is_answered"]
