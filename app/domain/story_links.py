"""Links of stories to artifacts: what one shall be, and what it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.artifacts import Kind, State
from app.domain.links import (
    UNSET,
    Unset,
    check_kind_fits,
    check_linkable,
    checked_position,
    link_key,
    slot_of,
)
from app.domain.stories import Role
from app.domain.values import checked_id
from app.errors import BadInput

MAX_LINKS = 10
"""How many links a new artifact can be given."""

Link = Mapping[str, Any]
"""A link as it is: `story_id`, `artifact_id`, `role`, `is_primary` and `position`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLink:
    """What a link to a new artifact shall be.

    A scene without a position comes after all others of its story. `expected_primary` is the id of
    the role's primary so far, None for none.
    """

    story_id: str
    role: Role
    is_primary: bool = False
    position: int | None = None
    expected_primary: str | Unset | None = UNSET

    def asked(self) -> dict[str, object]:
        """All that somebody asked for, by which a retry is known."""
        expected = self.expected_primary
        return {
            "story_id": self.story_id,
            "role": self.role.value,
            "is_primary": self.is_primary,
            "position": self.position,
            **({} if expected is UNSET else {"expected_primary": expected}),
        }

    def to(self, artifact_id: str) -> DesiredLink:
        """The link with its artifact."""
        return DesiredLink(
            story_id=self.story_id,
            artifact_id=artifact_id,
            role=self.role,
            is_primary=self.is_primary,
            position=self.position,
            expected_primary=self.expected_primary,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DesiredLink:
    """What a link shall be; a position that is None stays as it is, or is the next of a scene."""

    story_id: str
    artifact_id: str
    role: Role
    is_primary: bool
    position: int | None = None
    expected_primary: str | Unset | None = UNSET

    def __post_init__(self) -> None:
        """Refuses ids and positions that cannot be."""
        checked_id(self.story_id, "storyId")
        checked_id(self.artifact_id, "artifactId")
        checked_position(self.role, self.position)
        if isinstance(self.expected_primary, str):
            checked_id(self.expected_primary, "expectedPrimary")

    @property
    def key(self) -> str:
        """The key of the link."""
        return link_key(self.story_id, self.role, self.artifact_id)

    @property
    def slot(self) -> str:
        """What the link holds when it is primary."""
        return slot_of(self.story_id, self.role)

    def over(self, link: Link | None) -> dict[str, Any]:
        """What the link is to become, if it is `link` now; a primary stays one."""
        old: Link = link or {"is_primary": False, "position": None}
        return {
            "story_id": self.story_id,
            "artifact_id": self.artifact_id,
            "role": self.role.value,
            "is_primary": self.is_primary or old["is_primary"],
            "position": old["position"] if self.position is None else self.position,
        }


def desired_links(artifact_id: str, links: Sequence[NewLink]) -> list[DesiredLink]:
    """The links of a new artifact, in the order of their stories' locks.

    Raises BadInput for too many, for a story and role that are there twice, and for values that
    cannot be.
    """
    if len(links) > MAX_LINKS:
        raise BadInput(f"links must be at most {MAX_LINKS}, not {len(links)}")
    if len({(one.story_id, one.role) for one in links}) < len(links):
        raise BadInput("links has the same story twice in the same role")
    return sorted((one.to(artifact_id) for one in links), key=lambda one: one.story_id)


def check_fits(role: Role, kind: Kind, state: State) -> None:
    """Raises KindMismatch or IllegalState when such an artifact cannot have the role."""
    check_kind_fits(role, kind)
    check_linkable(state)


def link_row(link: Link) -> dict[str, Any]:
    """A link as the statements of `cypher/writes/story_links` take it."""
    story_id, role = link["story_id"], Role(link["role"])
    return {
        **link,
        "key": link_key(story_id, role, link["artifact_id"]),
        "slot": slot_of(story_id, role) if link["is_primary"] else None,
    }


def link_dict(link: Link) -> dict[str, object]:
    """A link as the events of its story hold it."""
    return {
        "artifact": link["artifact_id"],
        "role": link["role"],
        "is_primary": link["is_primary"],
        "position": link["position"],
    }
