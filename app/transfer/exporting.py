"""Writes the graph as lines, always in the same order: by type, and by ids within a type."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import BinaryIO

import orjson

from app.domain.forms import RecordType, Row
from app.graph.session import Graph
from app.transfer.fetching import Fetcher
from app.transfer.importing import Progress
from app.transfer.records import STATEMENTS, ask, told

PAGE = 1_000

_JSON = ("metadata", "parameters")

_TOLD_WITH = {
    RecordType.STORY: RecordType.STORY,
    RecordType.RUN: RecordType.RUN,
    RecordType.STEP: RecordType.STEP,
    RecordType.ARTIFACT: RecordType.ARTIFACT,
    RecordType.RELATION: RecordType.ARTIFACT,
    RecordType.STORY_LINK: RecordType.STORY,
    RecordType.RUN_LINK: RecordType.RUN,
}
"""With which things the records of a type are told."""

_NEXT = {
    RecordType.STORY: STATEMENTS["next_stories"],
    RecordType.RUN: STATEMENTS["next_runs"],
    RecordType.STEP: STATEMENTS["next_steps"],
    RecordType.ARTIFACT: STATEMENTS["next_artifacts"],
}


async def export_graph(
    graph: Graph, file: BinaryIO, *, fetcher: Fetcher | None, progress: Progress
) -> dict[str, int]:
    """Writes everything as lines that can be imported, and returns how many of each type.

    The fetcher brings the contents; without one, artifacts are written as having none. What others
    write meanwhile may be there in part.
    """
    [there] = await ask(graph, STATEMENTS["counts"])
    total, done = sum(there[one] for one in _TOLD_WITH.values()), 0
    counts = {one.value: 0 for one in RecordType}
    for record_type, thing in _TOLD_WITH.items():
        async for ids in _pages(graph, thing):
            rows = await told(graph, record_type, ids)
            if record_type is RecordType.ARTIFACT:
                await _settle_contents(graph, rows, fetcher)
            file.writelines(_line(record_type, row) for row in rows)
            counts[record_type] += len(rows)
            done += len(ids)
            progress("Writing", done, total)
    return counts


async def _pages(graph: Graph, thing: RecordType) -> AsyncIterator[list[str]]:
    after = ""
    while rows := await ask(graph, _NEXT[thing], after=after, count=PAGE):
        after = rows[-1]["id"]
        yield [row["id"] for row in rows]


async def _settle_contents(graph: Graph, rows: Sequence[Row], fetcher: Fetcher | None) -> None:
    stored = [row for row in rows if row["sha256"] is not None and row["pruned_at"] is None]
    if fetcher is None:
        for row in stored:
            row["sha256"] = row["size"] = None
        return
    for row in stored:
        row["content"] = {"path": fetcher.name(row["sha256"])}
    digests = sorted({row["sha256"] for row in stored})
    blobs = await ask(graph, STATEMENTS["blobs"], digests=digests) if digests else []
    await fetcher.fetch({blob["sha256"]: blob["key"] for blob in blobs})


def _line(record_type: RecordType, row: Mapping[str, object]) -> bytes:
    said = {name: value for name, value in row.items() if value is not None}
    for name in _JSON:
        if name in said:
            said[name] = orjson.Fragment(str(said[name]))
    return orjson.dumps({"type": record_type, **said}, option=orjson.OPT_APPEND_NEWLINE)
