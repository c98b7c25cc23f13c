"""Rounds, in each of which every system answers the same for as long."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from random import Random
from statistics import quantiles

from bench.clients import closed_loop
from bench.requests.queries import Query
from bench.requests.systems import System
from bench.requests.writes import Write

CONNECTIONS = (1, 8)
WARM_UP = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one system did in one round; times are in milliseconds."""

    p50: float
    p99: float
    rate: float
    cpu: float


Cells = dict[tuple[str, int], dict[str, list[Cell]]]
"""The cells of each query and number of connections by system, a round after the other."""


def measure(
    asked: Query | Write,
    found: Mapping[str, System],
    cells: Cells,
    *,
    rounds: int,
    seconds: float,
) -> None:
    """Measures a query or a write, and adds what it found."""
    able = [name for name, system in found.items() if system.client(asked)]
    for name in able:
        _ask(found[name], asked, WARM_UP)
    chance = Random(asked.name)
    for connections in CONNECTIONS:
        of = cells.setdefault((asked.name, connections), {name: [] for name in able})
        for _ in range(rounds):
            for name in chance.sample(able, len(able)):
                of[name].append(_cell(found[name], asked, connections, seconds))
        shown = ", ".join(f"{name} {of[name][-1].p50:.2f} ms" for name in able)
        print(f"{asked.name}, {connections} connections: {shown}", flush=True)


def _cell(system: System, asked: Query | Write, connections: int, seconds: float) -> Cell:
    client = system.client(asked)
    assert client is not None
    before = system.cpu()
    taken = closed_loop(client, connections, seconds)
    cpu = system.cpu() - before
    cuts = quantiles([1e3 * one for one in taken], n=100) if len(taken) > 1 else taken * 99
    rate = len(taken) / (sum(taken) / connections)
    return Cell(p50=cuts[49], p99=cuts[98], rate=rate, cpu=1e3 * cpu / len(taken))


def measure_memory(
    query: Query, found: Mapping[str, System], requests: int
) -> dict[str, tuple[float, float]]:
    """The memory of each service before and after so many more requests, in MB."""
    memory: dict[str, tuple[float, float]] = {}
    for name, system in found.items():
        if system.url:
            before = system.memory()
            _ask(system, query, requests)
            memory[name] = (before, system.memory())
    return memory


def _ask(system: System, asked: Query | Write, times: int) -> None:
    client = system.client(asked)
    assert client is not None
    with closing(client()) as asking:
        for _ in range(times):
            asking.ask()
