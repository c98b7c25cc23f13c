"""Samples of a question: each system in turn, again and again, so that all see the same machine."""

from __future__ import annotations

import time
from collections.abc import Mapping

import orjson
from neo4j.exceptions import Neo4jError

from bench.clients import Asking, Client

WARM_UP = 3
LEAST = 5

Taken = Mapping[str, list[float]]
"""By system, the milliseconds of its answers in the order of the rounds; none where it failed."""


def measure(clients: Mapping[str, Client], *, rounds: int, seconds: float) -> Taken:
    """Asks every system in every round: so many rounds, or fewer when that takes longer."""
    taken: dict[str, list[float]] = {name: [] for name in clients}
    asking = {name: client() for name, client in clients.items()}
    able = [name for name, one in asking.items() if _answers(name, one)]
    end = time.perf_counter() + seconds
    for number in range(rounds):
        if number >= LEAST and time.perf_counter() > end:
            break
        for name in able:
            began = time.perf_counter()
            asking[name].ask()
            taken[name].append(1e3 * (time.perf_counter() - began))
    for one in asking.values():
        one.close()
    return taken


def _answers(name: str, asking: Asking) -> bool:
    """Warms up; False, and a sentence, where the answer is an error."""
    try:
        for _ in range(WARM_UP):
            answer = orjson.loads(asking.ask())
            if "errors" in answer:
                print(f"{name}: {answer['errors'][0]}"[:300])
                return False
    except Neo4jError as error:
        print(f"{name}: {error}"[:300])
        return False
    return True
