"""Brings a file into the graph: all of it is checked before any of it is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from os import fstat
from pathlib import Path

import anyio
import anyio.lowlevel

from app.blobs.store import Store
from app.domain.forms import RecordType
from app.graph.session import Graph
from app.transfer.agreement import check_doubles, check_ends, check_ids, check_links
from app.transfer.comparing import (
    compare_edges,
    compare_things,
    look_outside,
    take_primaries_of_graph,
)
from app.transfer.contents import Folder
from app.transfer.lineage import check_lineage
from app.transfer.loading import Loader, read_turns
from app.transfer.problems import Problems
from app.transfer.reading import read_records
from app.transfer.runs import add_retries_of_graph, check_retries, compare_retries, end_steps
from app.transfer.spool.spools import Spool, open_spool

Progress = Callable[[str, int, int], None]
"""Says what is being done, how much of it is done, and how much there is."""

CHUNK_ROWS = 5_000
"""How many records of a type are in memory, and in a transaction, at a time."""

_LINES_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """How many records of each type the file has, and how many of them were new."""

    records: Mapping[str, int]
    new: Mapping[str, int]


async def import_file(
    graph: Graph,
    store: Store,
    path: Path,
    *,
    largest: int,
    progress: Progress,
    chunk_rows: int = CHUNK_ROWS,
) -> Imported:
    """Writes what the file has and the graph has not, up to `chunk_rows` records a transaction.

    A file that was imported in part is completed, and one that was imported changes nothing.
    `largest` is how many bytes a content may have. Raises FileRefused before anything is written;
    Conflict and Cycle when others have changed the graph meanwhile, and Unavailable.
    """
    folder = Folder(path.parent, largest=largest)
    with open_spool(chunk_rows) as spool:
        problems = Problems()
        await _read(spool, path, folder, problems, progress)
        records = spool.counts()
        turns = await read_turns(graph)
        await _check(spool, graph, problems, progress)
        new = spool.counts()
        loader = Loader(graph, store, folder, turns)
        await loader.load(spool, _counting(progress, sum(new.values())))
    return Imported(
        records={one.value: records.get(one, 0) for one in RecordType},
        new={one.value: new.get(one, 0) for one in RecordType},
    )


async def _read(
    spool: Spool, path: Path, folder: Folder, problems: Problems, progress: Progress
) -> None:
    done = 0
    with path.open("rb") as file:
        size = fstat(file.fileno()).st_size
        for line, length, record_type, row in read_records(file, problems):
            done += length
            if record_type is RecordType.ARTIFACT:
                with problems.at(line):
                    folder.inspect(row)
            spool.add(line, length, record_type, row)
            if line % _LINES_AT_ONCE == 0:
                progress("Reading", done, size)
                await anyio.lowlevel.checkpoint()
    progress("Reading", size, size)
    spool.finish()
    check_ids(spool, problems)
    problems.refuse()


async def _check(spool: Spool, graph: Graph, problems: Problems, progress: Progress) -> None:
    """Checks what lines say of one another and of the graph."""
    progress("Checking", 0, 1)
    await look_outside(spool, graph)
    end_steps(spool)
    await compare_things(spool, graph, problems)
    spool.relations.connect()
    check_ends(spool, problems)
    await add_retries_of_graph(spool, graph)
    check_retries(spool, problems)
    await compare_retries(spool, graph, problems)
    check_doubles(spool, problems)
    await take_primaries_of_graph(spool, graph)
    check_links(spool, problems)
    await compare_edges(spool, graph, problems)
    await check_lineage(spool, graph, problems)
    problems.refuse()
    progress("Checking", 1, 1)


def _counting(progress: Progress, total: int) -> Callable[[int], None]:
    done = 0

    def loaded(count: int) -> None:
        nonlocal done
        done += count
        progress("Writing", done, total)

    return loaded
