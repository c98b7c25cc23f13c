"""Uploads: somebody has said what bytes they bring, and has a while to bring them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.domain.artifacts import Kind
from app.domain.blobs import StoredBlob
from app.domain.values import checked_id, checked_media_type
from app.errors import BadInput, DigestMismatch, SizeMismatch, UploadExpired
from app.graph.session import Graph
from app.graph.statements import writes
from app.graph.transaction import Transaction

_STATEMENTS = writes("uploads")

Begun = dict[str, Any]
"""What an upload was begun for, by property."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """What an upload was begun for; size and digest only when they were said."""

    upload_id: str
    kind: Kind
    media_type: str
    size: int | None
    sha256: str | None
    expires_at: datetime


async def usable_upload(graph: Graph, *, upload_id: str, actor: str) -> Upload:
    """What the upload was begun for; UploadExpired when it is over, used, or of somebody else."""
    checked_id(upload_id, "uploadId")
    rows = await graph.rows(_STATEMENTS["read"], upload_id=upload_id, actor=actor)
    if not rows:
        raise _expired()
    [upload] = rows
    return Upload(
        upload_id=upload_id,
        kind=Kind(upload["kind"]),
        media_type=upload["media_type"],
        size=upload["size"],
        sha256=upload["sha256"],
        expires_at=datetime.fromisoformat(upload["expires_at"]),
    )


async def create_uploads(
    transaction: Transaction, rows: Sequence[Mapping[str, object]], lifetime: timedelta
) -> dict[str, str]:
    """Creates uploads from their properties; when each expires, by its id."""
    seconds = int(lifetime.total_seconds())
    created = await transaction.rows(_STATEMENTS["create"], uploads=rows, seconds=seconds)
    return {row["upload_id"]: row["expires_at"] for row in created}


async def use_uploads(
    transaction: Transaction, upload_ids: Collection[str], actor: str
) -> dict[str, Begun]:
    """Uses the uploads up, and returns what each was begun for, but for those that are over."""
    if not upload_ids:
        return {}
    rows = await transaction.rows(_STATEMENTS["use"], upload_ids=sorted(upload_ids), actor=actor)
    return {row["upload_id"]: row for row in rows}


def check_use(begun: Begun | None, *, kind: Kind, media_type: str, blob: StoredBlob | None) -> None:
    """Holds an artifact of that kind with those bytes to what its upload was begun for.

    Raises UploadExpired for an upload that could not be used up or that brought nothing, BadInput,
    SizeMismatch and DigestMismatch when the artifact is not what was announced.
    """
    if begun is None:
        raise _expired()
    if (begun["kind"], begun["media_type"]) != (kind.value, checked_media_type(media_type)):
        raise BadInput(
            f"the upload was begun for {Kind(begun['kind']).name} of type {begun['media_type']}"
        )
    if blob is None:
        raise UploadExpired("nothing was uploaded")
    if begun["size"] not in (None, blob.size):
        raise SizeMismatch(f"the upload has {blob.size} bytes, not {begun['size']}")
    if begun["sha256"] not in (None, blob.sha256):
        raise DigestMismatch(f"the upload has the digest {blob.sha256}, not {begun['sha256']}")


def _expired() -> UploadExpired:
    return UploadExpired("the upload is over, was used already, or was begun by somebody else")
