"""The suite's bucket as a client of the tests' own sees it."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import urlsplit

from minio import Minio

from app.settings import Settings


class Bucket:
    """Objects by their keys, to look at and to damage."""

    def __init__(self, settings: Settings) -> None:
        assert settings.s3_access_key is not None
        assert settings.s3_secret_key is not None
        url = urlsplit(settings.s3_endpoint or "")
        self.name = settings.s3_bucket
        self.minio = Minio(
            url.netloc,
            access_key=settings.s3_access_key.get_secret_value(),
            secret_key=settings.s3_secret_key.get_secret_value(),
            secure=url.scheme == "https",
            region=settings.s3_region,
        )

    def put(self, key: str, data: bytes) -> None:
        self.minio.put_object(self.name, key, BytesIO(data), len(data))

    def get(self, key: str) -> bytes:
        response = self.minio.get_object(self.name, key)
        try:
            return response.read()
        finally:
            response.close()
            response.release_conn()

    def media_type(self, key: str) -> str | None:
        """What the store was told of the object's type."""
        return self.minio.stat_object(self.name, key).content_type

    def keys(self, prefix: str) -> list[str]:
        found = self.minio.list_objects(self.name, prefix, recursive=True)
        return sorted(one.object_name or "" for one in found)

    def delete(self, key: str) -> None:
        self.minio.remove_object(self.name, key)

    def remove(self) -> None:
        """Deletes the bucket with all that is in it, if it is there."""
        if self.minio.bucket_exists(self.name):
            for key in self.keys(""):
                self.delete(key)
            self.minio.remove_bucket(self.name)
