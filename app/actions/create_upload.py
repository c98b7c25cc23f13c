"""Opens a way into the store for bytes that somebody will bring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.actions.begin_upload import begin_upload
from app.blobs.store import Store
from app.domain.artifacts import Kind
from app.domain.events import LOCAL_ACTOR
from app.domain.values import checked_count, checked_media_type
from app.graph.session import Graph

LIFETIME = timedelta(hours=1)
"""How long an upload can be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadForm:
    """A form that the store takes by POST, with the file as its last field."""

    upload_id: str
    url: str
    fields: Mapping[str, str]
    expires_at: datetime


async def create_upload(
    graph: Graph,
    store: Store,
    *,
    request_id: str,
    kind: Kind,
    media_type: str,
    size: int | None = None,
    sha256: str | None = None,
    actor: str = LOCAL_ACTOR,
) -> UploadForm:
    """Notes what is to be uploaded and signs a form for it; a retry gets the same upload.

    Raises BadInput, also for more bytes than the largest upload has, EmptyBlob, MediaTypeMismatch,
    IdempotencyMismatch.
    """
    media_type = checked_media_type(media_type)
    if size:
        checked_count(size, "size", least=1, most=store.max_upload)
    begun = await begin_upload(
        graph,
        request_id=request_id,
        kind=kind,
        media_type=media_type,
        lifetime=LIFETIME,
        size=size,
        sha256=sha256,
        actor=actor,
    )
    left = max(begun.expires_at - datetime.now(UTC), timedelta(seconds=1))
    form = store.signer.presign_post(
        begun.upload_id, media_type=media_type, size=size, expires=left
    )
    return UploadForm(
        upload_id=begun.upload_id,
        url=form.url,
        fields=form.fields,
        expires_at=begun.expires_at,
    )
