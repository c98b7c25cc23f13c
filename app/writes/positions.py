"""Where a scene comes that is linked without a position: after all other scenes of its story."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from app.domain.links import following_position, has_to_be_placed
from app.domain.stories import Role
from app.graph.session import Graph
from app.graph.statements import writes
from app.graph.transaction import Transaction

_STATEMENTS = writes("positions")


async def highest_positions(
    source: Graph | Transaction, story_ids: Collection[str]
) -> dict[str, int | None]:
    """The highest position of the scenes of each story, None where it has no scene."""
    rows = await source.rows(_STATEMENTS["highest"], story_ids=sorted(story_ids))
    return {row["story_id"]: row["highest"] for row in rows}


async def positions_of(
    transaction: Transaction,
    links: Sequence[Mapping[str, Any]],
    reserved: Mapping[str, int] | None = None,
) -> list[int | None]:
    """The position of each link: a scene that has none gets the next one of its story, in order.

    `links` are all that the transaction writes, and the locks of their stories are held. `reserved`
    is the highest position that other links of a story are about to get. Raises BadInput when no
    position is left.
    """
    unplaced = {
        link["story_id"] for link in links if has_to_be_placed(Role(link["role"]), link["position"])
    }
    if not unplaced:
        return [link["position"] for link in links]
    taken: dict[str, list[int | None]] = {
        story_id: [highest, (reserved or {}).get(story_id)]
        for story_id, highest in (await highest_positions(transaction, unplaced)).items()
    }
    for link in links:
        taken.setdefault(link["story_id"], []).append(link["position"])
    positions: list[int | None] = []
    for link in links:
        position = link["position"]
        if has_to_be_placed(Role(link["role"]), position):
            position = following_position(taken[link["story_id"]])
            taken[link["story_id"]] = [position]
        positions.append(position)
    return positions
