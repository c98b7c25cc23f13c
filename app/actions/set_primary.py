"""An artifact becomes the one that a story shows in a role."""

from __future__ import annotations

from app.actions.link_artifact import Linked, link_artifact
from app.domain.events import LOCAL_ACTOR
from app.domain.links import UNSET, Unset
from app.domain.stories import Role
from app.graph.session import Graph


async def set_primary(
    graph: Graph,
    *,
    story_id: str,
    role: Role,
    artifact_id: str,
    expected_primary: str | Unset | None = UNSET,
    actor: str = LOCAL_ACTOR,
) -> Linked:
    """Makes the artifact the role's only primary, and links it when it was not linked.

    A scene that was not linked comes after the story's other scenes. `expected_primary` is the id
    of the primary so far, None for none. Raises NotFound, KindMismatch, IllegalState, BadInput
    when no position is left, and Conflict when the primary is not the expected one.
    """
    return await link_artifact(
        graph,
        story_id=story_id,
        artifact_id=artifact_id,
        role=role,
        is_primary=True,
        expected_primary=expected_primary,
        actor=actor,
    )
