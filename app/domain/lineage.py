"""How artifacts come from one another: the closed set of relation types, and how it is followed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter

from app.domain.relationships import RelationshipType
from app.errors import Cycle


class RelationType(RelationshipType):
    """In what way the newer artifact came from its source."""

    DERIVED_FROM = "DERIVED_FROM"
    VARIANT_OF = "VARIANT_OF"
    TRANSCODED_FROM = "TRANSCODED_FROM"


class LineageDirection(StrEnum):
    """Which way a lineage is followed from an artifact."""

    ANCESTORS = "ancestors"
    DESCENDANTS = "descendants"
    BOTH = "both"


class LineageHop(StrEnum):
    """What a lineage is followed along, from one artifact to the next."""

    RELATIONS = "relations"
    RUNS = "runs"


class LineageEnd(StrEnum):
    """The artifacts at which a lineage begins or ends."""

    ROOTS = "roots"
    LEAVES = "leaves"


class PathMode(StrEnum):
    """Which of the paths between two artifacts are returned."""

    SHORTEST = "shortest"
    ALL_SHORTEST = "all_shortest"
    ALL = "all"


class CommonMode(StrEnum):
    """Which of the common ancestors of some artifacts are returned."""

    NEAREST = "nearest"
    ALL = "all"


class CostScope(StrEnum):
    """Whose steps a cost is the sum of."""

    SELF = "self"
    LINEAGE = "lineage"


class Gap(StrEnum):
    """Why the provenance of an artifact cannot be relied on."""

    NO_STEP = "no_step"
    NO_CONTENT = "no_content"
    NO_RELATION = "no_relation"
    ARCHIVED_ANCESTOR = "archived_ancestor"
    PRUNED_ANCESTOR = "pruned_ancestor"


class Incompleteness(StrEnum):
    """Why an answer about a lineage does not hold all of it."""

    DEPTH_LIMIT = "depth_limit"
    NODE_LIMIT = "node_limit"
    CHANGED_MEANWHILE = "changed_meanwhile"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One artifact that a new one is made from, and how."""

    artifact_id: str
    relation_type: RelationType
    note: str | None = None


def sources_first(
    relations: Iterable[tuple[str, str]], name_of: Callable[[str], str] = lambda artifact: artifact
) -> list[str]:
    """The artifacts of the relations, every one after its sources.

    A relation is the artifact and its source. Raises Cycle when one would be its own ancestor;
    `name_of` says how the error names an artifact.
    """
    lineage: TopologicalSorter[str] = TopologicalSorter()
    for artifact, source in relations:
        lineage.add(artifact, source)
    try:
        return list(lineage.static_order())
    except CycleError as error:
        ring: list[str] = error.args[1]
        path = [name_of(artifact) for artifact in reversed(ring[1:])]
        raise Cycle(f"the relations make a cycle of {len(path)} artifacts", path) from None
