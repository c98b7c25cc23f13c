"""Money in the schema: millionths of a US dollar are kept, and shown in three forms."""

from __future__ import annotations

import strawberry

from app.api.crossings import computed, prop
from app.api.scalars import BigInt


def dollars(_: object, millionths: int | None) -> float | None:
    """US dollars, from the millionths that are kept."""
    return None if millionths is None else millionths / 1_000_000


def exact_dollars(_: object, millionths: float | None) -> str | None:
    """US dollars as decimal text, with all six places, from the millionths that are kept.

    Only a sum of more than 2^63 - 1 millionths comes as a floating-point number.
    """
    if millionths is None:
        return None
    whole, rest = divmod(int(millionths), 1_000_000)
    return f"{whole}.{rest:06}"


@strawberry.interface(description="Total cost of a set of steps, in three notations.")
class Spending:
    """What some steps cost together."""

    usd: float = computed(
        "Cost in US dollars as a floating-point number. `costMicroUsd` and `usdText` are exact, up"
        " to 2^63 - 1 millionths.",
        "cost_micro_usd",
        by=dollars,
    )
    cost_micro_usd: BigInt = prop("Cost in millionths of a US dollar: 12500 is 0.0125 dollars.")
    usd_text: str = computed(
        'Cost in US dollars as a decimal string with six places, such as "0.012500".',
        "cost_micro_usd",
        by=exact_dollars,
    )
