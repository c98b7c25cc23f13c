"""The bytes that lines bring: looked at before anything is written, then sent to the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from unicodedata import normalize

from app.abreast import each
from app.blobs.sniff import Inspection, finished, inspect_file
from app.blobs.store import Store
from app.domain.artifacts import Kind
from app.domain.blobs import StoredBlob
from app.domain.contents import text_content
from app.domain.forms import Row
from app.errors import BadInput, DigestMismatch, SizeMismatch
from app.writes.contents import discard


class Folder:
    """The folder of a file, below which the contents are."""

    def __init__(self, path: Path, *, largest: int) -> None:
        self._path = path.resolve()
        self._largest = largest
        self._names: dict[Path, dict[str, str]] = {}

    def inspect(self, row: Row) -> None:
        """Gives an artifact the digest and the size of its content, if it has any.

        Raises Invalid when they are not those that its line tells, or when it cannot be content.
        """
        if row["content"] is None:
            return
        found = self._inspection(row)
        if row["size"] not in {None, found.size}:
            raise SizeMismatch(f"the content has {found.size} bytes, not {row['size']}")
        if row["sha256"] not in {None, found.sha256}:
            raise DigestMismatch(f"the content has the digest {found.sha256}, not {row['sha256']}")
        row["size"], row["sha256"] = found.size, found.sha256

    def find(self, name: str) -> Path:
        """The regular file of that name, which is nowhere but below the folder; else BadInput.

        A name is the same in every normalization of Unicode: what a file system or an archive wrote
        need not have the form of the line.
        """
        try:
            path = self._named(name).resolve(strict=True)
            size = path.stat().st_size
        except (OSError, RuntimeError):
            raise BadInput(f"content.path: there is no file {name}") from None
        if not path.is_relative_to(self._path) or not path.is_file():
            raise BadInput(f"content.path: {name} is no file below the folder of the import")
        if size > self._largest:
            raise BadInput(f"content.path: {name} has {size} bytes; {self._largest} is the most")
        return path

    def _named(self, name: str) -> Path:
        path = self._path / name
        if path.exists():
            return path
        path = self._path
        for part in PurePosixPath(name).parts:
            there = (path / part).exists()
            path = path / (part if there else self._names_in(path).get(_normal(part), part))
        return path

    def _names_in(self, folder: Path) -> Mapping[str, str]:
        """The names that a folder has, by their normal form. Raises OSError."""
        if folder not in self._names:
            names = sorted((one.name for one in folder.iterdir()), reverse=True)
            self._names[folder] = {_normal(one): one for one in names}
        return self._names[folder]

    def _inspection(self, row: Row) -> Inspection:
        kind, content = Kind(row["kind"]), row["content"]
        if "path" in content:
            try:
                return inspect_file(self.find(content["path"]), kind, row["media_type"])
            except OSError as error:
                message = f"content.path: {content['path']} cannot be read: {error.strerror}"
                raise BadInput(message) from None
        inspection = Inspection(kind, row["media_type"])
        inspection.feed(text_content(content["text"]).data)
        return finished(inspection)


def _normal(name: str) -> str:
    return normalize("NFC", name)


async def send(store: Store, folder: Folder, rows: Sequence[Row]) -> dict[str, StoredBlob]:
    """Stores the contents of artifacts, each digest once: what was stored, by digest.

    When one fails, the others are deleted again.
    """
    sent: dict[str, StoredBlob] = {}

    async def one(digest: str, row: Row) -> None:
        sent[digest] = await _sent(store, folder, row)

    try:
        await each({row["sha256"]: row for row in rows}, one)
    except Exception:
        await discard_all(store, sent)
        raise
    return sent


async def discard_all(store: Store, blobs: Mapping[str, StoredBlob]) -> None:
    """Deletes what was stored in vain."""
    for blob in blobs.values():
        await discard(store, blob.key)


async def _sent(store: Store, folder: Folder, row: Row) -> StoredBlob:
    kind, media_type, content = Kind(row["kind"]), row["media_type"], row["content"]
    if "text" in content:
        return await store.put(content["text"].encode(), kind=kind, media_type=media_type)
    return await store.put_file(
        folder.find(content["path"]),
        kind=kind,
        media_type=media_type,
        sha256=row["sha256"],
        size=row["size"],
    )
