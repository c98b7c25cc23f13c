"""What withdrawing an artifact would come to, in the schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import strawberry

from app.actions.withdraw_artifacts import plan_withdrawal
from app.api.context import Context
from app.api.crossings import crosses, prop
from app.api.enums import Role
from app.api.lineage_enums import Incompleteness
from app.domain.artifacts import State
from app.domain.withdrawals import Withdrawal

if TYPE_CHECKING:
    from app.api.artifacts import Artifact
    from app.api.stories import Story


@strawberry.type(
    description="A descendant of the artifact to withdraw, which would be archived too."
)
class WithdrawnDescendant:
    """A descendant, and what it has left."""

    depth: int = prop("Number of relations on the shortest path from the artifact to withdraw.")
    alternative: bool = prop(
        "Whether a path from the descendant to a root avoids the withdrawn artifact, so that it may"
        " be possible to make the descendant again without that artifact."
    )
    intact: bool = prop(
        "Always false: the withdrawal archives at least one direct source of every descendant."
    )

    @crosses
    def artifact(self) -> Artifact: ...


@strawberry.type(description="A role of a story that would lose its primary artifact.")
class PrimaryLoss:
    """What becomes of a role."""

    role: Role = prop("The role.")

    @crosses
    def story(self) -> Story: ...

    @crosses
    def primary(self) -> Artifact: ...

    @crosses
    def replacement(self) -> Artifact | None: ...


@strawberry.type(
    description="Preview of a withdrawal: the artifact and all of its descendants would be"
    " archived, and the primaries among them replaced. `withdrawArtifacts` carries out the plan if"
    " nothing in it has changed."
)
class WithdrawalPlan:
    """A plan, which `withdrawArtifacts` carries out as long as it stays true."""

    artifact_id: strawberry.Private[str]
    rows: strawberry.Private[list[Mapping[str, Any]]]
    published_ids: strawberry.Private[list[str]]
    losses_told: strawberry.Private[list[Mapping[str, Any]]]
    token: str = strawberry.field(
        description="Token of this plan, to pass to `withdrawArtifacts`. If the plan has changed by"
        " then, that mutation returns a ConflictProblem."
    )
    total_count: int = strawberry.field(
        description="Exact number of descendants, including those that are not returned."
    )
    complete: bool = strawberry.field(
        description="Whether `descendants` contains all descendants, and `published` all that are"
        " PUBLISHED: false when there are more than the node limit of the service (10,000 unless"
        " configured otherwise). `losses` is always complete, and the withdrawal archives all"
        " descendants."
    )
    incomplete_because: list[Incompleteness] = strawberry.field(
        description="Reasons why something is missing; empty when `complete` is true."
    )

    @crosses
    def artifact(self) -> Artifact: ...

    @crosses
    def descendants(self) -> list[WithdrawnDescendant]: ...

    @crosses
    def published(self) -> list[Artifact]: ...

    @crosses
    def losses(self) -> list[PrimaryLoss]: ...


async def planned_withdrawal(context: Context, artifact_id: str) -> WithdrawalPlan | None:
    """The plan for an artifact, or None when there is none."""
    plan = await plan_withdrawal(context.graph, artifact_id)
    return None if plan is None else _told(plan, context.max_nodes)


def _told(plan: Withdrawal, most: int) -> WithdrawalPlan:
    shown = plan.descendants[:most]
    cut = len(plan.descendants) > most
    return WithdrawalPlan(
        artifact_id=plan.artifact_id,
        rows=[
            {
                "id": one.id,
                "depth": one.depth,
                "alternative": one.alternative,
                "intact": one.intact,
            }
            for one in shown
        ],
        published_ids=[one.id for one in shown if one.state is State.PUBLISHED],
        losses_told=[asdict(one) for one in plan.losses],
        token=plan.token,
        total_count=len(plan.descendants),
        complete=not cut,
        incomplete_because=[Incompleteness.NODE_LIMIT] if cut else [],
    )
