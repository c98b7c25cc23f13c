"""How much of the machine the local Neo4j takes, and what it is made for."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Java's flags, and sizes and times as Neo4j writes them.

    A kept plan is made anew when what was counted for it has changed by much, at most once in
    `replan_interval`.
    """

    java: tuple[str, ...]
    page_cache: str
    transaction_memory: str
    replan_interval: str = "10s"


LAPTOP = Profile(
    java=(
        "-Xmx320m",
        "-Xms64m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:ReservedCodeCacheSize=64m",
        "-XX:MinHeapFreeRatio=10",
        "-XX:MaxHeapFreeRatio=20",
    ),
    page_cache="64m",
    transaction_memory="160m",
)
"""Quick to start and small: less than 400 MB resident."""

SUITE = replace(
    LAPTOP,
    java=(
        "-Xmx512m",
        "-Xms512m",
        "-Xmn256m",
        "-XX:+UseSerialGC",
    ),
    replan_interval="1h",
)
"""For tests: they empty the graph so often that plans would be made anew all the time, and plan so
many statements that a small heap would be collected all the time. Planning is most of their work,
so both of Java's compilers are used: 1,500 plans took 113 s on two cores, with C1 alone 273 s."""

BENCH = Profile(java=("-Xmx2g", "-Xms1g"), page_cache="512m", transaction_memory="1g")
"""Java's own defaults (C2, G1) and room: for measuring, not for waiting."""
