"""Writes the records of a spooled file, which were checked before: a chunk is one transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from app.blobs.store import Store
from app.domain.artifacts import State
from app.domain.blobs import StoredBlob
from app.domain.forms import RecordType, Row
from app.domain.lineage import RelationType
from app.domain.links import Direction
from app.domain.runs import FINAL, UNFINISHED
from app.domain.story_links import link_row
from app.errors import Conflict, IdTaken
from app.graph.session import Graph
from app.graph.transaction import Transaction
from app.transfer.contents import Folder, discard_all, send
from app.transfer.differences import differing, key_of
from app.transfer.records import STATEMENTS, same_edges
from app.transfer.spool.spools import CURRENT_RUN, RETRY, Spool
from app.writes import assessments, relations, runs, stories, story_links
from app.writes.artifacts import create_artifacts, hold_artifacts
from app.writes.blobs import Binding, bind
from app.writes.contents import NOTHING_WAS_WRITTEN
from app.writes.locks import lock_imports, lock_lineage, lock_runs, lock_stories
from app.writes.positions import positions_of
from app.writes.retries import create_retries
from app.writes.run_links import put_run_links
from app.writes.steps import create_steps

_Rows = list[Row]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """How often the locks of imports and of the lineage were taken, when the file was checked."""

    imports: int
    lineage: int


async def read_turns(graph: Graph) -> Turns:
    """The turns of now: what is checked after this and written in the next ones is still true."""
    [imports] = await graph.rows(STATEMENTS["lock"], name="import")
    [lineage] = await graph.rows(STATEMENTS["lock"], name="lineage")
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
            RecordType.STORY: self._simply(partial(stories.create_stories, rev=0)),
            RecordType.RUN: self._simply(partial(runs.create_runs, rev=0)),
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
            if await lock_imports(transaction) != self._imports + 1:
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
            made = [{**row, "step_id": row["created_by_step_id"]} for row in rows]
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
        known = await self._graph.rows(STATEMENTS["blobs"], digests=digests) if digests else []
        there = {row["sha256"] for row in known}
        return await send(
            self._store, self._folder, [row for row in rows if row["sha256"] not in there]
        )

    async def _assessments(self, rows: _Rows) -> None:
        async def work(transaction: Transaction) -> None:
            await hold_artifacts(transaction, {row["artifact_id"] for row in rows})
            await assessments.create_assessments(transaction, rows)

        await self._alone(work)

    async def _relations(self, rows: _Rows) -> None:
        """Looks again for what others make wrong who have related artifacts since that was done."""
        typed = [{**row, "type": RelationType.of(row["relation_type"]).value} for row in rows]

        async def work(transaction: Transaction) -> int:
            taken = await lock_lineage(transaction)
            new = typed
            if taken != self._lineage + 1:
                new = await _without_same(transaction, RecordType.RELATION, typed)
            await relations.import_relations(transaction, new)
            if taken != self._lineage + 1:
                await relations.refuse_cycle(transaction, new)
            return taken

        taken = await self._alone(work)
        if taken == self._lineage + 1:
            self._lineage = taken

    async def _story_links(self, rows: _Rows) -> None:
        primaries = {row["slot"]: row["artifact_id"] for row in rows if row["slot"] is not None}

        async def work(transaction: Transaction) -> None:
            await lock_stories(transaction, [row["story_id"] for row in rows])
            for one in await story_links.links_of(transaction, slots=list(primaries)):
                slot = link_row(one)["slot"]
                if one["artifact_id"] != primaries[slot]:
                    raise Conflict(f"{one['artifact_id']} has become the primary of {slot}")
            held = await hold_artifacts(transaction, set(primaries.values()))
            for artifact_id, artifact in held.items():
                if artifact.state is State.ARCHIVED:
                    raise Conflict(f"{artifact_id} has been archived, and is to be a primary")
            new = await _without_same(transaction, RecordType.STORY_LINK, rows)
            await story_links.import_links(transaction, await _placed(transaction, new))

        await self._alone(work)

    async def _current_runs(self, rows: _Rows) -> None:
        wanted = {row["story_id"]: row["run_id"] for row in rows}

        async def work(transaction: Transaction) -> None:
            await lock_stories(transaction, wanted)
            current = await stories.current_runs(transaction, list(wanted))
            for story_id, run_id in current.items():
                if run_id not in {None, wanted[story_id]}:
                    raise Conflict(f"{run_id} has become the current run of {story_id}")
            new = [row for row in rows if current[row["story_id"]] is None]
            await stories.set_current_runs(transaction, new)

        await self._alone(work)


async def _create_steps(transaction: Transaction, rows: _Rows) -> None:
    """Raises Conflict when a run has ended since the file was checked, and its step has not."""
    held = {row["run_id"] for row in rows if row["status"] in UNFINISHED}
    await lock_runs(transaction, held)
    for run_id, status in (await runs.statuses(transaction, sorted(held))).items():
        if status in FINAL:
            raise Conflict(f"run {run_id} has ended, and the file has steps that have not")
    await create_steps(transaction, rows)


async def _link_runs(transaction: Transaction, rows: _Rows) -> None:
    links = [{**row, "direction": Direction.of(row["direction"]).value} for row in rows]
    await put_run_links(transaction, links)


async def _placed(transaction: Transaction, rows: _Rows) -> _Rows:
    """The links with the positions that they get."""
    reserved = {row["story_id"]: row["reserved"] for row in rows if row["reserved"] is not None}
    positions = await positions_of(transaction, rows, reserved)
    return [{**row, "position": position} for row, position in zip(rows, positions, strict=True)]


async def _without_same(transaction: Transaction, record_type: RecordType, rows: _Rows) -> _Rows:
    """The rows without those that the graph has. Raises Conflict for one that it has otherwise."""
    there = await same_edges(transaction, record_type, rows)
    found = {key_of(record_type, one): one for one in there}
    new: _Rows = []
    for row in rows:
        same = found.get(key_of(record_type, row))
        if same is None:
            new.append(row)
        elif differs := differing(row, same):
            raise Conflict(f"{row['key']} has been made with another {', '.join(differs)}")
    return new
