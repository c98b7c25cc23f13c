"""Stories in the schema, and their links to artifacts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from app.api.connections import After, Connection, First, Node
from app.api.crossings import crosses, prop
from app.api.enums import Role
from app.api.scalars import JSON

if TYPE_CHECKING:
    from app.api.artifacts import Artifact
    from app.api.costs import Cost, Waste
    from app.api.events import Event
    from app.api.runs import Run

PublishedOnly = Annotated[
    bool,
    strawberry.argument(
        description="Return null unless the artifact is PUBLISHED. Default: any state."
    ),
]
Roles = Annotated[
    list[Role] | None,
    strawberry.argument(
        description="Return only what is linked in one of these roles. Default: all."
    ),
]
PrimaryOnly = Annotated[
    bool,
    strawberry.argument(
        description="Consider only the primary link of each role. Default: all links."
    ),
]


@strawberry.type(
    description="A story, with its runs and the artifacts that are linked to it, such as its cover."
)
class Story(Node):
    """The user-facing container of an experience."""

    title: str = prop("Title, as readers see it.")
    synopsis: str | None = prop("Summary of the story; null when there is none.")
    metadata: JSON | None = prop(
        "Additional data about the story, as JSON; null when there is none."
    )
    created_at: datetime = prop(
        "When the story was created, in UTC. For an imported story, this is the time given in the"
        " import."
    )
    updated_at: datetime = prop("When the story or its links were last changed, in UTC.")
    rev: int = prop(
        "Revision number. It increases by 1 with each change of the story or of its links. When"
        " `ifRev` of a mutation differs from this number, the mutation returns a ConflictProblem."
    )

    @crosses
    def runs(self, first: First = 20, after: After = strawberry.UNSET) -> Connection[Run]: ...

    @crosses
    def current_run(self) -> Run | None: ...

    @crosses
    def cover(self, published_only: PublishedOnly = False) -> Artifact | None: ...

    @crosses
    def canonical_audio(self, published_only: PublishedOnly = False) -> Artifact | None: ...

    @crosses
    def canonical_video(self, published_only: PublishedOnly = False) -> Artifact | None: ...

    @crosses
    def artifacts(
        self,
        roles: Roles = strawberry.UNSET,
        primary_only: PrimaryOnly = False,
        first: First = 20,
        after: After = strawberry.UNSET,
    ) -> Connection[Artifact]: ...

    @crosses
    def links(
        self,
        roles: Roles = strawberry.UNSET,
        primary_only: PrimaryOnly = False,
        first: First = 20,
        after: After = strawberry.UNSET,
    ) -> Connection[StoryArtifactLink]: ...

    @crosses
    def cost(self) -> Cost: ...

    @crosses
    def waste(self) -> Waste: ...

    @crosses
    def history(self, first: First = 20, after: After = strawberry.UNSET) -> Connection[Event]: ...


@strawberry.type(
    description="Link between a story and an artifact, with the role of the artifact in the story."
)
class StoryArtifactLink:
    """The user-facing role of an artifact on a story."""

    role: Role = prop("Role of the artifact in the story.")
    is_primary: bool = prop(
        "Whether this is the primary link of its role: the canonical output, which fields such as"
        " `cover` return. A story has at most one primary for each role."
    )
    position: int | None = prop(
        "Position among the SCENE_IMAGE links of the story, from 0; null for every other role."
    )
    created_at: datetime = prop("When the link was created, in UTC.")

    @crosses
    def story(self) -> Story: ...

    @crosses
    def artifact(self) -> Artifact: ...
