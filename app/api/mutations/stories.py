"""Mutations of stories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

from app.actions.create_story import create_story
from app.actions.set_current_run import set_current_run
from app.actions.update_story import StoryChanges, update_story
from app.api.context import Context
from app.api.crossings import crosses
from app.api.mutations.fields import (
    JSON_LIMITS,
    given,
    if_rev,
    maybe,
    mutation,
    new_id,
    request_id,
    result,
)
from app.api.problems import (
    BadInputProblem,
    ConflictProblem,
    IdempotencyMismatchProblem,
    NotFoundProblem,
)
from app.api.scalars import JSON
from app.errors import BadInput

if TYPE_CHECKING:
    from app.api.stories import Story

Info = strawberry.Info[Context]


@strawberry.type(description="Result of changing a story.")
class StoryPayload:
    """What a mutation of a story answers."""

    story_id: strawberry.Private[str]

    @crosses
    def story(self) -> Story: ...


@strawberry.input(description="A story to create.")
class CreateStoryInput:
    """The facts of a story."""

    request_id: str = request_id()
    id: strawberry.ID | None = new_id()
    title: str = given("Title, as readers see it: one line of 1 to 256 characters.")
    synopsis: str | None = maybe("Summary of the story, up to 65,536 characters. Default: none.")
    metadata: JSON | None = maybe(f"Additional data about the story: {JSON_LIMITS} Default: none.")


@strawberry.input(description="Changes of a story. Fields that are omitted do not change.")
class UpdateStoryInput:
    """The facts of a story that change."""

    story_id: strawberry.ID = given("Id of the story.")
    if_rev: int | None = if_rev("story")
    title: str | None = maybe(
        "New title: one line of 1 to 256 characters; null is not allowed.", strawberry.UNSET
    )
    synopsis: str | None = maybe(
        "New summary, up to 65,536 characters; null removes it.", strawberry.UNSET
    )
    metadata: JSON | None = maybe(
        f"New metadata, or null to remove the metadata: {JSON_LIMITS}", strawberry.UNSET
    )


@strawberry.input(description="The run that becomes the current run of a story.")
class SetCurrentRunInput:
    """A story and one of its runs."""

    story_id: strawberry.ID = given("Id of the story.")
    run_id: strawberry.ID | None = maybe(
        "Id of the new current run, which must be a run of the story. When null or omitted, the"
        " current run is removed, and the story then has none."
    )
    if_rev: int | None = if_rev("story")


CreateStoryResult = Annotated[
    StoryPayload | BadInputProblem | ConflictProblem | IdempotencyMismatchProblem,
    result("CreateStoryResult"),
]
UpdateStoryResult = Annotated[
    StoryPayload | BadInputProblem | NotFoundProblem | ConflictProblem,
    result("UpdateStoryResult"),
]
SetCurrentRunResult = Annotated[
    StoryPayload | BadInputProblem | NotFoundProblem | ConflictProblem,
    result("SetCurrentRunResult"),
]


@strawberry.type
class StoryMutations:
    """What can be done to stories."""

    @mutation("Creates a story.")
    async def create_story(self, info: Info, input: CreateStoryInput) -> CreateStoryResult:
        story_id = await create_story(
            info.context.graph,
            actor=info.context.actor,
            request_id=input.request_id,
            id=input.id,
            title=input.title,
            synopsis=input.synopsis,
            metadata=input.metadata,
        )
        return StoryPayload(story_id=story_id)

    @mutation("Changes the title, the synopsis or the metadata of a story.")
    async def update_story(self, info: Info, input: UpdateStoryInput) -> UpdateStoryResult:
        if input.title is None:
            raise BadInput("title can be changed, but not taken away")
        names = ("title", "synopsis", "metadata")
        wanted = {name: getattr(input, name) for name in names}
        changes = {name: value for name, value in wanted.items() if value is not strawberry.UNSET}
        story_id = await update_story(
            info.context.graph,
            actor=info.context.actor,
            story_id=input.story_id,
            changes=StoryChanges(**changes),
            if_rev=input.if_rev,
        )
        return StoryPayload(story_id=story_id)

    @mutation("Sets or removes the current run of a story. Links and primaries do not change.")
    async def set_current_run(self, info: Info, input: SetCurrentRunInput) -> SetCurrentRunResult:
        story_id = await set_current_run(
            info.context.graph,
            actor=info.context.actor,
            story_id=input.story_id,
            run_id=input.run_id,
            if_rev=input.if_rev,
        )
        return StoryPayload(story_id=story_id)
