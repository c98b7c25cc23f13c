"""The mutation that withdraws."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

from app.actions.withdraw_artifacts import withdraw_artifacts
from app.api.context import Context
from app.api.crossings import crosses
from app.api.mutations.fields import given, maybe, mutation, result
from app.api.problems import BadInputProblem, ConflictProblem, NotFoundProblem

if TYPE_CHECKING:
    from app.api.artifacts import Artifact

Info = strawberry.Info[Context]


@strawberry.type(description="Result of a withdrawal.")
class WithdrawalPayload:
    """What a withdrawal answers."""

    artifact_id: strawberry.Private[str]
    archived: int = strawberry.field(
        description="Number of artifacts that this mutation archived, including the withdrawn"
        " artifact; artifacts that were ARCHIVED before are not counted."
    )
    primaries: int = strawberry.field(
        description="Number of pairs of story and role whose primary was archived, and so replaced"
        " or removed."
    )

    @crosses
    def artifact(self) -> Artifact: ...


@strawberry.input(description="A withdrawal plan to carry out.")
class WithdrawArtifactsInput:
    """A plan to be carried out."""

    plan_token: str = given(
        "`token` of the `withdrawalPlan` to carry out. When the withdrawal would now make other"
        " changes than planned, the mutation returns a ConflictProblem: query a new plan."
    )
    reason: str | None = maybe(
        "Reason, kept in the history of every changed artifact and story; up to 1,024 characters."
    )


WithdrawArtifactsResult = Annotated[
    WithdrawalPayload | BadInputProblem | NotFoundProblem | ConflictProblem,
    result("WithdrawArtifactsResult"),
]


@strawberry.type
class WithdrawalMutations:
    """What can be withdrawn."""

    @mutation(
        "Carries out a `withdrawalPlan`: archives the artifact and all of its descendants,"
        " including newer versions (VARIANT_OF), and makes each planned replacement the primary of"
        " its role."
    )
    async def withdraw_artifacts(
        self, info: Info, input: WithdrawArtifactsInput
    ) -> WithdrawArtifactsResult:
        done = await withdraw_artifacts(
            info.context.graph,
            actor=info.context.actor,
            plan_token=input.plan_token,
            reason=input.reason,
        )
        return WithdrawalPayload(
            artifact_id=done.artifact_id, archived=done.archived, primaries=done.primaries
        )
