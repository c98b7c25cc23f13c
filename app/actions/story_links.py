"""A story's link to an artifact, made or changed under the story's lock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.actions.events import Change, record
from app.actions.held import lock_story
from app.actions.positions import positions_of
from app.actions.primaries import link_dict
from app.domain.artifacts import Kind, State
from app.domain.events import EventKind
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
from app.errors import Conflict, NotFound
from app.graph.session import Graph
from app.graph.statements import mutation
from app.graph.transaction import Transaction

_ANY = mutation("any")
_STATEMENTS = mutation("story_links")

_Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """A story's link as it is now, and the story's revision that has it."""

    story_id: str
    artifact_id: str
    role: Role
    is_primary: bool
    position: int | None
    key: str
    rev: int


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


async def put_link(graph: Graph, desired: DesiredLink, actor: str) -> Linked:
    """Makes the link what it shall be; when it is that already, nothing is written.

    A primary stays primary until another takes its place. Raises NotFound, KindMismatch,
    IllegalState, Conflict when the role's primary is not the expected one, and BadInput when a
    scene has to be given a position and there is none after the highest.
    """

    async def work(transaction: Transaction) -> Linked:
        story = await lock_story(transaction, desired.story_id)
        link, change = await write_link(transaction, desired)
        if change is None:
            return _linked(desired, link, story["rev"])
        await record(transaction, actor, [change])
        return _linked(desired, link, change.rev)

    return await graph.write(work)


async def write_link(
    transaction: Transaction, desired: DesiredLink
) -> tuple[dict[str, Any], Change | None]:
    """The same in a story that is held: the link, and the change, None when it was so already.

    The event of the change is left to record.
    """
    await _hold_fitting(transaction, desired)
    seen = await transaction.run(_STATEMENTS["look"], key=desired.key, slot=desired.slot)
    link, current = seen[0]["link"], seen[0]["current"]
    _refuse_unexpected(desired, current)
    wanted = await _wanted(transaction, desired, link)
    if wanted == link:
        return wanted, None
    rev = await _put(transaction, desired, wanted)
    return wanted, _change(desired, rev, link, wanted, current)


async def _hold_fitting(transaction: Transaction, desired: DesiredLink) -> None:
    held = await transaction.one(_ANY["hold_artifact"], artifact_id=desired.artifact_id)
    if held is None:
        raise NotFound(f"there is no artifact {desired.artifact_id}")
    check_kind_fits(desired.role, Kind(held["kind"]))
    check_linkable(State(held["state"]))


def _refuse_unexpected(desired: DesiredLink, current: _Row | None) -> None:
    primary = None if current is None else current["artifact"]
    if desired.expected_primary is not UNSET and desired.expected_primary != primary:
        raise Conflict(f"the {desired.role.name} of the story is {primary or 'not set'}")


async def _wanted(transaction: Transaction, desired: DesiredLink, link: _Row | None) -> _Row:
    is_primary, position = (link["is_primary"], link["position"]) if link else (False, None)
    wanted: _Row = {
        "role": desired.role.value,
        "is_primary": desired.is_primary or is_primary,
        "position": position if desired.position is None else desired.position,
    }
    [placed] = await positions_of(transaction, [{**wanted, "story_id": desired.story_id}])
    return {**wanted, "position": placed}


async def _put(transaction: Transaction, desired: DesiredLink, link: _Row) -> int:
    rows = await transaction.run(
        _STATEMENTS["put_link"],
        story_id=desired.story_id,
        artifact_id=desired.artifact_id,
        key=desired.key,
        role=desired.role.value,
        position=link["position"],
        slot=desired.slot if link["is_primary"] else None,
    )
    return rows[0]["rev"]


def _change(
    desired: DesiredLink, rev: int, link: _Row | None, wanted: _Row, current: _Row | None
) -> Change:
    before = [link_dict(desired.artifact_id, link)] if link else []
    after = [link_dict(desired.artifact_id, wanted)]
    is_new_primary = wanted["is_primary"] and not (link and link["is_primary"])
    if is_new_primary and current is not None:
        before.append(link_dict(current["artifact"], {**current, "is_primary": True}))
        after.append(link_dict(current["artifact"], {**current, "is_primary": False}))
    return Change(
        subject_id=desired.story_id,
        rev=rev,
        kind=EventKind.PRIMARY_SET if is_new_primary else EventKind.ARTIFACT_LINKED,
        before={"links": before},
        after={"links": after},
    )


def _linked(desired: DesiredLink, link: _Row, rev: int) -> Linked:
    return Linked(
        story_id=desired.story_id,
        artifact_id=desired.artifact_id,
        role=desired.role,
        is_primary=link["is_primary"],
        position=link["position"],
        key=desired.key,
        rev=rev,
    )
