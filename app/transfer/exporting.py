"""Writes the graph as lines, always in the same order: by type, and by ids or keys within one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import BinaryIO

import orjson

from app.domain.forms import MOMENTS, RecordType, Row
from app.domain.moments import answered_moment
from app.graph.session import Graph
from app.graph.statements import Statement
from app.transfer.fetching import Fetcher
from app.transfer.importing import Progress
from app.transfer.records import STATEMENTS, THINGS, read_records

PAGE = 1_000

_MOMENTS = MOMENTS | {"at"}
_JSON = frozenset({"metadata", "parameters", "before", "after"})

NEXT: Mapping[RecordType, Sequence[Statement]] = {
    RecordType.STORY: [STATEMENTS["next_stories"]],
    RecordType.RUN: [STATEMENTS["next_runs"]],
    RecordType.STEP: [STATEMENTS["next_steps"]],
    RecordType.ARTIFACT: [STATEMENTS["next_artifacts"]],
    RecordType.ASSESSMENT: [STATEMENTS["next_assessments"]],
    RecordType.RELATION: [
        STATEMENTS["next_derived_from"],
        STATEMENTS["next_variant_of"],
        STATEMENTS["next_transcoded_from"],
    ],
    RecordType.STORY_LINK: [STATEMENTS["next_story_links"]],
    RecordType.RUN_LINK: [STATEMENTS["next_produced"], STATEMENTS["next_consumed"]],
}
"""What the next records of each type are: their ids, or all of a relation or a link.

Each statement goes along an index, so that a page costs the same however many come before it, and
however many links a story or a run has.
"""


async def export_graph(
    graph: Graph, file: BinaryIO, *, fetcher: Fetcher | None, progress: Progress
) -> dict[str, int]:
    """Writes everything as lines that can be imported, and returns how many of each type.

    The fetcher brings the contents; without one, artifacts are written as having none. What others
    write meanwhile may be there in part.
    """
    [there] = await graph.rows(STATEMENTS["counts"])
    total, done = sum(there.values()), 0
    counts = {one.value: 0 for one in RecordType}
    async for record_type, rows in all_records(graph):
        if record_type is RecordType.ARTIFACT:
            await _settle_contents(graph, rows, fetcher)
        file.writelines(line(record_type, row) for row in rows)
        counts[record_type] += len(rows)
        done += len(rows)
        progress("Writing", done, total)
    return counts


async def all_records(graph: Graph) -> AsyncIterator[tuple[RecordType, list[Row]]]:
    """The records of the graph with their type, in pages, by type and by ids or keys."""
    for record_type, statements in NEXT.items():
        for statement in statements:
            async for rows in pages(graph, statement):
                if record_type in THINGS:
                    rows = await read_records(graph, record_type, [row["id"] for row in rows])
                yield record_type, rows


async def pages(graph: Graph, statement: Statement) -> AsyncIterator[list[Row]]:
    """The rows of a statement that takes `after` and `count`, page after page."""
    after = ""
    while rows := await graph.rows(statement, after=after, count=PAGE):
        after = [row.pop("after") for row in rows][-1]
        yield rows


async def _settle_contents(graph: Graph, rows: Sequence[Row], fetcher: Fetcher | None) -> None:
    stored = [row for row in rows if row["sha256"] is not None and row["pruned_at"] is None]
    if fetcher is None:
        for row in stored:
            row["sha256"] = row["size"] = None
        return
    for row in stored:
        row["content"] = {"path": fetcher.name(row["sha256"])}
    digests = sorted({row["sha256"] for row in stored})
    blobs = await graph.rows(STATEMENTS["blobs"], digests=digests) if digests else []
    keys = {blob["sha256"]: blob["key"] for blob in blobs}
    await fetcher.fetch({digest: keys.get(digest) for digest in digests})


def line(record_type: str, row: Mapping[str, object]) -> bytes:
    """A record as a line of a file, without what is null."""
    said = {name: value for name, value in row.items() if value is not None}
    for name in said.keys() & _JSON:
        said[name] = orjson.Fragment(str(said[name]))
    for name in said.keys() & _MOMENTS:
        said[name] = answered_moment(str(said[name]))
    return orjson.dumps({"type": record_type, **said}, option=orjson.OPT_APPEND_NEWLINE)
