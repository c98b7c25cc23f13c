"""Which part of a lineage an address asks for, and what of it is to be highlighted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from starlette.datastructures import QueryParams

from app.api.enums import RelationType, State
from app.api.lineage_enums import LineageDirection

MOST_DRAWN = 150
"""Artifacts that a picture shows on each side; more are no picture any more."""


class Highlight(StrEnum):
    """What of a lineage is highlighted, beside the paths to an artifact."""

    NOTHING = "nothing"
    IMPACT = "impact"
    WITHDRAWAL = "withdrawal"


_HIGHLIGHTS = {one.value: one for one in Highlight}
RELATION_TYPES = [kind.name for kind in RelationType]
STATES = [state.name for state in State]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What an address asks for; what it says wrongly is left out."""

    direction: LineageDirection
    relation_types: list[str]
    states: list[str]
    max_depth: int | None
    highlight: Highlight
    path_to: str

    @property
    def filtered(self) -> bool:
        """Whether artifacts may be left out."""
        return bool(self.relation_types or self.states or self.max_depth)

    @property
    def variables(self) -> dict[str, object]:
        """The same as variables of the document of a lineage."""
        return {
            "before": self.direction is not LineageDirection.DESCENDANTS,
            "after": self.direction is not LineageDirection.ANCESTORS,
            "relationTypes": self.relation_types or None,
            "states": self.states or None,
            "maxDepth": self.max_depth,
            "maxNodes": MOST_DRAWN,
        }


def chosen(query: QueryParams) -> Choice:
    """What the form of the page asks for."""
    direction, highlight = query.get("direction", ""), query.get("highlight", "")
    return Choice(
        direction=LineageDirection.__members__.get(direction, LineageDirection.BOTH),
        relation_types=[one for one in query.getlist("type") if one in RELATION_TYPES],
        states=[one for one in query.getlist("state") if one in STATES],
        max_depth=_depth(query.get("depth", "")),
        highlight=_HIGHLIGHTS.get(highlight, Highlight.NOTHING),
        path_to=query.get("to", ""),
    )


def _depth(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text[:9]) < 100 else None
