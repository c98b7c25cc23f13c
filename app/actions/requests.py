"""Idempotent requests: the same request id does its work once, and gets the same answer again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from hashlib import sha256
from typing import Any

import orjson

from app.domain.values import checked_name
from app.errors import IdempotencyMismatch
from app.graph.moments import moment_text
from app.graph.session import Graph
from app.graph.statements import mutation
from app.graph.transaction import Transaction

_ANY = mutation("any")

Answer = dict[str, Any]
"""What an action answers, as JSON: ids and flags, from which the rest can be read."""


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
    asked_text = orjson.dumps(asked, default=moment_text, option=orjson.OPT_SORT_KEYS)
    digest = sha256(asked_text).hexdigest()
    known = await transaction.one(_ANY["claim_request"], key=key)
    if known is not None and known["hash"] is not None:
        if known["hash"] != digest:
            raise IdempotencyMismatch("this requestId was used before, for something else")
        if refuse_removed is not None:
            await refuse_removed()
        return orjson.loads(known["answer"])
    answer = await work()
    text = orjson.dumps(answer).decode()
    await transaction.run(_ANY["answer_request"], key=key, hash=digest, answer=text)
    return answer


def given(**arguments: object) -> dict[str, object]:
    """Those arguments of a request that say something; the others are left out of `asked`.

    It is for arguments that earlier versions did not have: a request of theirs, sent again after
    an upgrade, is still the same request.
    """
    return {name: value for name, value in arguments.items() if value}


async def is_answered(graph: Graph, request_id: str) -> bool:
    """Whether the request was answered, so that the same action answers it without its work.

    For work that begins outside the graph, such as storing bytes: it need not be done again.
    """
    key = checked_name(request_id, "requestId")
    rows = await graph.read(_ANY["is_answered"].text, {"key": key})
    return bool(rows[0][0])


async def take_lock(transaction: Transaction, name: str) -> int:
    """Waits for the lock of that name and holds it until the transaction ends.

    Returns how often it was taken. Locks are taken in this order: request, import, lineage, story,
    upload, run, artifact (ids ascending), blob.
    """
    [row] = await transaction.run(_ANY["take_lock"], name=name)
    return row["n"]
