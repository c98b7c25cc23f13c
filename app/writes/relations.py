"""Relations between artifacts. The lineage's lock is held where both artifacts exist already."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from app.domain.lineage import RelationType
from app.domain.relations import Relation
from app.errors import Cycle, DuplicateRelation
from app.graph.statements import writes
from app.graph.transaction import Transaction

_STATEMENTS = writes("relations")

NAMED = 10
"""How many artifacts of a cycle its message names."""

Rows = Sequence[Mapping[str, object]]


async def create_relations(transaction: Transaction, relations: Sequence[Relation]) -> None:
    """Creates relations that are known not to exist yet."""
    if relations:
        rows = [one.row() for one in relations]
        await transaction.write(_STATEMENTS["create"], rows=rows, is_import=False)


async def import_relations(transaction: Transaction, rows: Rows) -> None:
    """Creates the relations of an import, each with the time that its row may give."""
    if rows:
        await transaction.write(_STATEMENTS["create"], rows=rows, is_import=True)


async def delete_relation(transaction: Transaction, relation: Relation) -> dict[str, str] | None:
    """Deletes the relation of that type; returns its `note` and `created_at`, None without one."""
    return await transaction.one(
        _STATEMENTS["delete"],
        type=relation.type.value,
        from_artifact_id=relation.from_artifact_id,
        to_artifact_id=relation.to_artifact_id,
    )


async def exists(transaction: Transaction, relation: Relation) -> bool:
    """Whether the two artifacts have a relation of that type."""
    return bool(await transaction.rows(_STATEMENTS["read"], rows=[relation.row()]))


async def refuse_existing(transaction: Transaction, relations: Sequence[Relation]) -> None:
    """Raises DuplicateRelation for a relation that exists already."""
    rows = [one.row() for one in relations]
    for row in await transaction.rows(_STATEMENTS["read"], rows=rows) if rows else []:
        newer, source = row["from_artifact_id"], row["to_artifact_id"]
        raise DuplicateRelation(f"{newer} is {RelationType(row['type']).word} {source} already")


async def refuse_cycle(
    transaction: Transaction,
    rows: Rows,
    name_of: Callable[[str], str] = lambda artifact_id: artifact_id,
) -> None:
    """Raises Cycle when these relations close one; `name_of` says how its artifacts are named.

    One relation may be checked before it is created. Several are checked after that, since they may
    close a cycle together.
    """
    for row in await transaction.rows(_STATEMENTS["find_cycle"], rows=rows) if rows else []:
        path = [name_of(artifact_id) for artifact_id in row["path"]]
        some = " -> ".join([*path[:NAMED], *(["..."] if len(path) > NAMED else [])])
        raise Cycle(f"this would close a cycle of {len(path)} artifacts: {some}", path)
