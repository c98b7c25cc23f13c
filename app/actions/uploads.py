"""Uploads: somebody has said what bytes they bring, and has a while to bring them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.artifacts import Kind
from app.domain.blobs import StoredBlob
from app.domain.events import LOCAL_ACTOR
from app.domain.values import checked_id
from app.errors import BadInput, DigestMismatch, SizeMismatch, UploadExpired
from app.graph.session import Graph, Transaction
from app.graph.statements import mutation

_STATEMENTS = mutation("uploads")


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """What an upload was begun for; size and digest only when they were said."""

    upload_id: str
    kind: Kind
    media_type: str
    size: int | None
    sha256: str | None
    expires_at: datetime


async def usable_upload(graph: Graph, *, upload_id: str, actor: str = LOCAL_ACTOR) -> Upload:
    """What the upload was begun for; UploadExpired when it is over, used, or of somebody else."""
    checked_id(upload_id, "uploadId")
    rows = await graph.read(
        _STATEMENTS["read_upload"].text, {"upload_id": upload_id, "actor": actor}
    )
    if not rows:
        raise _expired()
    kind, media_type, size, sha256, expires_at = rows[0]
    return Upload(
        upload_id=upload_id,
        kind=Kind(kind),
        media_type=media_type,
        size=size,
        sha256=sha256,
        expires_at=datetime.fromisoformat(expires_at),
    )


async def use_upload(
    transaction: Transaction,
    upload_id: str,
    actor: str,
    *,
    kind: Kind,
    media_type: str,
    blob: StoredBlob | None,
) -> None:
    """Uses the upload up, for an artifact of that kind with those bytes.

    Raises UploadExpired as above, and says so when the artifact is not what was announced.
    """
    row = await transaction.one(_STATEMENTS["use_upload"], upload_id=upload_id, actor=actor)
    if row is None:
        raise _expired()
    if (row["kind"], row["media_type"]) != (kind.value, media_type):
        raise BadInput(f"the upload was begun for {row['kind']} of type {row['media_type']}")
    if blob is None:
        raise BadInput("the bytes of the upload are not stored")
    if row["size"] not in (None, blob.size):
        raise SizeMismatch(f"the upload has {blob.size} bytes, not {row['size']}")
    if row["sha256"] not in (None, blob.sha256):
        raise DigestMismatch(f"the upload has the digest {blob.sha256}, not {row['sha256']}")


def _expired() -> UploadExpired:
    return UploadExpired("the upload is over, was used already, or was begun by somebody else")
