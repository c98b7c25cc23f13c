"""An artifact gets a role in a story."""

from __future__ import annotations

from app.actions.story_links import DesiredLink, Linked, put_link
from app.domain.events import LOCAL_ACTOR
from app.domain.links import UNSET, Unset
from app.domain.stories import Role
from app.graph.session import Graph


async def link_artifact(
    graph: Graph,
    *,
    story_id: str,
    artifact_id: str,
    role: Role,
    is_primary: bool = False,
    position: int | None = None,
    expected_primary: str | Unset | None = UNSET,
    actor: str = LOCAL_ACTOR,
) -> Linked:
    """Links the artifact in that role, once; again, it moves to the position, or becomes primary.

    A scene without a position comes after the story's other scenes, or stays where it is. A primary
    stays primary until another takes its place. `expected_primary` is the id of the role's primary
    so far, None for none. Raises NotFound, BadInput for a position outside scenes or when none is
    left, KindMismatch, IllegalState, and Conflict when the primary is not the expected one.
    """
    desired = DesiredLink(
        story_id=story_id,
        artifact_id=artifact_id,
        role=role,
        is_primary=is_primary,
        position=position,
        expected_primary=expected_primary,
    )
    return await put_link(graph, desired, actor)
