"""What it cost to make artifacts, in the schema: the sums of steps, each counted once."""

from __future__ import annotations

import strawberry

from app.api.crossings import crosses, prop
from app.api.money import Spending
from app.api.scalars import BigInt


@strawberry.interface(
    description="Sums over a set of steps. Each step is included once, even when it created several"
    " of the artifacts. A value that is not recorded for a step adds 0."
)
class StepSums(Spending):
    """What some steps cost together."""

    input_tokens: BigInt = prop("Number of tokens that the models read.")
    output_tokens: BigInt = prop("Number of tokens that the models wrote.")
    seconds: float = prop(
        "Sum of the durations of the steps, from `startedAt` to `finishedAt`, in seconds. Parallel"
        " steps are added up; a step without both times adds 0."
    )
    steps: int = prop("Number of steps.")
    unpriced: int = prop("Number of steps without a recorded cost.")


@strawberry.type(description="Part of a cost that belongs to one agent or one model.")
class CostShare(StepSums):
    """One row of a cost."""

    name: str | None = prop(
        "Name of the agent or the model; null for steps without a recorded model."
    )


@strawberry.type(
    description="Sums of cost, tokens and durations over a set of steps: the steps that created an"
    " artifact and its ancestors (`Artifact.cost`), or the steps of all runs of a story"
    " (`Story.cost`)."
)
class Cost(StepSums):
    """A cost, and whose it is."""

    @crosses
    def by_agent(self) -> list[CostShare]: ...

    @crosses
    def by_model(self) -> list[CostShare]: ...


@strawberry.type(
    description="Unpublished work of a run, or of all runs of a story: the number of created"
    " artifacts that are neither PUBLISHED nor an ancestor of a PUBLISHED artifact, and the cost of"
    " the steps that created only such artifacts or none. Unfinished steps are included. Both"
    " numbers decrease when such an artifact, or one made from it, is published."
)
class Waste(Spending):
    """What never reached anything that is published."""

    artifacts: int = prop(
        "Number of artifacts, created by steps of the run or runs, that are neither PUBLISHED nor"
        " an ancestor of a PUBLISHED artifact."
    )
