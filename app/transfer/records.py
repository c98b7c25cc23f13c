"""The records of the graph, read as the lines of a file tell them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.domain.forms import RecordType, Row
from app.graph.session import Graph
from app.graph.statements import Statement, folder

STATEMENTS = {Path(one.name).stem: one for one in folder("Transfer")}

TELL = {
    RecordType.STORY: STATEMENTS["stories"],
    RecordType.RUN: STATEMENTS["runs"],
    RecordType.STEP: STATEMENTS["steps"],
    RecordType.ARTIFACT: STATEMENTS["artifacts"],
    RecordType.RELATION: STATEMENTS["relations"],
    RecordType.STORY_LINK: STATEMENTS["story_links"],
    RecordType.RUN_LINK: STATEMENTS["run_links"],
}
"""The statement that tells the records of a type, by the ids of what they are told with.

A relation is told with the artifact that it starts from, and a link with its story or run.
"""


async def told(graph: Graph, record_type: RecordType, ids: Sequence[str]) -> list[Row]:
    """The records of a type that the graph has, told with the things of those ids."""
    return await ask(graph, TELL[record_type], ids=ids) if ids else []


async def ask(graph: Graph, statement: Statement, **parameters: object) -> list[Row]:
    """The rows of a statement by the names of its columns."""
    rows = await graph.read(statement.text, parameters)
    return [dict(zip(statement.returns, row, strict=True)) for row in rows]
