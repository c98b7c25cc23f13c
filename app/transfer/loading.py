"""Writes the records of a spooled file, which were checked before: a chunk is one transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from app.actions.contents import NOTHING_WAS_WRITTEN
from app.actions.positions import positions_of
from app.actions.relations import lock_lineage
from app.actions.requests import take_lock
from app.blobs.store import Store
from app.domain.blobs import StoredBlob
from app.domain.forms import RecordType, Row
from app.domain.runs import UNFINISHED
from app.errors import Conflict, Cycle, IdTaken
from app.graph.session import Graph
from app.graph.statements import mutation
from app.graph.transaction import Transaction
from app.transfer.contents import Folder, discard_all, send
from app.transfer.differences import differing, key_of
from app.transfer.records import STATEMENTS, ask
from app.transfer.spool import CURRENT_RUN, RETRY, Spool
from app.writes.artifacts import create_artifacts
from app.writes.blobs import Binding, bind
from app.writes.retries import create_retries
from app.writes.runs import create_runs
from app.writes.steps import create_steps
from app.writes.stories import create_stories

_STATEMENTS = mutation("import_lines")
_ANY = mutation("any")
_HOLD_ARTIFACTS = mutation("withdraw_artifacts")["hold_artifacts"]
_CLOSED_CYCLE = mutation("ingest_run")["closed_cycle"]

_LOCK = "import"

_Rows = list[Row]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """How often the locks of imports and of the lineage were taken, when the file was checked."""

    imports: int
    lineage: int


async def read_turns(graph: Graph) -> Turns:
    """The turns of now: what is checked after this and written in the next ones is still true."""
    [imports] = await ask(graph, STATEMENTS["lock"], name=_LOCK)
    [lineage] = await ask(graph, STATEMENTS["lock"], name="lineage")
    return Turns(imports=imports["n"], lineage=lineage["n"])


class Loader:
    """Writes rows of each type; what is there already, it leaves as it is."""

    def __init__(self, graph: Graph, store: Store, folder: Folder, turns: Turns) -> None:
        self._graph = graph
        self._store = store
        self._folder = folder
        self._imports = turns.imports
        self._lineage = turns.lineage
        self._write: dict[str, Callable[[_Rows], Awaitable[None]]] = {
            RecordType.STORY: self._simply(partial(create_stories, rev=0)),
            RecordType.RUN: self._simply(partial(create_runs, rev=0)),
            RecordType.STEP: self._simply(_create_steps),
            RETRY: self._simply(create_retries),
            RecordType.ARTIFACT: self._artifacts,
            RecordType.ASSESSMENT: self._assessments,
            RecordType.RELATION: self._relations,
            RecordType.STORY_LINK: self._story_links,
            RecordType.RUN_LINK: self._simply(_link_runs),
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

    async def _alone(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Does the work in one transaction; Conflict when another import has written meanwhile.

        An id that somebody else has taken meanwhile is a Conflict, too.
        """

        async def turn(transaction: Transaction) -> T:
            if await take_lock(transaction, _LOCK) != self._imports + 1:
                raise Conflict("another import has written meanwhile")
            return await work(transaction)

        try:
            done = await self._graph.write(turn)
        except IdTaken as taken:
            raise Conflict(taken.message.partition(";")[0]) from taken
        self._imports += 1
        return done

    def _simply(
        self, write: Callable[[Transaction, _Rows], Awaitable[None]]
    ) -> Callable[[_Rows], Awaitable[None]]:
        async def written(rows: _Rows) -> None:
            await self._alone(lambda transaction: write(transaction, rows))

        return written

    async def _artifacts(self, rows: _Rows) -> None:
        stored = [row for row in rows if row["sha256"] is not None and row["pruned_at"] is None]
        sent = await self._send_new(stored)
        bindings = [
            Binding(
                artifact_id=row["id"],
                sha256=row["sha256"],
                size=row["size"],
                key=sent[row["sha256"]].key if row["sha256"] in sent else None,
            )
            for row in stored
        ]

        async def work(transaction: Transaction) -> set[str]:
            made = [{**row, "content": None, "step_id": row["created_by_step_id"]} for row in rows]
            await create_artifacts(transaction, made, rev=0)
            return set((await bind(transaction, bindings)).values())

        try:
            keys = await self._alone(work)
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

    async def _assessments(self, rows: _Rows) -> None:
        async def work(transaction: Transaction) -> None:
            held = sorted({row["artifact_id"] for row in rows})
            await transaction.run(_HOLD_ARTIFACTS, ids=held)
            await transaction.run(_STATEMENTS["create_assessments"], rows=rows)
            await transaction.run(_ANY["settle_assessments"], ids=[row["id"] for row in rows])

        await self._alone(work)

    async def _relations(self, rows: _Rows) -> None:
        """Looks again for what others make wrong who have related artifacts since that was done."""

        async def work(transaction: Transaction) -> int:
            taken = await lock_lineage(transaction)
            if taken == self._lineage + 1:
                await transaction.run(_STATEMENTS["create_relations"], rows=rows)
                return taken
            await transaction.run(_STATEMENTS["relate"], rows=rows)
            await _refuse_cycle(transaction, rows)
            await _refuse_others(transaction, rows)
            return taken

        taken = await self._alone(work)
        if taken == self._lineage + 1:
            self._lineage = taken

    async def _story_links(self, rows: _Rows) -> None:
        slots = [row for row in rows if row["slot"] is not None]

        async def work(transaction: Transaction) -> None:
            await _lock_stories(transaction, rows)
            taken = await transaction.run(_STATEMENTS["other_primaries"], rows=slots)
            for one in taken:
                raise Conflict(f"{one['artifact_id']} has become the primary of {one['slot']}")
            ids = sorted({row["artifact_id"] for row in slots})
            for one in await transaction.run(_STATEMENTS["hold_primaries"], ids=ids):
                raise Conflict(f"{one['id']} has been archived, and is to be a primary")
            placed = await _placed(transaction, rows)
            for one in await transaction.run(_STATEMENTS["link_stories"], rows=placed):
                raise Conflict(f"the link {one['key']} has been made with other values")

        await self._alone(work)

    async def _current_runs(self, rows: _Rows) -> None:
        async def work(transaction: Transaction) -> None:
            await _lock_stories(transaction, rows)
            for one in await transaction.run(_STATEMENTS["put_current_runs"], rows=rows):
                raise Conflict(f"{one['run_id']} has become the current run of {one['story_id']}")

        await self._alone(work)


