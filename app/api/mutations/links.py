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
from app.api.mutations.fields import POSITION, given, maybe, mutation, result
from app.api.mutations.stories import StoryPayload
from app.api.problems import (
    BadInputProblem,
    ConflictProblem,
    IllegalStateProblem,
    KindMismatchProblem,
    NotFoundProblem,
)
from app.domain.links import UNSET, Unset

if TYPE_CHECKING:
    from app.api.runs import RunArtifactLink
    from app.api.stories import StoryArtifactLink

Info = strawberry.Info[Context]
EXPECTED = "Do it only while this artifact is the primary, or none for null; else CONFLICT."


@strawberry.type(description="The link, as it is now.")
class LinkPayload:
    """What a mutation of a story's link answers."""

    key: strawberry.Private[str]

    @crosses
    def link(self) -> StoryArtifactLink: ...


@strawberry.type(description="The link, as it is now.")
class RunLinkPayload:
    """What a mutation of a run's link answers."""

    run_id: strawberry.Private[str]
    direction: strawberry.Private[str]
    key: strawberry.Private[str]

    @crosses
    def link(self) -> RunArtifactLink: ...


@strawberry.input(description="The role of an artifact in a story.")
class LinkArtifactInput:
    """A link that is made, or changed."""

    story_id: strawberry.ID = given("The story.")
    artifact_id: strawberry.ID = given("A candidate or published artifact of a fitting kind.")
    role: Role = given("What it is to readers.")
    is_primary: bool = maybe("Make it the canonical one of its role.", False)
    position: int | None = maybe(POSITION)
    expected_primary: strawberry.ID | None = maybe(EXPECTED, strawberry.UNSET)


@strawberry.input(
    description="The canonical artifact of a role. A new scene comes after all others."
)
class SetPrimaryInput:
    """A link that becomes the primary."""

    story_id: strawberry.ID = given("The story.")
    role: Role = given("What it is to readers.")
    artifact_id: strawberry.ID = given("A candidate or published artifact of a fitting kind.")
    expected_primary: strawberry.ID | None = maybe(EXPECTED, strawberry.UNSET)


@strawberry.input(description="A link to remove.")
class UnlinkArtifactInput:
    """A link that is no more; the artifact stays."""

    story_id: strawberry.ID = given("The story.")
    artifact_id: strawberry.ID = given("The artifact.")
    role: Role = given("The role that it no longer has.")
    reason: str | None = maybe("Why; kept in the story's history.")


@strawberry.input(description="That a stage of a run produced or consumed an artifact.")
class LinkRunArtifactInput:
    """A link of a run."""

    run_id: strawberry.ID = given("The run.")
    artifact_id: strawberry.ID = given("The artifact.")
    stage: str = given("The stage: a line of 1 to 256 characters.")
    direction: Direction = given("Which way it passed.")


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


def _expected(value: str | None) -> str | Unset | None:
    return UNSET if value is strawberry.UNSET else value


@strawberry.type
class LinkMutations:
    """What can be done to links."""

    @mutation("Links an artifact to a story, or changes how it is linked.")
    async def link_artifact(self, info: Info, input: LinkArtifactInput) -> LinkArtifactResult:
        linked = await link_artifact(
            info.context.graph,
            story_id=input.story_id,
            artifact_id=input.artifact_id,
            role=input.role,
            is_primary=input.is_primary,
            position=input.position,
            expected_primary=_expected(input.expected_primary),
        )
        return LinkPayload(key=linked.key)

    @mutation("Makes an artifact the one canonical output of its role.")
    async def set_primary(self, info: Info, input: SetPrimaryInput) -> SetPrimaryResult:
        linked = await set_primary(
            info.context.graph,
            story_id=input.story_id,
            role=input.role,
            artifact_id=input.artifact_id,
            expected_primary=_expected(input.expected_primary),
        )
        return LinkPayload(key=linked.key)

    @mutation("Removes an artifact's role in a story.")
    async def unlink_artifact(self, info: Info, input: UnlinkArtifactInput) -> UnlinkArtifactResult:
        unlinked = await unlink_artifact(
            info.context.graph,
            story_id=input.story_id,
            artifact_id=input.artifact_id,
            role=input.role,
            reason=input.reason,
        )
        return StoryPayload(story_id=unlinked.story_id)

    @mutation("Says that a stage of a run produced or consumed an artifact.")
    async def link_run_artifact(
        self, info: Info, input: LinkRunArtifactInput
    ) -> LinkRunArtifactResult:
        linked = await link_run_artifact(
            info.context.graph,
            run_id=input.run_id,
            artifact_id=input.artifact_id,
            stage=input.stage,
            direction=input.direction,
        )
        return RunLinkPayload(
            run_id=linked.run_id, direction=linked.direction.value, key=linked.key
        )
