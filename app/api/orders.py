"""The orders of lists."""

from __future__ import annotations

from enum import StrEnum

from app.api.described import described


class Order(StrEnum):
    """The orders that artifacts, stories and runs can be listed in."""

    NEWEST = "NEWEST"
    OLDEST = "OLDEST"
    NAME = "NAME"


class TimeOrder(StrEnum):
    """The orders of what has no name."""

    NEWEST = "NEWEST"
    OLDEST = "OLDEST"


_ORDERS = {
    "NEWEST": "The newest first, by creation time.",
    "OLDEST": "The oldest first, by creation time.",
}

described(
    Order,
    "Order",
    "The order of a list.",
    {
        **_ORDERS,
        "NAME": "By name (stories: by title), ascending by Unicode code point, so that uppercase"
        " letters come before lowercase letters.",
    },
)
described(TimeOrder, "TimeOrder", "The order of a list that is sorted by creation time.", _ORDERS)
