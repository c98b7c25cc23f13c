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


@strawberry.type(description="What was withdrawn.")
class WithdrawalPayload:
    """What a withdrawal answers."""

    artifact_id: strawberry.Private[str]
    archived: int = strawberry.field(description="How many artifacts were archived by it.")
    primaries: int = strawberry.field(description="How many roles of stories lost their primary.")

    @crosses
    def artifact(self) -> Artifact: ...


@strawberry.input(description="The withdrawal of an artifact with all that was made from it.")
class WithdrawArtifactsInput:
    """A plan to be carried out."""

    plan_token: str = given("The token of a `withdrawalPlan`; CONFLICT when it is out of date.")
    reason: str | None = maybe("Why; kept in the history of all that it changes.")


WithdrawArtifactsResult = Annotated[
    WithdrawalPayload | BadInputProblem | NotFoundProblem | ConflictProblem,
    result("WithdrawArtifactsResult"),
]


@strawberry.type
class WithdrawalMutations:
    """What can be withdrawn."""

    @mutation(
        "Archives an artifact and all that was made from it, and gives the roles that lose their"
        " primary to their replacements."
    )
    async def withdraw_artifacts(
        self, info: Info, input: WithdrawArtifactsInput
    ) -> WithdrawArtifactsResult:
        done = await withdraw_artifacts(
            info.context.graph, plan_token=input.plan_token, reason=input.reason
        )
        return WithdrawalPayload(
            artifact_id=done.artifact_id, archived=done.archived, primaries=done.primaries
        )
