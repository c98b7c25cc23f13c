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
    from app.api.events import Event
    from app.api.runs import Run

PublishedOnly = Annotated[
    bool, strawberry.argument(description="Null unless the artifact is published.")
]
Roles = Annotated[list[Role] | None, strawberry.argument(description="Only links of these roles.")]
PrimaryOnly = Annotated[bool, strawberry.argument(description="Only the primary of each role.")]


@strawberry.type(description="A story, and everything made for it.")
class Story(Node):
    """The user-facing container of an experience."""

    title: str = prop("What readers see.")
    synopsis: str | None = prop("What the story is about.")
    metadata: JSON | None = prop("Whatever else is known of it.")
    created_at: datetime = prop("When it was recorded.")
    updated_at: datetime = prop("When it was last changed.")
    rev: int = prop("How often it was changed; for `ifRev`.")

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
    def history(self, first: First = 20, after: After = strawberry.UNSET) -> Connection[Event]: ...


@strawberry.type(description="What an artifact is to a story.")
class StoryArtifactLink:
    """The user-facing role of an artifact on a story."""

    role: Role = prop("The role that the artifact plays.")
    is_primary: bool = prop("Whether it is the canonical one of its role.")
    position: int | None = prop(
        "The place of a scene among the story's scenes, from 0; null for every other role."
    )
    created_at: datetime = prop("When the link was made.")

    @crosses
    def story(self) -> Story: ...

    @crosses
    def artifact(self) -> Artifact: ...
