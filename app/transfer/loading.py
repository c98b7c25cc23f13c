"""Writes the records of a spooled file, which were checked before: a chunk is one transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from app.actions.contents import NOTHING_WAS_WRITTEN
from app.actions.relations import lock_lineage
from app.blobs.store import Store
from app.domain.blobs import StoredBlob
from app.domain.forms import RecordType, Row
from app.errors import Conflict, Cycle, SizeMismatch
from app.graph.session import Graph, Transaction
from app.graph.statements import mutation
from app.transfer.contents import Folder, discard_all, send
from app.transfer.records import STATEMENTS, ask
from app.transfer.spool import CURRENT_RUN, Spool

_STATEMENTS = mutation("import_lines")
_CLOSED_CYCLE = mutation("ingest_run")["closed_cycle"]

_Rows = list[Row]


class Loader:
    """Writes rows of each type; what is there already, it leaves as it is."""

    def __init__(self, graph: Graph, store: Store, folder: Folder, *, lineage: int) -> None:
        self._graph = graph
        self._store = store
        self._folder = folder
        self._lineage = lineage
        """How often the lock of the lineage was taken, when the relations were last known."""
        self._write: dict[str, Callable[[_Rows], Awaitable[None]]] = {
            RecordType.STORY: self._simply("create_stories"),
            RecordType.RUN: self._simply("create_runs"),
            RecordType.STEP: self._simply("create_steps"),
            RecordType.ARTIFACT: self._artifacts,
            RecordType.RELATION: self._relations,
            RecordType.STORY_LINK: self._story_links,
            RecordType.RUN_LINK: self._simply("link_runs"),
            CURRENT_RUN: self._current_runs,
        }

    async def load(self, spool: Spool, loaded: Callable[[int], None]) -> None:
        """Writes everything, and tells how many rows were written with each chunk.

        Raises Conflict and Cycle for what others wrote since the file was checked; chunks that were
        written before stay.
        """
        for name, write in self._write.items():
            for _, rows in spool.chunks(name):
                if rows:
                    await write(rows)
                    loaded(len(rows))

    def _simply(self, name: str) -> Callable[[_Rows], Awaitable[None]]:
        async def write(rows: _Rows) -> None:
            async def work(transaction: Transaction) -> None:
                await transaction.run(_STATEMENTS[name], rows=rows)

            await self._graph.write(work)

        return write

    async def _artifacts(self, rows: _Rows) -> None:
        stored = [row for row in rows if row["sha256"] is not None and row["pruned_at"] is None]
        sent = await self._send_new(stored)

        async def work(transaction: Transaction) -> set[str | None]:
            told = [{**row, "content": None} for row in rows]
            await transaction.run(_STATEMENTS["create_artifacts"], rows=told)
            return await _bind(transaction, stored, sent)

        try:
            keys = await self._graph.write(work)
        except NOTHING_WAS_WRITTEN:
            await discard_all(self._store, sent)
            raise
        unused = {digest: blob for digest, blob in sent.items() if blob.key not in keys}
        await discard_all(self._store, unused)

    async def _send_new(self, rows: _Rows) -> dict[str, StoredBlob]:
        digests = sorted({row["sha256"] for row in rows})
        known = await ask(self._graph, STATEMENTS["blobs"], digests=digests) if digests else []
        there = {row["sha256"] for row in known}
        return await send(
            self._store, self._folder, [row for row in rows if row["sha256"] not in there]
        )

    async def _relations(self, rows: _Rows) -> None:
        """Looks for cycles again when others have related artifacts since that was done."""

        async def work(transaction: Transaction) -> int:
            taken = await lock_lineage(transaction)
            await transaction.run(_STATEMENTS["relate"], rows=rows)
            if taken != self._lineage + 1:
                await _refuse_cycle(transaction, rows)
            return taken

        taken = await self._graph.write(work)
        if taken == self._lineage + 1:
            self._lineage = taken

    async def _story_links(self, rows: _Rows) -> None:
        slots = [row for row in rows if row["slot"] is not None]

        async def work(transaction: Transaction) -> None:
            await _lock_stories(transaction, rows)
            taken = await transaction.run(_STATEMENTS["other_primaries"], rows=slots)
            for one in taken:
                raise Conflict(f"{one['artifact_id']} has become the primary of {one['slot']}")
            await transaction.run(_STATEMENTS["link_stories"], rows=rows)

        await self._graph.write(work)

    async def _current_runs(self, rows: _Rows) -> None:
        async def work(transaction: Transaction) -> None:
            await _lock_stories(transaction, rows)
            await transaction.run(_STATEMENTS["put_current_runs"], rows=rows)

        await self._graph.write(work)


async def _bind(
    transaction: Transaction, rows: _Rows, sent: dict[str, StoredBlob]
) -> set[str | None]:
    """Ties artifacts to their bytes, and returns where those are."""
    if not rows:
        return set()
    wanted = [
        {
            "artifact": row["id"],
            "sha256": row["sha256"],
            "size": row["size"],
            "key": sent[row["sha256"]].key if row["sha256"] in sent else None,
        }
        for row in sorted(rows, key=lambda row: row["sha256"])
    ]
    sizes = {row["sha256"]: row["size"] for row in rows}
    blobs = await transaction.run(_STATEMENTS["bind_blobs"], rows=wanted)
    for blob in blobs:
        if blob["key"] is None:
            raise Conflict(f"the bytes of digest {blob['sha256']} were just deleted")
        if blob["size"] != sizes[blob["sha256"]]:
            raise SizeMismatch(f"the bytes of digest {blob['sha256']} are {blob['size']}")
    return {blob["key"] for blob in blobs}


async def _lock_stories(transaction: Transaction, rows: _Rows) -> None:
    names = sorted({f"story:{row['story_id']}" for row in rows})
    await transaction.run(_STATEMENTS["lock_stories"], names=names)


async def _refuse_cycle(transaction: Transaction, rows: _Rows) -> None:
    ends = [{"from": row["from_artifact_id"], "to": row["to_artifact_id"]} for row in rows]
    for row in await transaction.run(_CLOSED_CYCLE, relations=ends):
        raise Cycle(f"the relations now close a cycle: {' -> '.join(row['path'])}", row["path"])
