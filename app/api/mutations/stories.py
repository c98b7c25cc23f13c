"""Mutations of stories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

from app.actions.create_story import create_story
from app.actions.set_current_run import set_current_run
from app.actions.update_story import StoryChanges, update_story
from app.api.context import Context
from app.api.crossings import crosses
from app.api.mutations.fields import JSON_LIMITS, given, if_rev, maybe, mutation, request_id, result
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


@strawberry.type(description="The story, as it is now.")
class StoryPayload:
    """What a mutation of a story answers."""

    story_id: strawberry.Private[str]

    @crosses
    def story(self) -> Story: ...


@strawberry.input(description="A new story.")
class CreateStoryInput:
    """The facts of a story."""

    request_id: str = request_id()
    title: str = given("What readers see: a line of 1 to 256 characters.")
    synopsis: str | None = maybe("What the story is about.")
    metadata: JSON | None = maybe(f"Whatever else is known of it: {JSON_LIMITS}")


@strawberry.input(description="Changes of a story; what is left out stays as it is.")
class UpdateStoryInput:
    """The facts of a story that change."""

    story_id: strawberry.ID = given("The story.")
    if_rev: int | None = if_rev()
    title: str | None = maybe("What readers see.", strawberry.UNSET)
    synopsis: str | None = maybe("What the story is about; null removes it.", strawberry.UNSET)
    metadata: JSON | None = maybe(
        f"Whatever else is known, or null to remove it: {JSON_LIMITS}", strawberry.UNSET
    )


@strawberry.input(description="The run whose results a story shows.")
class SetCurrentRunInput:
    """A story and one of its runs."""

    story_id: strawberry.ID = given("The story.")
    run_id: strawberry.ID | None = maybe("A run of that story; null for none.")
    if_rev: int | None = if_rev()


CreateStoryResult = Annotated[
    StoryPayload | BadInputProblem | IdempotencyMismatchProblem, result("CreateStoryResult")
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

    @mutation("Records a new story.")
    async def create_story(self, info: Info, input: CreateStoryInput) -> CreateStoryResult:
        story_id = await create_story(
            info.context.graph,
            request_id=input.request_id,
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
            story_id=input.story_id,
            changes=StoryChanges(**changes),
            if_rev=input.if_rev,
        )
        return StoryPayload(story_id=story_id)

    @mutation("Says which run's results a story shows.")
    async def set_current_run(self, info: Info, input: SetCurrentRunInput) -> SetCurrentRunResult:
        story_id = await set_current_run(
            info.context.graph,
            story_id=input.story_id,
            run_id=input.run_id,
            if_rev=input.if_rev,
        )
        return StoryPayload(story_id=story_id)
