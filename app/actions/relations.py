"""Relations between artifacts, as the graph and its events hold them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.actions.events import checked_reason
from app.actions.requests import take_lock
from app.domain.lineage import RelationType
from app.domain.links import relation_key
from app.domain.values import checked_id
from app.graph.statements import mutation
from app.graph.transaction import Transaction

_ANY = mutation("any")


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """An artifact's relation to one of its sources."""

    type: RelationType
    from_artifact_id: str
    to_artifact_id: str
    note: str | None = None

    def __post_init__(self) -> None:
        """Refuses ids and notes that cannot be."""
        checked_id(self.from_artifact_id, "fromArtifactId")
        checked_id(self.to_artifact_id, "toArtifactId")
        checked_reason(self.note, "note")

    def as_dict(self) -> dict[str, object]:
        """The relation as the events of its first artifact tell it."""
        return {"type": self.type.word, "to": self.to_artifact_id, "note": self.note}


async def lock_lineage(transaction: Transaction) -> int:
    """Waits for the lock under which artifacts that exist are related to one another.

    Returns how often it was taken: when that is one more than before, nobody has related any since.
    """
    return await take_lock(transaction, "lineage")


async def write_relations(transaction: Transaction, relations: Sequence[Relation]) -> None:
    """Writes relations that are known to be neither there yet nor part of a cycle."""
    rows = [
        {
            "type": relation.type.value,
            "from": relation.from_artifact_id,
            "to": relation.to_artifact_id,
            "key": relation_key(relation.from_artifact_id, relation.to_artifact_id),
            "note": relation.note,
        }
        for relation in relations
    ]
    await transaction.run(_ANY["write_relations"], relations=rows)
