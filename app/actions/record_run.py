"""Brings in a whole run together with the bytes of its artifacts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import anyio

from app.abreast import each
from app.actions.ingest_run import Ingested, ingest_run
from app.blobs.store import Store
from app.domain.batches import planned
from app.domain.blobs import StoredBlob
from app.domain.events import LOCAL_ACTOR
from app.domain.ingest import ArtifactRecord, Batch
from app.graph.deadline import paused
from app.graph.session import Graph
from app.writes.contents import NOTHING_WAS_WRITTEN, Content, discard, forget, stored

_NO_CONTENT = Content()


async def record_run(
    graph: Graph,
    store: Store,
    *,
    request_id: str,
    batch: Batch,
    contents: Mapping[str, Content],
    actor: str = LOCAL_ACTOR,
) -> Ingested:
    """Stores the contents, by the artifacts' refs, and ingests the batch that has them.

    A few contents are stored at once. Nothing is stored for a batch that contradicts itself, and
    what is stored in vain is deleted again, also when the client goes away before the graph is
    asked, unless nobody knows whether the graph has it. An upload that is over is left to the
    ingest, which knows whether this request used it up itself. Raises what `ingest_run` raises, and
    what storing any of the contents raises.
    """
    batch = _uploading(batch, contents)
    planned(batch)
    blobs = await _all_stored(graph, store, batch, contents, actor)
    artifacts = [replace(one, blob=blobs.get(one.ref, one.blob)) for one in batch.artifacts]
    try:
        ingested = await ingest_run(
            graph, request_id=request_id, batch=replace(batch, artifacts=artifacts), actor=actor
        )
    except NOTHING_WAS_WRITTEN:
        await _discard_all(store, [blob.key for blob in blobs.values()])
        raise
    await _discard_all(store, ingested.unused_keys)
    await _forget_all(store, contents.values())
    return ingested


def _uploading(batch: Batch, contents: Mapping[str, Content]) -> Batch:
    artifacts = [
        replace(one, upload_id=contents.get(one.ref, _NO_CONTENT).upload_id)
        for one in batch.artifacts
    ]
    return replace(batch, artifacts=artifacts)


async def _all_stored(
    graph: Graph, store: Store, batch: Batch, contents: Mapping[str, Content], actor: str
) -> dict[str, StoredBlob]:
    blobs = dict[str, StoredBlob]()
    artifacts = {one.ref: one for one in batch.artifacts if one.ref in contents}

    async def store_one(ref: str, artifact: ArtifactRecord) -> None:
        blob = await stored(
            graph,
            store,
            contents[ref],
            kind=artifact.kind,
            media_type=artifact.media_type,
            actor=actor,
        )
        if blob is not None:
            blobs[ref] = blob

    try:
        with paused():
            await each(artifacts, store_one)
    except (Exception, anyio.get_cancelled_exc_class()):
        with anyio.CancelScope(shield=True):
            await _discard_all(store, [blob.key for blob in blobs.values()])
        raise
    return blobs


async def _discard_all(store: Store, keys: Iterable[str]) -> None:
    await each(dict.fromkeys(keys), lambda key, _: discard(store, key))


async def _forget_all(store: Store, contents: Iterable[Content]) -> None:
    uploads = dict.fromkeys(one.upload_id for one in contents if one.upload_id is not None)
    await each(uploads, lambda upload_id, _: forget(store, upload_id))
