"""How artifacts come from one another: the closed set of relation types."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter

from app.errors import Cycle


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


def sources_first(
    relations: Iterable[tuple[str, str]], told: Callable[[str], str] = lambda name: name
) -> list[str]:
    """The artifacts of the relations, every one after its sources.

    A relation is the artifact and its source. Raises Cycle when one would be its own ancestor;
    `told` says how the error names an artifact.
    """
    lineage: TopologicalSorter[str] = TopologicalSorter()
    for artifact, source in relations:
        lineage.add(artifact, source)
    try:
        return list(lineage.static_order())
    except CycleError as error:
        ring: list[str] = error.args[1]
        path = [told(name) for name in reversed(ring[1:])]
        raise Cycle(f"the relations make a cycle of {len(path)} artifacts", path) from None
