"""Somebody says which bytes they will bring."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from app.domain.artifacts import Kind, check_media_type_of
from app.domain.events import LOCAL_ACTOR
from app.domain.values import (
    BIG_INT_MAX,
    checked_count,
    checked_media_type,
    checked_name,
    checked_sha256,
    optional,
)
from app.errors import AppError, BadInput, EmptyBlob
from app.graph.session import Graph
from app.graph.transaction import Transaction
from app.writes.requests import Answer, Claim, claim_requests, keep_answers
from app.writes.uploads import create_uploads

MAX_UPLOADS = 100
"""How many uploads can begin at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadIntent:
    """What an upload shall bring; its size and digest when they are known."""

    request_id: str
    kind: Kind
    media_type: str
    size: int | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BegunUpload:
    """An upload that can be used until it expires, by the graph's clock."""

    upload_id: str
    expires_at: datetime


async def begin_uploads(
    graph: Graph,
    uploads: Sequence[UploadIntent],
    *,
    lifetime: timedelta,
    largest: int = BIG_INT_MAX,
    actor: str = LOCAL_ACTOR,
) -> list[BegunUpload]:
    """Notes what each upload shall bring, in one transaction, and returns them in that order.

    A retry gets the same upload with the same end, also in another batch or alone. Only this actor
    can use it, once. Raises BadInput, also for no or more than 100 uploads, EmptyBlob,
    MediaTypeMismatch, IdempotencyMismatch, naming the upload where there are several.
    """
    asked = _checked_all(uploads, largest, actor)

    async def work(transaction: Transaction) -> list[Answer]:
        claims = await claim_requests(transaction, asked)
        answers: dict[str, Answer] = {}
        for place, claim in enumerate(claims):
            with _about(place, uploads):
                if (known := claim.earlier_answer()) is not None:
                    answers[claim.key] = known
        new = [claim for claim in claims if claim.key not in answers]
        answers |= await _create(transaction, new, asked, lifetime)
        return [answers[claim.key] for claim in claims]

    return [
        BegunUpload(upload_id=one["id"], expires_at=datetime.fromisoformat(one["expires_at"]))
        for one in await graph.write(work)
    ]


async def _create(
    transaction: Transaction,
    claims: Sequence[Claim],
    asked: Mapping[str, Mapping[str, object]],
    lifetime: timedelta,
) -> dict[str, Answer]:
    if not claims:
        return {}
    ids = {str(uuid4()): claim for claim in claims}
    rows = [{"id": upload_id, **asked[claim.key]} for upload_id, claim in ids.items()]
    expiries = await create_uploads(transaction, rows, lifetime)
    made = [
        (ids[upload_id], {"id": upload_id, "expires_at": expires_at})
        for upload_id, expires_at in expiries.items()
    ]
    await keep_answers(transaction, made)
    return {claim.key: answer for claim, answer in made}


def _checked_all(
    uploads: Sequence[UploadIntent], largest: int, actor: str
) -> dict[str, Mapping[str, object]]:
    """What each request asks, by its id."""
    if not 1 <= len(uploads) <= MAX_UPLOADS:
        raise BadInput(f"uploads must have 1 to {MAX_UPLOADS} items, not {len(uploads)}")
    asked: dict[str, Mapping[str, object]] = {}
    for place, upload in enumerate(uploads):
        with _about(place, uploads):
            key = checked_name(upload.request_id, "requestId")
            if key in asked:
                raise BadInput("another upload of the batch has the same requestId")
            asked[key] = {"action": "begin_upload", "actor": actor, **_checked(upload, largest)}
    return asked


def _checked(upload: UploadIntent, largest: int) -> dict[str, object]:
    media_type = checked_media_type(upload.media_type)
    check_media_type_of(upload.kind, media_type)
    if upload.size == 0:
        raise EmptyBlob("an upload has at least one byte")
    if upload.size is not None:
        checked_count(upload.size, "size", least=1, most=largest)
    return {
        "kind": upload.kind.value,
        "media_type": media_type,
        "size": upload.size,
        "sha256": optional(checked_sha256, upload.sha256, "sha256"),
    }


@contextmanager
def _about(place: int, uploads: Sequence[UploadIntent]) -> Generator[None]:
    """Says in every error which of several uploads it is about."""
    try:
        yield
    except AppError as error:
        if len(uploads) == 1:
            raise
        raise type(error)(f"uploads[{place}]: {error.message}") from None
