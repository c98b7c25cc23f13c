"""Where objects are in the bucket."""

from __future__ import annotations

from uuid import uuid4

from app.domain.values import checked_id


def new_key(sha256: str) -> str:
    """A key that no object has, for bytes of that digest."""
    return f"blobs/{sha256[:2]}/{sha256}/{uuid4()}"


def upload_key(upload_id: str) -> str:
    """Where a client sends the bytes of an upload; BadInput for what is no id."""
    return f"uploads/{checked_id(upload_id, 'uploadId')}"


def received_key(upload_id: str) -> str:
    """A key that no object has, for what is copied of an upload before its digest is known."""
    return f"blobs/uploads/{upload_id}/{uuid4()}"
