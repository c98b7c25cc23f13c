"""Artifacts with content, as tests want them, and what is said when it cannot be had."""

from __future__ import annotations

from hashlib import sha256
from uuid import uuid4

import httpx
import neo4j

from app.domain.artifacts import Kind
from tests.bucket import Bucket

BLOB = (
    "CREATE (:Artifact:Entity {id: $id, kind: $kind, media_type: $media_type, state: 'candidate',"
    " name: $name, sha256: $sha256, size: $size, created_at: datetime(), rev: 0})"
    "-[:STORED_AS]->(:Blob {sha256: $sha256, key: $key, size: $size, created_at: datetime()})"
)


class Seed:
    """Makes artifacts with bytes, past the service."""

    def __init__(self, driver: neo4j.Driver, bucket: Bucket) -> None:
        self._driver = driver
        self._bucket = bucket

    def __call__(self, data: bytes, *, name: str = "moon", media_type: str = "image/png") -> str:
        """The path of the content of a new artifact with these bytes."""
        made, kind = str(uuid4()), media_type.partition("/")[0]
        path = f"/artifacts/{made}/content"
        self._bucket.put(key_of(path), data)
        self._driver.execute_query(
            BLOB,
            id=made,
            kind=kind if kind in set(Kind) else "data",
            media_type=media_type,
            name=name,
            sha256=sha256(data).hexdigest(),
            size=len(data),
            key=key_of(path),
        )
        return path


def key_of(path: str) -> str:
    """Where the bytes of a seeded content are."""
    return f"blobs/content/{path.split('/')[2]}"


def refusal(answer: httpx.Response) -> tuple[int, str]:
    """The status and the one code of an answer that refuses in JSON."""
    [error] = answer.json()["errors"]
    assert error.keys() == {"message", "extensions"}
    assert answer.headers["cache-control"] == "no-store"
    return answer.status_code, error["extensions"]["code"]
