"""What it cost to make artifacts, in the schema: the sums of steps, each counted once."""

from __future__ import annotations

import strawberry

from app.api.crossings import computed, crosses, prop
from app.api.runs import dollars
from app.api.scalars import BigInt


@strawberry.interface(description="Sums over some steps; what a step does not say adds nothing.")
class StepSums:
    """What some steps cost together."""

    usd: float = computed("What they cost, in US dollars.", "cost_micro_usd", by=dollars)
    input_tokens: BigInt = prop("How many tokens went in.")
    output_tokens: BigInt = prop("How many tokens came out.")
    seconds: float = prop("How long they took, one after the other.")
    steps: int = prop("How many steps there are.")
    unpriced: int = prop("How many of them do not say what they cost.")


@strawberry.type(description="The part of a cost that is one agent's, or one model's.")
class CostShare(StepSums):
    """One row of a cost."""

    name: str | None = prop("The agent or the model; null for steps without a model.")


@strawberry.type(description="What it cost to make an artifact.")
class Cost(StepSums):
    """A cost, and whose it is."""

    @crosses
    def by_agent(self) -> list[CostShare]: ...

    @crosses
    def by_model(self) -> list[CostShare]: ...


@strawberry.type(description="What a run made in vain, so far.")
class Waste:
    """What never reached anything that is published."""

    usd: float = computed("What it cost, in US dollars.", "cost_micro_usd", by=dollars)
    artifacts: int = prop("How many artifacts it is.")
