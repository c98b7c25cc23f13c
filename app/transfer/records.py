"""The records of the graph, read as the lines of a file tell them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from app.domain.forms import RecordType, Row
from app.graph.session import Graph
from app.graph.statements import Statement, folder
from app.graph.transaction import Transaction

STATEMENTS = {Path(one.name).stem: one for one in folder("Transfer")}

THINGS = (
    RecordType.STORY,
    RecordType.RUN,
    RecordType.STEP,
    RecordType.ARTIFACT,
    RecordType.ASSESSMENT,
)
"""The types whose records have ids."""

TELL = {
    RecordType.STORY: STATEMENTS["stories"],
    RecordType.RUN: STATEMENTS["runs"],
    RecordType.STEP: STATEMENTS["steps"],
    RecordType.ARTIFACT: STATEMENTS["artifacts"],
    RecordType.ASSESSMENT: STATEMENTS["assessments"],
    RecordType.RELATION: STATEMENTS["relations"],
    RecordType.STORY_LINK: STATEMENTS["story_links"],
    RecordType.RUN_LINK: STATEMENTS["run_links"],
}
"""The statement that tells the records of a type by their ids, or by those of what they start from:
newer artifacts, stories and runs."""


async def read_records(graph: Graph, record_type: RecordType, ids: Sequence[str]) -> list[Row]:
    """The records of a type that the graph has, by ids, or by those of what they start from."""
    return await graph.rows(TELL[record_type], ids=ids) if ids else []


_SAME: Mapping[RecordType, tuple[Statement, str | None]] = {
    RecordType.RELATION: (STATEMENTS["same_relations"], "relation_type"),
    RecordType.STORY_LINK: (STATEMENTS["same_story_links"], None),
    RecordType.RUN_LINK: (STATEMENTS["same_run_links"], "direction"),
}
"""The statement that finds relations and links by their keys, and the field that has their type."""


async def same_edges(
    source: Graph | Transaction, record_type: RecordType, rows: Sequence[Row]
) -> list[Row]:
    """The relations, or links, of the graph that have the keys of these."""
    statement, type_name = _SAME[record_type]
    asked = [{"key": row["key"], "type": row[type_name] if type_name else None} for row in rows]
    return await source.rows(statement, rows=asked) if asked else []
