"""What it cost to make artifacts, in the schema: the sums of steps, each counted once."""

from __future__ import annotations

import strawberry

from app.api.crossings import computed, crosses, prop
from app.api.runs import dollars, exact_dollars
from app.api.scalars import BigInt

COST_MICRO_USD = "Cost in millionths of a US dollar: 12500 is 0.0125 dollars."
USD_TEXT = 'Cost in US dollars as decimal text with six places, such as "0.012500".'


@strawberry.interface(
    description="Sums over a set of steps, each counted once. A value that a step has not recorded"
    " counts as 0."
)
class StepSums:
    """What some steps cost together."""

    usd: float = computed(
        "Cost in US dollars, rounded as floating-point numbers are. `costMicroUsd` and `usdText`"
        " are exact, up to 2^63 - 1 millionths.",
        "cost_micro_usd",
        by=dollars,
    )
    cost_micro_usd: BigInt = prop(COST_MICRO_USD)
    usd_text: str = computed(USD_TEXT, "cost_micro_usd", by=exact_dollars)
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
    " nothing published was made from. The number falls when one is published later."
)
class Waste:
    """What never reached anything that is published."""

    usd: float = computed(
        "Cost of the steps that created nothing but such artifacts, or nothing at all, in US"
        " dollars, rounded as floating-point numbers are. `costMicroUsd` and `usdText` are exact,"
        " up to 2^63 - 1 millionths.",
        "cost_micro_usd",
        by=dollars,
    )
    cost_micro_usd: BigInt = prop(COST_MICRO_USD)
    usd_text: str = computed(USD_TEXT, "cost_micro_usd", by=exact_dollars)
    artifacts: int = prop("Number of such artifacts.")
