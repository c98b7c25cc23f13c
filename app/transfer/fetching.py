"""The contents of an export: one file for each digest, in a folder beside the lines."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import file_digest, sha256
from pathlib import Path
from uuid import uuid4

from app.abreast import each
from app.blobs.store import Store
from app.errors import BlobMissing, DigestMismatch
from app.transfer.writing import writing

FOLDER = "contents"


class ContentsLost(Exception):
    """The store does not have bytes that the graph names; `lost` says which and why, by digest."""

    def __init__(self, lost: Mapping[str, str]) -> None:
        super().__init__(f"{len(lost)} contents")
        self.lost = lost


class Fetcher:
    """Brings bytes from the store into a folder, each digest once; what is there already, stays."""

    def __init__(self, store: Store, beside: Path) -> None:
        self._store = store
        self._folder = beside / FOLDER
        self._lost: dict[str, str] = {}

    def name(self, digest: str) -> str:
        """Where the bytes of a digest are, from the folder of the lines."""
        return f"{FOLDER}/{digest}"

    async def fetch(self, keys: Mapping[str, str | None]) -> None:
        """Brings the bytes of digests from the keys at which the store has them.

        Raises Unavailable, StoreRefuses and CannotWrite.
        """
        with writing(self._folder):
            if keys:
                self._folder.mkdir(exist_ok=True)
            await each(keys, self._fetch)

    def finish(self) -> None:
        """Raises ContentsLost when not all of it came."""
        if self._lost:
            raise ContentsLost(self._lost)

    async def _fetch(self, digest: str, key: str | None) -> None:
        path = self._folder / digest
        if _has(path, digest):
            return
        partial = path.with_name(f".{digest}.{uuid4()}")
        try:
            await self._bring(key, partial, digest)
            partial.replace(path)
        except (BlobMissing, DigestMismatch) as error:
            self._lost[digest] = error.message
        finally:
            partial.unlink(missing_ok=True)

    async def _bring(self, key: str | None, path: Path, digest: str) -> None:
        if key is None:
            raise BlobMissing("the graph does not say where its bytes are")
        found = sha256()
        with path.open("wb") as file:
            async for chunk in self._store.open(key):
                found.update(chunk)
                file.write(chunk)
        if found.hexdigest() != digest:
            raise DigestMismatch(f"the bytes in the store have the digest {found.hexdigest()}")


def _has(path: Path, digest: str) -> bool:
    """Whether a file has these bytes, from an export before."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest() == digest
