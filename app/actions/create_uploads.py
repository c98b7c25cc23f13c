"""Opens ways into the store for bytes that somebody will bring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.actions.begin_uploads import UploadIntent, begin_uploads
from app.blobs.store import Store
from app.domain.events import LOCAL_ACTOR
from app.domain.values import checked_media_type
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


async def create_uploads(
    graph: Graph, store: Store, uploads: Sequence[UploadIntent], *, actor: str = LOCAL_ACTOR
) -> list[UploadForm]:
    """Notes what is to be uploaded and signs a form for each; a retry gets the same uploads.

    All or none are begun, in one transaction. Raises BadInput, also for more bytes than the largest
    upload has, EmptyBlob, MediaTypeMismatch, IdempotencyMismatch.
    """
    begun = await begin_uploads(
        graph, uploads, lifetime=LIFETIME, largest=store.max_upload, actor=actor
    )
    forms: list[UploadForm] = []
    for intent, upload in zip(uploads, begun, strict=True):
        left = max(upload.expires_at - datetime.now(UTC), timedelta(seconds=1))
        form = store.signer.presign_post(
            upload.upload_id,
            media_type=checked_media_type(intent.media_type),
            size=intent.size,
            expires=left,
        )
        forms.append(
            UploadForm(
                upload_id=upload.upload_id,
                url=form.url,
                fields=form.fields,
                expires_at=upload.expires_at,
            )
        )
    return forms
