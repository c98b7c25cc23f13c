"""Mutations of the links of stories and runs to artifacts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

from app.actions.link_artifact import link_artifact
from app.actions.link_run_artifact import link_run_artifact
from app.actions.set_primary import set_primary
from app.actions.unlink_artifact import unlink_artifact
from app.api.context import Context
from app.api.crossings import crosses
from app.api.enums import Direction, Role
from app.api.mutations.artifact_inputs import NewLinkInput
from app.api.mutations.fields import (
    EXPECTED,
    expected,
    given,
    maybe,
    mutation,
    result,
)
from app.api.mutations.stories import StoryPayload
from app.api.problems import (
    BadInputProblem,
    ConflictProblem,
    IllegalStateProblem,
    KindMismatchProblem,
    NotFoundProblem,
)

if TYPE_CHECKING:
    from app.api.runs import RunArtifactLink
    from app.api.stories import StoryArtifactLink

Info = strawberry.Info[Context]


@strawberry.type(description="Result of changing a link.")
class LinkPayload:
    """What a mutation of a story's link answers."""

    key: strawberry.Private[str]

    @crosses
    def link(self) -> StoryArtifactLink: ...


@strawberry.type(description="Result of changing a link.")
class RunLinkPayload:
    """What a mutation of a run's link answers."""

    run_id: strawberry.Private[str]
    direction: strawberry.Private[str]
    key: strawberry.Private[str]

    @crosses
    def link(self) -> RunArtifactLink: ...


@strawberry.input(description="A link between a story and an artifact, to create or to change.")
class LinkArtifactInput(NewLinkInput):
    """A link that is made, or changed."""

    artifact_id: strawberry.ID = given(
        "Id of the artifact. Its state must be CANDIDATE or PUBLISHED, and its kind must be the one"
        " that the role requires (see StoryRole)."
    )


@strawberry.input(
    description="The artifact that becomes the primary of a role of a story. If the artifact is not"
    " linked in this role yet, the link is created; a new SCENE_IMAGE link gets the position after"
    " the last one."
)
class SetPrimaryInput:
    """A link that becomes the primary."""

    story_id: strawberry.ID = given("Id of the story.")
    role: Role = given("Role of the artifact in the story.")
    artifact_id: strawberry.ID = given(
        "Id of the artifact. Its state must be CANDIDATE or PUBLISHED, and its kind must be the one"
        " that the role requires (see StoryRole)."
    )
    expected_primary: strawberry.ID | None = maybe(EXPECTED, strawberry.UNSET)


@strawberry.input(description="A link between a story and an artifact, to remove.")
class UnlinkArtifactInput:
    """A link that is no more; the artifact stays."""

    story_id: strawberry.ID = given("Id of the story.")
    artifact_id: strawberry.ID = given(
        "Id of the artifact. Only the link is removed, not the artifact."
    )
    role: Role = given(
        "Role from which the artifact is unlinked. If the artifact was the primary, the role is"
        " left without a primary."
    )
    reason: str | None = maybe("Reason, kept in the history of the story; up to 1,024 characters.")


@strawberry.input(
    description="A link between a run and an artifact that a stage of the run produced or consumed."
)
class LinkRunArtifactInput:
    """A link of a run."""

    run_id: strawberry.ID = given("Id of the run.")
    artifact_id: strawberry.ID = given("Id of the artifact.")
    stage: str = given("Name of the stage: one line of 1 to 256 characters.")
    direction: Direction = given("Whether the run produced or consumed the artifact.")


LinkArtifactResult = Annotated[
    LinkPayload
    | BadInputProblem
    | NotFoundProblem
    | ConflictProblem
    | KindMismatchProblem
    | IllegalStateProblem,
    result("LinkArtifactResult"),
]
SetPrimaryResult = Annotated[
    LinkPayload
    | BadInputProblem
    | NotFoundProblem
    | ConflictProblem
    | KindMismatchProblem
    | IllegalStateProblem,
    result("SetPrimaryResult"),
]
UnlinkArtifactResult = Annotated[
    StoryPayload | BadInputProblem | NotFoundProblem, result("UnlinkArtifactResult")
]
LinkRunArtifactResult = Annotated[
    RunLinkPayload | BadInputProblem | NotFoundProblem, result("LinkRunArtifactResult")
]


@strawberry.type
class LinkMutations:
    """What can be done to links."""

    @mutation("Links an artifact to a story in a role, or changes an existing link.")
    async def link_artifact(self, info: Info, input: LinkArtifactInput) -> LinkArtifactResult:
        linked = await link_artifact(
            info.context.graph,
            actor=info.context.actor,
            story_id=input.story_id,
            artifact_id=input.artifact_id,
            role=input.role,
            is_primary=input.is_primary,
            position=input.position,
            expected_primary=expected(input.expected_primary),
        )
        return LinkPayload(key=linked.key)

    @mutation(
        "Makes an artifact the primary of a role of a story, which fields such as `Story.cover`"
        " return. The artifact is linked in this role if it was not linked yet."
    )
    async def set_primary(self, info: Info, input: SetPrimaryInput) -> SetPrimaryResult:
        linked = await set_primary(
            info.context.graph,
            actor=info.context.actor,
            story_id=input.story_id,
            role=input.role,
            artifact_id=input.artifact_id,
            expected_primary=expected(input.expected_primary),
        )
        return LinkPayload(key=linked.key)

    @mutation("Removes the link of an artifact to a story in one role.")
    async def unlink_artifact(self, info: Info, input: UnlinkArtifactInput) -> UnlinkArtifactResult:
        unlinked = await unlink_artifact(
            info.context.graph,
            actor=info.context.actor,
            story_id=input.story_id,
            artifact_id=input.artifact_id,
            role=input.role,
            reason=input.reason,
        )
        return StoryPayload(story_id=unlinked.story_id)

    @mutation("Records that a stage of a run produced or consumed an artifact.")
    async def link_run_artifact(
        self, info: Info, input: LinkRunArtifactInput
    ) -> LinkRunArtifactResult:
        linked = await link_run_artifact(
            info.context.graph,
            actor=info.context.actor,
            run_id=input.run_id,
            artifact_id=input.artifact_id,
            stage=input.stage,
            direction=input.direction,
        )
        return RunLinkPayload(
            run_id=linked.run_id, direction=linked.direction.value, key=linked.key
        )
