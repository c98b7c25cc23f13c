"""How artifacts are tied to stories, to runs and to one another: the keys, and what is allowed."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from app.domain.artifacts import LINKABLE, Kind, State
from app.domain.relationships import RelationshipType
from app.domain.stories import ROLE_KIND, Role
from app.domain.values import INT_MAX, checked_count
from app.errors import BadInput, IllegalState, KindMismatch


class Unset(Enum):
    """What an optional argument is when nobody gave it, where None says something."""

    UNSET = "unset"


UNSET = Unset.UNSET


class Direction(RelationshipType):
    """Whether a run made an artifact or used it."""

    PRODUCED = "PRODUCED"
    CONSUMED = "CONSUMED"


def link_key(story_id: str, role: Role, artifact_id: str) -> str:
    """The key of a story's link: a story links an artifact once in each role."""
    return f"{story_id}|{role.value}|{artifact_id}"


def slot_of(story_id: str, role: Role) -> str:
    """What a link holds while it is primary: a story has one such link in each role."""
    return f"{story_id}|{role.value}"


def stage_key(run_id: str, stage: str, artifact_id: str) -> str:
    """The key of a run's link: a run produces, or consumes, an artifact once in each stage."""
    return f"{run_id}|{stage}|{artifact_id}"


def relation_key(from_artifact_id: str, to_artifact_id: str) -> str:
    """The key of a relation: two artifacts have one relation of each type."""
    return f"{from_artifact_id}|{to_artifact_id}"


def check_kind_fits(role: Role, kind: Kind) -> None:
    """Raises KindMismatch when an artifact of that kind cannot play the role."""
    if kind is not ROLE_KIND[role]:
        raise KindMismatch(f"{role.name} takes {ROLE_KIND[role].name}, not {kind.name}")


def check_linkable(state: State) -> None:
    """Raises IllegalState when an artifact in that state cannot be linked to a story."""
    if state not in LINKABLE:
        raise IllegalState(
            f"only a candidate or published artifact can be linked, and this one is {state.name}"
        )


def checked_position(role: Role, position: int | None) -> int | None:
    """The place of a scene among a story's scenes, from 0; other roles have none.

    Raises BadInput when it is negative, or given for another role.
    """
    if position is None:
        return None
    if role is not Role.SCENE_IMAGE:
        raise BadInput(f"position is for {Role.SCENE_IMAGE.name}, not for {role.name}")
    return checked_count(position, "position")


def has_to_be_placed(role: Role, position: int | None) -> bool:
    """Whether a link in that role lacks the position that it must have."""
    return role is Role.SCENE_IMAGE and position is None


def following_position(taken: Iterable[int | None]) -> int:
    """The position after the highest of those that are taken, 0 when none is.

    Raises BadInput when the highest is the last that a position can be.
    """
    highest = max((position for position in taken if position is not None), default=-1)
    if highest >= INT_MAX:
        raise BadInput(f"a scene of the story has the last position, {INT_MAX}: give a position")
    return highest + 1
