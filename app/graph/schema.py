"""Makes the constraints and indexes of `cypher/schema/`, once, and upgrades older data."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import CannotRun
from app.graph.statements import CYPHER, Statement, folder, load_statement

if TYPE_CHECKING:
    from app.graph.session import Graph
    from app.graph.transaction import Transaction


class SchemaMismatch(CannotRun):
    """The graph's schema is not one that this version of the code can work with."""


_APPLIED = load_statement(CYPHER / "Server" / "applied_schema.cypher")
_RECORD = load_statement(CYPHER / "Server" / "record_schema.cypher")
_ONLINE = load_statement(CYPHER / "Server" / "online_indexes.cypher")
_AWAIT = load_statement(CYPHER / "Server" / "await_indexes.cypher")
_DROP = load_statement(CYPHER / "Server" / "drop_index.cypher")


async def apply_schema(graph: Graph) -> list[str]:
    """Applies what the graph does not have yet, in order, and returns the names of those files.

    A file with the name of an earlier one replaces its index. What was begun can be begun again:
    constraints and indexes are made `IF NOT EXISTS`. Raises Unavailable when another process does
    the same, and SchemaMismatch when the graph has a file that this code has not, or has with
    another text: then the graph belongs to a newer version.
    """
    missing = await _missing(graph)
    newest = {_named(file): file for file in folder("schema")}
    replaced = {_named(file) for file in folder("schema") if newest[_named(file)] != file}
    for name in (_named(file) for file in missing if newest[_named(file)] == file):
        if name in replaced:
            await graph.command(_DROP, name=name)
        await graph.command(newest[name])
    if missing:
        await graph.command(_AWAIT)

        async def record(transaction: Transaction) -> None:
            rows = [{"name": file.name, "sha256": _digest(file)} for file in missing]
            await transaction.write(_RECORD, rows=rows)

        await graph.write(record)
    return [file.name for file in missing]


async def upgrade_data(graph: Graph) -> None:
    """Adds what older versions did not write, by each statement of `cypher/upgrades/`, in order.

    It is for every start, and recorded nowhere: each statement finds only what still lacks
    something, such as what an older copy wrote while it was being replaced.
    """
    for statement in folder("upgrades"):
        await graph.command(statement)


async def check_schema(graph: Graph, *, newer_too: bool = False) -> None:
    """Raises SchemaMismatch unless the graph has the schema of this version, applied in full.

    With `newer_too` it may have more: what runs already goes on while a newer version takes over.
    """
    if missing := await _missing(graph, newer_too=newer_too):
        raise SchemaMismatch(f"The graph does not have {missing[0].name} yet: start this version.")


async def lost_indexes(graph: Graph) -> list[str]:
    """The files whose constraint or index is not there, or cannot be used; each is named as it."""
    online = {row[0] for row in await graph.read(_ONLINE.text, {})}
    return [file.name for file in folder("schema") if _named(file) not in online]


def _named(file: Statement) -> str:
    return Path(file.name).stem.partition("_")[2]


async def _missing(graph: Graph, *, newer_too: bool = False) -> list[Statement]:
    applied: dict[str, str] = dict(await graph.read(_APPLIED.text, {}))
    files = folder("schema")
    digests = {file.name: _digest(file) for file in files}
    for name, digest in applied.items():
        if digests.get(name, digest if newer_too else None) != digest:
            raise SchemaMismatch(
                f"The graph was set up by another version of Artifact Graph: it has {name},"
                " which this version does not have in that form. Start that version or a newer one."
            )
    return [file for file in files if file.name not in applied]


def _digest(file: Statement) -> str:
    return sha256(file.text.encode()).hexdigest()
