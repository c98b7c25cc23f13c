"""What it cost to make artifacts, in the schema: the sums of steps, each counted once."""

from __future__ import annotations

import strawberry

from app.api.crossings import crosses, prop
from app.api.money import Spending
from app.api.scalars import BigInt


@strawberry.interface(
    description="Sums over a set of steps, each counted once. A value that a step has not recorded"
    " counts as 0."
)
class StepSums(Spending):
    """What some steps cost together."""

    input_tokens: BigInt = prop("Number of tokens that the models read.")
    output_tokens: BigInt = prop("Number of tokens that the models wrote.")
    seconds: float = prop("Sum of the durations of the steps, in seconds.")
    steps: int = prop("Number of steps.")
    unpriced: int = prop("Number of steps that have no cost recorded.")


@strawberry.type(description="Part of a cost that belongs to one agent or one model.")
class CostShare(StepSums):
    """One row of a cost."""

    name: str | None = prop(
        "Name of the agent or the model; null for steps that recorded no model."
    )


@strawberry.type(
    description="Cost of making an artifact: the sum over the steps that created it and, when"
    " asked for, its ancestors."
)
class Cost(StepSums):
    """A cost, and whose it is."""

    @crosses
    def by_agent(self) -> list[CostShare]: ...

    @crosses
    def by_model(self) -> list[CostShare]: ...


@strawberry.type(
    description="Artifacts of a run, or of all runs of a story, that are not published and that"
    " nothing published was made from, and the cost of the steps that created nothing but such"
    " artifacts, or nothing at all. Both fall when one is published later."
)
class Waste(Spending):
    """What never reached anything that is published."""

    artifacts: int = prop("Number of such artifacts.")
