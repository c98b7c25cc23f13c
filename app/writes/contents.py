"""The bytes of a new artifact: brought into the store before the graph, and cleared up after it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from app.blobs.faults import StoreRefuses
from app.blobs.store import Store
from app.domain.artifacts import Kind
from app.domain.blobs import StoredBlob
from app.domain.contents import Content
from app.domain.events import LOCAL_ACTOR
from app.errors import (
    Conflict,
    DeadlineExceeded,
    IdTaken,
    Invalid,
    NotFound,
    Refused,
    Unavailable,
    UploadExpired,
)
from app.graph.deadline import paused
from app.graph.session import Graph
from app.writes.uploads import usable_upload

NOTHING_WAS_WRITTEN = (NotFound, Invalid, Conflict, Refused, DeadlineExceeded, IdTaken)
NOT_DELETED = (Unavailable, StoreRefuses)


class _Written(Protocol):
    @property
    def unused_key(self) -> str | None: ...


W = TypeVar("W", bound=_Written)


async def with_content(
    graph: Graph,
    store: Store,
    content: Content,
    *,
    kind: Kind,
    media_type: str,
    write: Callable[[StoredBlob | None], Awaitable[W]],
    actor: str = LOCAL_ACTOR,
) -> W:
    """Stores the bytes, does the write with them, and deletes them again when it had no use.

    When the graph did not answer, nobody knows whether the write was done: then the bytes stay. An
    upload that is over is left to the write, which knows whether this request used it up itself.
    Raises what the store and the write raise.
    """
    with paused():
        blob = await stored(graph, store, content, kind=kind, media_type=media_type, actor=actor)
    try:
        written = await write(blob)
    except NOTHING_WAS_WRITTEN:
        await discard(store, blob.key if blob else None)
        raise
    await discard(store, written.unused_key)
    if content.upload_id is not None:
        await forget(store, content.upload_id)
    return written


async def stored(
    graph: Graph, store: Store, content: Content, *, kind: Kind, media_type: str, actor: str
) -> StoredBlob | None:
    """Stores the bytes; None when they are those of an upload that is over or brought nothing.

    The same request may have used it just now: only the write can tell. Raises EmptyBlob,
    MediaTypeMismatch, DigestMismatch and SizeMismatch when the bytes are not what was said of them.
    """
    if content.upload_id is None:
        return await store.put(content.data, kind=kind, media_type=media_type)
    try:
        upload = await usable_upload(graph, upload_id=content.upload_id, actor=actor)
        return await store.receive(
            upload.upload_id,
            kind=kind,
            media_type=media_type,
            size=upload.size,
            sha256=upload.sha256,
        )
    except UploadExpired:
        return None


async def discard(store: Store, key: str | None) -> None:
    """Deletes bytes that nothing names, if the store answers; else they stay, and harm nobody."""
    if key is None:
        return
    try:
        await store.delete(key)
    except NOT_DELETED:
        return


async def forget(store: Store, upload_id: str) -> None:
    """Deletes what a client sent, once an artifact has the copy, if the store answers."""
    try:
        await store.forget_upload(upload_id)
    except NOT_DELETED:
        return
