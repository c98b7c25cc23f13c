"""What a story gets of a run that is brought in: its links, its primaries, its current run."""

from __future__ import annotations

from typing import Any

from app.actions.events import Change
from app.actions.held import raised_story
from app.actions.positions import positions_of
from app.actions.primaries import link_dict
from app.actions.set_current_run import put_current_run
from app.domain.batch_plan import Plan
from app.domain.events import EventKind
from app.domain.links import link_key, slot_of
from app.domain.stories import Role
from app.graph.statements import mutation
from app.graph.transaction import Transaction

_STATEMENTS = mutation("ingest_run")

_Row = dict[str, Any]
_Links = dict[tuple[str, str], _Row]


async def enter_story(transaction: Transaction, plan: Plan, story: _Row) -> list[Change]:
    """Puts links and current run into the story, which is held, as one change or none.

    New primaries take the places of old ones, and a link that is there already keeps what the
    batch does not say. New scenes without a position come after all others, in their order.
    """
    story_id = plan.story_id
    if story_id is None:
        return []
    before: dict[str, object] = {}
    after: dict[str, object] = {}
    seen = await _seen(transaction, plan, story_id)
    wanted = await _placed(transaction, story_id, _wanted(plan, seen))
    changed = {key: link for key, link in wanted.items() if link != seen.get(key)}
    if changed:
        await _put(transaction, story_id, changed)
        before["links"] = [
            link_dict(seen[key]["artifact"], seen[key]) for key in changed if key in seen
        ]
        after["links"] = [link_dict(link["artifact"], link) for link in changed.values()]
    if plan.set_current:
        await put_current_run(transaction, story_id, plan.run_id)
        before["current_run"], after["current_run"] = story["current_run"], plan.run_id
    if not after:
        return []
    rev = await raised_story(transaction, story_id)
    kind = EventKind.RUN_INGESTED
    return [Change(subject_id=story_id, rev=rev, kind=kind, before=before, after=after)]


async def _seen(transaction: Transaction, plan: Plan, story_id: str) -> _Links:
    if not plan.links:
        return {}
    existing = set(plan.linked())
    keys = [
        link_key(story_id, one.role, one.artifact) for one in plan.links if one.artifact in existing
    ]
    slots = [slot_of(story_id, one.role) for one in plan.links if one.is_primary]
    rows = await transaction.run(_STATEMENTS["seen_links"], keys=keys, slots=slots)
    return {(row["role"], row["artifact"]): row for row in rows}


def _wanted(plan: Plan, seen: _Links) -> _Links:
    taken = {one.role.value for one in plan.links if one.is_primary}
    wanted = {
        key: {**link, "is_primary": link["is_primary"] and link["role"] not in taken}
        for key, link in seen.items()
    }
    for one in plan.links:
        key = (one.role.value, one.artifact)
        old = wanted.get(key, {"is_primary": False, "position": None})
        wanted[key] = {
            "artifact": one.artifact,
            "role": one.role.value,
            "is_primary": one.is_primary or old["is_primary"],
            "position": old["position"] if one.position is None else one.position,
        }
    return wanted


async def _placed(transaction: Transaction, story_id: str, links: _Links) -> _Links:
    rows: list[_Row] = [{**link, "story_id": story_id} for link in links.values()]
    positions = await positions_of(transaction, rows)
    return {
        key: {**link, "position": position}
        for (key, link), position in zip(links.items(), positions, strict=True)
    }


async def _put(transaction: Transaction, story_id: str, links: _Links) -> None:
    rows: list[_Row] = [
        {
            **link,
            "key": link_key(story_id, Role(role), artifact_id),
            "slot": slot_of(story_id, Role(role)) if link["is_primary"] else None,
        }
        for (role, artifact_id), link in links.items()
    ]
    rows.sort(key=lambda row: row["is_primary"])  # a slot is emptied before it is filled
    await transaction.run(_STATEMENTS["put_links"], story=story_id, links=rows)
