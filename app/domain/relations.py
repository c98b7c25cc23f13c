"""Relations between artifacts: an artifact and one of its sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.events import checked_reason
from app.domain.lineage import RelationType
from app.domain.links import relation_key
from app.domain.values import checked_id


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

    @property
    def key(self) -> str:
        """The key of the relation, among those of its type."""
        return relation_key(self.from_artifact_id, self.to_artifact_id)

    def as_dict(self) -> dict[str, object]:
        """The relation as the events of its first artifact hold it."""
        return {"type": self.type.word, "to": self.to_artifact_id, "note": self.note}

    def row(self) -> dict[str, object]:
        """The relation as the statements of `cypher/writes/relations` take it."""
        return {
            "type": self.type.value,
            "from_artifact_id": self.from_artifact_id,
            "to_artifact_id": self.to_artifact_id,
            "key": self.key,
            "note": self.note,
        }


def dicts_by_artifact(relations: Iterable[Relation]) -> dict[str, list[dict[str, object]]]:
    """Relations as events hold them, by the artifact that they start from."""
    by_artifact: dict[str, list[dict[str, object]]] = {}
    for one in relations:
        by_artifact.setdefault(one.from_artifact_id, []).append(one.as_dict())
    return by_artifact
