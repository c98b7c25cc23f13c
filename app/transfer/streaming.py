"""The graph, or a story's or a run's part of it, as records and lines to read, not to import.

They are those of an export, with the digest and the size of contents, which stay in the store,
and with events, which an import does not take.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence

from app.domain.forms import RecordType, Row
from app.graph.session import Graph
from app.transfer.exporting import PAGE, all_records, line, pages
from app.transfer.records import STATEMENTS, THINGS, read_records

EVENT = "event"
ABOUT = (RecordType.STORY, RecordType.RUN, RecordType.ARTIFACT)
"""The types whose records have events."""

Part = Mapping[RecordType, Sequence[str]]
"""The ids of the records of a part of the graph, of every type that has ids."""


async def part_of(graph: Graph, owner: RecordType, id: str) -> Part | None:
    """What belongs to a story or to a run: also its artifacts that others made. None without it."""
    rows = await graph.rows(STATEMENTS[f"{owner}_part"], id=id)
    return {record_type: rows[0][record_type] for record_type in THINGS} if rows else None


async def lines(graph: Graph, part: Part | None) -> AsyncGenerator[bytes]:
    """The records of a part, or of all, as lines, a page of `records` at a time."""
    async for record_type, rows in records(graph, part):
        yield b"".join(line(record_type, row) for row in rows)


async def records(graph: Graph, part: Part | None) -> AsyncGenerator[tuple[str, list[Row]]]:
    """The records of a part, or of all, with their type: up to 1,000, or all that belongs to 1,000.

    A relation is in a part with both of its artifacts, a link with its artifact and its owner.
    Events come last. What others write meanwhile may be there in part.
    """
    async for record_type, rows in all_records(graph) if part is None else _of_part(graph, part):
        yield record_type, rows
    async for rows in _events(graph, part):  # `after` of their rows is where a page begins.
        for row in rows:
            row["after"] = row.pop("changed_to")
        yield EVENT, rows


async def _of_part(graph: Graph, part: Part) -> AsyncIterator[tuple[RecordType, list[Row]]]:
    for record_type in THINGS:
        for ids in _chunks(part[record_type]):
            yield record_type, await read_records(graph, record_type, ids)
    artifacts = frozenset(part[RecordType.ARTIFACT])
    for record_type, owners, end in (
        (RecordType.RELATION, part[RecordType.ARTIFACT], "to_artifact_id"),
        (RecordType.STORY_LINK, part[RecordType.STORY], "artifact_id"),
        (RecordType.RUN_LINK, part[RecordType.RUN], "artifact_id"),
    ):
        for ids in _chunks(owners):
            rows = await read_records(graph, record_type, ids)
            yield record_type, [row for row in rows if row[end] in artifacts]


async def _events(graph: Graph, part: Part | None) -> AsyncIterator[list[Row]]:
    if part is None:
        async for rows in pages(graph, STATEMENTS["next_events"]):
            yield rows
        return
    for record_type in ABOUT:
        for ids in _chunks(part[record_type]):
            yield await graph.rows(STATEMENTS["events"], ids=ids)


def _chunks(ids: Sequence[str]) -> list[Sequence[str]]:
    return [ids[start : start + PAGE] for start in range(0, len(ids), PAGE)]
