"""Links of stories to artifacts, made and changed under the locks of the stories."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.events import Change, EventKind
from app.domain.links import UNSET
from app.domain.story_links import DesiredLink, Link, check_fits, link_dict, link_row
from app.errors import Conflict
from app.graph.statements import writes
from app.graph.transaction import Transaction
from app.writes.artifacts import hold_artifact
from app.writes.locks import lock_stories
from app.writes.positions import positions_of
from app.writes.stories import raise_stories, raise_story

_STATEMENTS = writes("story_links")

_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relinked:
    """What became of the links that were desired, and of the primaries whose place they took.

    `links` are the desired ones as they are now, in their order; `before` and `after` hold only
    those that have changed.
    """

    links: Sequence[Link]
    before: Sequence[Link]
    after: Sequence[Link]

    def changes(self) -> tuple[dict[str, object], dict[str, object]]:
        """What the event of the story holds of it before and after."""
        return _dicts(self.before), _dicts(self.after)


async def write_links(transaction: Transaction, desired: Sequence[DesiredLink]) -> Relinked:
    """Makes links of stories that are locked what they shall be; what is so already stays.

    New primaries take the places of old ones. New scenes without a position come after all others,
    in their order. The revisions of the stories and their events are the caller's. Raises Conflict
    when a role's primary is not the expected one, and BadInput when no position is left.
    """
    seen = await _seen(transaction, desired)
    _refuse_unexpected(desired, seen.values())
    taken = {one.slot: _key_of(one) for one in desired if one.is_primary}
    wanted: dict[_Key, Link] = {_key_of(one): one.over(seen.get(_key_of(one))) for one in desired}
    for key, link in {**seen, **wanted}.items():
        if link["is_primary"] and taken.get(link_row(link)["slot"], key) != key:
            wanted[key] = {**link, "is_primary": False}
    placed = await _placed(transaction, list(wanted.values()))
    changed = [link for link in placed if link != seen.get(_key(link))]
    await put_links(transaction, changed)
    return Relinked(
        links=placed[: len(desired)],
        before=[seen[_key(link)] for link in changed if _key(link) in seen],
        after=changed,
    )


async def link_artifact_to_story(
    transaction: Transaction, desired: DesiredLink
) -> tuple[Link, Change | None]:
    """Makes one link of a story that is locked; the link, and its change, None without any.

    The event is left to record. Raises NotFound, KindMismatch, IllegalState, and what `write_links`
    raises.
    """
    held = await hold_artifact(transaction, desired.artifact_id)
    check_fits(desired.role, held.kind, held.state)
    relinked = await write_links(transaction, [desired])
    [link] = relinked.links
    if not relinked.after:
        return link, None
    before, after = relinked.changes()
    old = [one["is_primary"] for one in relinked.before if _key(one) == _key(link)]
    is_new_primary = link["is_primary"] and old != [True]
    change = Change(
        subject_id=desired.story_id,
        rev=await raise_story(transaction, desired.story_id),
        kind=EventKind.PRIMARY_SET if is_new_primary else EventKind.ARTIFACT_LINKED,
        before=before,
        after=after,
    )
    return link, change


async def primaries_moved(
    transaction: Transaction,
    before: Sequence[Link],
    after: Sequence[Link],
    reason: str | None = None,
) -> list[Change]:
    """Raises the stories whose primaries have changed; one change for each, left to record.

    `before` and `after` are the links that changed, with `after` already written.
    """
    revs = await raise_stories(transaction, sorted({link["story_id"] for link in before}))
    changes: list[Change] = []
    for story_id, rev in revs.items():
        old = [link for link in before if link["story_id"] == story_id]
        new = [link for link in after if link["story_id"] == story_id]
        is_set = any(link["is_primary"] for link in new)
        change = Change(
            subject_id=story_id,
            rev=rev,
            kind=EventKind.PRIMARY_SET if is_set else EventKind.PRIMARY_RELEASED,
            before=_dicts(old),
            after=_dicts(new),
            reason=reason,
        )
        changes.append(change)
    return changes


async def put_links(transaction: Transaction, links: Iterable[Link]) -> None:
    """Creates or changes links of stories that are locked."""
    rows = [link_row(link) for link in links]
    rows.sort(key=lambda row: row["is_primary"])  # a slot is emptied before it is filled
    if rows:
        await transaction.write(_STATEMENTS["put"], rows=rows, is_import=False)


async def import_links(transaction: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Creates links of an import, each with the time that its row may give."""
    if rows:
        await transaction.write(_STATEMENTS["put"], rows=rows, is_import=True)


async def delete_links(transaction: Transaction, links: Iterable[Link]) -> None:
    """Deletes links of stories that are locked."""
    keys = [link_row(link)["key"] for link in links]
    if keys:
        await transaction.write(_STATEMENTS["delete"], keys=keys)


async def links_of(
    transaction: Transaction, *, keys: Sequence[str] = (), slots: Sequence[str] = ()
) -> list[Link]:
    """The links that have one of these keys, or hold one of these slots."""
    return list[Link](await transaction.rows(_STATEMENTS["read"], keys=keys, slots=slots))


async def primaries_of(transaction: Transaction, artifact_id: str) -> list[Link]:
    """The links in which an artifact is primary, in the order of their stories' locks."""
    return list[Link](
        await transaction.rows(_STATEMENTS["read_primaries"], artifact_id=artifact_id)
    )


async def lock_stories_of(transaction: Transaction, artifact_id: str) -> set[str]:
    """Locks every story in which the artifact is a primary, and returns their ids."""
    story_ids = {link["story_id"] for link in await primaries_of(transaction, artifact_id)}
    await lock_stories(transaction, story_ids)
    return story_ids


async def lock_late_stories(
    transaction: Transaction, artifact_id: str, locked: set[str]
) -> list[Link]:
    """Locks the stories that made the artifact a primary while it was not held yet.

    Call it when the artifact is held: then no story can be added, and the links that are returned,
    in which it is primary, stay so. These locks come out of order, so two writes may wait for one
    another; the graph ends one of them, and it is done again.
    """
    links = await primaries_of(transaction, artifact_id)
    late = {link["story_id"] for link in links} - locked
    if not late:
        return links
    await lock_stories(transaction, late)
    return await primaries_of(transaction, artifact_id)


async def _seen(transaction: Transaction, desired: Sequence[DesiredLink]) -> dict[_Key, Link]:
    keys = [one.key for one in desired]
    slots = {one.slot for one in desired if one.is_primary or one.expected_primary is not UNSET}
    links = await links_of(transaction, keys=keys, slots=sorted(slots)) if desired else []
    return {_key(link): link for link in links}


def _refuse_unexpected(desired: Sequence[DesiredLink], seen: Iterable[Link]) -> None:
    primaries = {link_row(link)["slot"]: link["artifact_id"] for link in seen if link["is_primary"]}
    for one in desired:
        primary = primaries.get(one.slot)
        if one.expected_primary is not UNSET and one.expected_primary != primary:
            raise Conflict(f"the {one.role.name} of the story is {primary or 'not set'}")


async def _placed(transaction: Transaction, links: Sequence[Link]) -> list[Link]:
    positions = await positions_of(transaction, links)
    return [{**link, "position": position} for link, position in zip(links, positions, strict=True)]


def _key(link: Link) -> _Key:
    return link["story_id"], link["role"], link["artifact_id"]


def _key_of(desired: DesiredLink) -> _Key:
    return desired.story_id, desired.role.value, desired.artifact_id


def _dicts(links: Sequence[Link]) -> dict[str, object]:
    return {"links": [link_dict(link) for link in links]}
