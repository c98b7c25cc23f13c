"""How artifacts come from one another: the closed set of relation types."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RelationType(StrEnum):
    """In what way the newer artifact came from its source.

    The value is the model's word; the name is the relationship type in the graph.
    """

    DERIVED_FROM = "derived_from"
    VARIANT_OF = "variant_of"
    TRANSCODED_FROM = "transcoded_from"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One artifact that a new one is made from, and how."""

    artifact_id: str
    relation_type: RelationType
    note: str | None = None
