"""Applies the constraints and indexes of `cypher/schema/`, each once, and records them."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from app.errors import CannotRun
from app.graph.statements import CYPHER, folder, load_statement

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
    rows = await graph.read(_APPLIED.text, {})
    applied: dict[str, str] = dict(rows)
    files = {statement.name: statement for statement in folder("schema")}
    digests = {name: sha256(file.text.encode()).hexdigest() for name, file in files.items()}
    for name, digest in applied.items():
        if digests.get(name) != digest:
            raise SchemaMismatch(
                f"The graph was set up by another version of Artifact Graph: it has {name},"
                " which this version does not have in that form. Start that version or a newer one."
            )
    missing = [name for name in files if name not in applied]
    for name in missing:
        await graph.command(files[name])
    if missing:
        await graph.command(_AWAIT)

        async def record(transaction: Transaction) -> None:
            rows = [{"name": name, "sha256": digests[name]} for name in missing]
            await transaction.run(_RECORD, rows=rows)

        await graph.write(record)
    return missing
