"""Presigned URLs and forms, with which clients reach the store themselves; no call is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from minio.datatypes import PostPolicy

from app.blobs.clients import client
from app.blobs.keys import upload_key
from app.blobs.presented import disposition, served_type

if TYPE_CHECKING:
    from app.settings import Settings

LINK_LIFETIME = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostForm:
    """A form that a client sends as multipart/form-data, with the file as its last field."""

    url: str
    fields: Mapping[str, str]


class Signer:
    """Signs for one bucket, by the address at which clients find the store."""

    def __init__(self, settings: Settings) -> None:
        self._bucket = settings.s3_bucket
        self._max_upload = settings.max_upload
        self._public = (settings.s3_public_endpoint or settings.s3_endpoint or "").rstrip("/")
        self._client = client(settings, self._public, seconds=3)

    def presign_get(self, key: str, *, name: str, media_type: str) -> str:
        """A link that gives the object to anybody for an hour, under that name."""
        shown: dict[str, Any] = {
            "response-content-disposition": disposition(name, media_type),
            "response-content-type": served_type(media_type),
        }
        return self._client.presigned_get_object(
            self._bucket, key, expires=LINK_LIFETIME, response_headers=shown
        )

    def presign_post(
        self, upload_id: str, *, media_type: str, size: int | None, expires: timedelta
    ) -> PostForm:
        """A form that puts one object to its place under `uploads/`.

        The store takes `size` bytes and no other number, or up to the largest upload.
        """
        policy = PostPolicy(self._bucket, datetime.now(UTC) + expires)
        key = upload_key(upload_id)
        policy.add_equals_condition("key", key)
        policy.add_equals_condition("Content-Type", media_type)
        policy.add_content_length_range_condition(size or 1, size or self._max_upload)
        fields = self._client.presigned_post_policy(policy)
        return PostForm(
            url=f"{self._public}/{self._bucket}",
            fields={**fields, "key": key, "Content-Type": media_type},
        )