async def _create_steps(transaction: Transaction, rows: _Rows) -> None:
    """Raises Conflict when a run has ended since the file was checked, and its step has not."""
    held = sorted({row["run_id"] for row in rows if row["status"] in UNFINISHED})
    if held:
        await _take_locks(transaction, "run", held)
        for one in await transaction.run(_STATEMENTS["ended_runs"], ids=held):
            raise Conflict(f"run {one['id']} has ended, and the file has steps that have not")
    await create_steps(transaction, rows)


async def _link_runs(transaction: Transaction, rows: _Rows) -> None:
    await transaction.run(_STATEMENTS["link_runs"], rows=rows)


async def _placed(transaction: Transaction, rows: _Rows) -> _Rows:
    """The links with the places that they get when they are new."""
    reserved = {row["story_id"]: row["reserved"] for row in rows if row["reserved"] is not None}
    places = await positions_of(transaction, rows, reserved)
    return [{**row, "place": place} for row, place in zip(rows, places, strict=True)]


async def _lock_stories(transaction: Transaction, rows: _Rows) -> None:
    await _take_locks(transaction, "story", sorted({row["story_id"] for row in rows}))


async def _take_locks(transaction: Transaction, noun: str, ids: Sequence[str]) -> None:
    await transaction.run(_STATEMENTS["take_locks"], names=[f"{noun}:{one}" for one in ids])


async def _refuse_others(transaction: Transaction, rows: _Rows) -> None:
    asked = [{"type": row["relation_type"], "key": row["key"]} for row in rows]
    there = await transaction.run(STATEMENTS["same_relations"], rows=asked)
    found = {key_of(RecordType.RELATION, one): one for one in there}
    for row in rows:
        if differs := differing(row, found[key_of(RecordType.RELATION, row)]):
            raise Conflict(f"{row['key']} has been related with another {', '.join(differs)}")


async def _refuse_cycle(transaction: Transaction, rows: _Rows) -> None:
    ends = [{"from": row["from_artifact_id"], "to": row["to_artifact_id"]} for row in rows]
    for row in await transaction.run(_CLOSED_CYCLE, relations=ends):
        raise Cycle(f"the relations now close a cycle: {' -> '.join(row['path'])}", row["path"])
