"""Applies the constraints and indexes of `cypher/schema/`, each once, and records them."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from app.errors import CannotRun
from app.graph.statements import CYPHER, Statement, folder, load_statement

if TYPE_CHECKING:
    from app.graph.session import Graph, Transaction


class SchemaMismatch(CannotRun):
    """The graph's schema is not one that this version of the code can work with."""


_APPLIED = load_statement(CYPHER / "Server" / "applied_schema.cypher")
_RECORD = load_statement(CYPHER / "Server" / "record_schema.cypher")
_AWAIT = load_statement(CYPHER / "Server" / "await_indexes.cypher")


async def apply_schema(graph: Graph) -> list[str]:
    """Applies what the graph does not have yet, in order, and returns the names of those files.

    What was begun can be begun again: each command is `IF NOT EXISTS`. Raises Unavailable when
    another process does the same, and SchemaMismatch when the graph has a file that this code has
    not, or has with another text: then the graph belongs to a newer version.
    """
    missing = await _missing(graph)
    for file in missing:
        await graph.command(file)
    if missing:
        await graph.command(_AWAIT)

        async def record(transaction: Transaction) -> None:
            rows = [{"name": file.name, "sha256": _digest(file)} for file in missing]
            await transaction.run(_RECORD, rows=rows)

        await graph.write(record)
    return [file.name for file in missing]


async def check_schema(graph: Graph) -> None:
    """Raises SchemaMismatch unless the graph has the schema of this version, applied in full."""
    if missing := await _missing(graph):
        raise SchemaMismatch(f"The graph does not have {missing[0].name} yet: start this version.")


async def _missing(graph: Graph) -> list[Statement]:
    applied: dict[str, str] = dict(await graph.read(_APPLIED.text, {}))
    files = folder("schema")
    digests = {file.name: _digest(file) for file in files}
    for name, digest in applied.items():
        if digests.get(name) != digest:
            raise SchemaMismatch(
                f"The graph was set up by another version of Artifact Graph: it has {name},"
                " which this version does not have in that form. Start that version or a newer one."
            )
    return [file for file in files if file.name not in applied]


def _digest(file: Statement) -> str:
    return sha256(file.text.encode()).hexdigest()
