"""What the benchmark is asked for, and about how long that takes."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Iterable, Sequence
from typing import Any, TypeVar

from bench.requests.systems import HERE, Asked

FULL: dict[str, Any] = {
    "stories": 2_000,
    "layers": 40,
    "width": 50,
    "rounds": 5,
    "seconds": 0.8,
    "connections": [1, 8],
    "warm_up": 20,
    "requests": 10_000,
    "large_requests": 100,
}
SMOKE: dict[str, Any] = {
    "stories": 10,
    "layers": 6,
    "width": 5,
    "rounds": 1,
    "seconds": 0.05,
    "connections": [2],
    "warm_up": 1,
    "requests": 50,
    "large_requests": 3,
}
START_SECONDS, STORY_SECONDS, S_SECONDS, L_SECONDS = 30.0, 0.02, 0.011, 0.45
"""About how long the servers take to start, a story to be imported, and S and L to be answered."""

One = TypeVar("One", bound=Asked)


def arguments() -> argparse.Namespace:
    """What is asked for; `--smoke` asks for little where nothing else is said."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=int)
    parser.add_argument("--layers", type=int, help="Of the deep lineage.")
    parser.add_argument("--width", type=int, help="Artifacts of a layer.")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--seconds", type=float, help="Of each system in a round.")
    parser.add_argument("--connections", type=int, nargs="+", help="Clients at once.")
    parser.add_argument("--warm-up", type=int, help="Requests before the rounds.")
    parser.add_argument("--queries", default="", help="Names, with semicolons between.")
    parser.add_argument("--systems", default="", help="Names, with semicolons between.")
    parser.add_argument("--requests", type=int, help="Of S, for the memory.")
    parser.add_argument("--large-requests", type=int, help="Of L, for the memory.")
    parser.add_argument("--write", action="store_true", help="Into docs/performance.md.")
    parser.add_argument("--smoke", action="store_true", help="Little of all, and no Node.")
    parser.set_defaults(**FULL)
    if parser.parse_args().smoke:
        parser.set_defaults(**SMOKE)
    asked = parser.parse_args()
    if asked.smoke and asked.write:
        parser.error("--smoke writes no file")
    return asked


def names(text: str) -> list[str]:
    """The names in an argument."""
    return [name for name in text.split(";") if name]


def chosen(all_of_them: Iterable[One], text: str) -> list[One]:
    """Those that an argument names, or all of them when it names none."""
    wanted = names(text)
    return [one for one in all_of_them if one.name in wanted or not wanted]


def planned(asked: argparse.Namespace, of: Sequence[Asked], systems: Collection[str]) -> str:
    """What will be done, and about how long that takes; not every system answers everything."""
    turns = len(of) * len(systems) * len(asked.connections) * asked.rounds
    memory = asked.requests * S_SECONDS + asked.large_requests * L_SECONDS
    seconds = START_SECONDS + asked.stories * STORY_SECONDS + turns * asked.seconds
    seconds += memory * len([name for name in systems if name not in HERE])
    return (
        f"{asked.stories:,} stories are imported. {len(systems)} systems ({'; '.join(systems)}) are"
        f" asked {len(of)} queries and writes ({'; '.join(one.name for one in of)}) in"
        f" turns of {asked.seconds:g} s, of which each has {asked.rounds}, at"
        f" {' and '.join(map(str, asked.connections))} connections; for the memory, S"
        f" {asked.requests:,} and L {asked.large_requests:,} times. That takes about"
        f" {max(1, round(seconds / 60))} min where nothing else runs."
    )
