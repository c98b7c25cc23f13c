"""What a story was at an earlier moment: what it is now, with every later change taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from app.domain.artifacts import State

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastStory:
    """A story as it was: its own words, and its links by role, position and artifact."""

    title: str
    synopsis: str | None
    metadata: str | None
    current_run: str | None
    links: Sequence[Row]


def past_story(story: Row, links: Iterable[Row], changes: Iterable[tuple[str, str]]) -> PastStory:
    """The story before the changes, which are `before` and `after` of its events, last first.

    A link that no change tells of and that is later came by an import, and was not there.
    """
    facts = dict(story)
    there = {(link["artifact"], link["role"]): link for link in links}
    for before, after in changes:
        changed = orjson.loads(before)
        facts |= {name: changed[name] for name in facts.keys() & changed.keys()}
        for link in orjson.loads(after).get("links", ()):
            there.pop((link["artifact"], link["role"]), None)
        there |= {(link["artifact"], link["role"]): link for link in changed.get("links", ())}
    left = [link for link in there.values() if not link.get("is_later")]
    return PastStory(**facts, links=sorted(left, key=_place))


def past_state(state: str, befores: Iterable[str]) -> State:
    """The state of an artifact before its later events, given in their order."""
    for before in befores:
        changed = orjson.loads(before)
        if "state" in changed:
            return State(changed["state"])
    return State(state)


def _place(link: Row) -> tuple[str, int, str]:
    position = link["position"]
    return link["role"], -1 if position is None else position, link["artifact"]
