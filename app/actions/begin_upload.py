"""Somebody says which bytes they will bring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from app.actions.requests import Answer, once
from app.domain.artifacts import Kind, check_media_type_of
from app.domain.events import LOCAL_ACTOR
from app.domain.values import (
    BIG_INT_MAX,
    checked_count,
    checked_media_type,
    checked_sha256,
    optional,
)
from app.errors import EmptyBlob
from app.graph.session import Graph
from app.graph.statements import mutation
from app.graph.transaction import Transaction

_STATEMENTS = mutation("begin_upload")


@dataclass(frozen=True, slots=True, kw_only=True)
class BegunUpload:
    """An upload that can be used until it expires, by the graph's clock."""

    upload_id: str
    expires_at: datetime


async def begin_upload(
    graph: Graph,
    *,
    request_id: str,
    kind: Kind,
    media_type: str,
    lifetime: timedelta,
    size: int | None = None,
    sha256: str | None = None,
    actor: str = LOCAL_ACTOR,
) -> BegunUpload:
    """Notes what an upload shall bring; a retry gets the same upload, with the same end.

    Only this actor can use it, once. Raises BadInput, EmptyBlob, MediaTypeMismatch,
    IdempotencyMismatch.
    """
    intent = _checked(kind, media_type, size, sha256) | {"actor": actor}
    upload_id = str(uuid4())

    async def work(transaction: Transaction) -> Answer:
        async def create() -> Answer:
            rows = await transaction.run(
                _STATEMENTS["create_upload"],
                upload={"id": upload_id, **intent},
                seconds=int(lifetime.total_seconds()),
            )
            return {"id": upload_id, "expires_at": rows[0]["expires_at"]}

        return await once(transaction, request_id, {"action": "begin_upload", **intent}, create)

    answer = await graph.write(work)
    return BegunUpload(
        upload_id=answer["id"], expires_at=datetime.fromisoformat(answer["expires_at"])
    )


def _checked(
    kind: Kind, media_type: str, size: int | None, sha256: str | None
) -> dict[str, object]:
    registered = checked_media_type(media_type)
    check_media_type_of(kind, registered)
    if size == 0:
        raise EmptyBlob("an upload has at least one byte")
    return {
        "kind": kind.value,
        "media_type": registered,
        "size": None if size is None else checked_count(size, "size", least=1, most=BIG_INT_MAX),
        "sha256": optional(checked_sha256, sha256, "sha256"),
    }
