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
    description="A descendant of the artifact to withdraw, which would be archived with it."
)
class WithdrawnDescendant:
    """A descendant, and what it has left."""

    depth: int = prop("Number of relations on the shortest way from the artifact to withdraw.")
    alternative: bool = prop(
        "Whether the descendant also has a root that does not depend on the artifact to withdraw,"
        " so that it may be possible to make it again."
    )
    intact: bool = prop(
        "Whether none of its direct sources is archived by the withdrawal. A descendant always has"
        " one that is, so this is false for each of them."
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
    description="What withdrawing an artifact would change. `withdrawArtifacts` carries it out, as"
    " long as nothing of it has changed."
)
class WithdrawalPlan:
    """A plan, which `withdrawArtifacts` carries out as long as it stays true."""

    artifact_id: strawberry.Private[str]
    rows: strawberry.Private[list[Mapping[str, Any]]]
    published_ids: strawberry.Private[list[str]]
    losses_told: strawberry.Private[list[Mapping[str, Any]]]
    token: str = strawberry.field(
        description="Token to pass to `withdrawArtifacts`. It is refused with CONFLICT once the"
        " plan is out of date."
    )
    total_count: int = strawberry.field(
        description="Exact number of descendants, including those that are not returned."
    )
    complete: bool = strawberry.field(
        description="Whether all descendants are returned: false when the service's limit left"
        " some out. The withdrawal archives all of them."
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
