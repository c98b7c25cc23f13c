"""The links of stories to a new artifact, which are made together with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.actions.events import Change
from app.actions.held import lock_story
from app.actions.story_links import DesiredLink, write_link
from app.domain.links import UNSET, Unset
from app.domain.stories import Role
from app.errors import BadInput
from app.graph.transaction import Transaction

MAX_LINKS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLink:
    """What a link of a story to the new artifact shall be."""

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


def desired_links(artifact_id: str, links: Sequence[NewLink]) -> list[DesiredLink]:
    """The links with their artifact, in the order of their stories' locks.

    Raises BadInput for too many, for a story and role that are there twice, and for values that
    cannot be.
    """
    if len(links) > MAX_LINKS:
        raise BadInput(f"links must be at most {MAX_LINKS}, not {len(links)}")
    if len({(one.story_id, one.role) for one in links}) < len(links):
        raise BadInput("links has the same story twice in the same role")
    desired = [
        DesiredLink(
            story_id=one.story_id,
            artifact_id=artifact_id,
            role=one.role,
            is_primary=one.is_primary,
            position=one.position,
            expected_primary=one.expected_primary,
        )
        for one in links
    ]
    return sorted(desired, key=lambda one: one.story_id)


async def lock_stories(transaction: Transaction, links: Sequence[DesiredLink]) -> None:
    """Holds the stories of the links. Raises NotFound for one that is missing."""
    for story_id in dict.fromkeys(one.story_id for one in links):
        await lock_story(transaction, story_id)


async def write_links(transaction: Transaction, links: Sequence[DesiredLink]) -> list[Change]:
    """Makes the links in stories that are held; their events are left to record.

    Raises what `write_link` raises.
    """
    changes = [(await write_link(transaction, link))[1] for link in links]
    return [change for change in changes if change is not None]
