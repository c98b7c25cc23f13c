"""Rounds, in each of which every system answers the same for as long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from random import Random
from statistics import quantiles

from bench.clients import closed_loop
from bench.requests.queries import Query
from bench.requests.systems import Asked, System

FEW = 100
"""Of fewer answers than these there is no 99th percentile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often there is a turn, how many seconds it lasts, and how many requests come before.

    `connections` are the numbers of clients that ask at once, one after the other.
    """

    rounds: int
    seconds: float
    warm_up: int
    connections: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one system did in one round; times are in milliseconds."""

    answers: int
    p50: float
    p99: float
    rate: float
    cpu: float


Cells = dict[tuple[str, int], dict[str, list[Cell]]]
"""The cells of each query and number of connections by system, a round after the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """The resident memory of a service before and after so many requests of a kind, in MB."""

    query: str
    requests: int
    system: str
    before: float
    after: float


def measure(asked: Asked, found: Mapping[str, System], cells: Cells, pace: Pace) -> None:
    """Measures a query or a write, and adds what it found."""
    able = [name for name, system in found.items() if system.client(asked)]
    for name in able:
        _ask(found[name], asked, pace.warm_up)
    chance = Random(asked.name)
    for connections in pace.connections:
        of = cells.setdefault((asked.name, connections), {name: [] for name in able})
        for _ in range(pace.rounds):
            for name in chance.sample(able, len(able)):
                of[name].append(_cell(found[name], asked, connections, pace.seconds))
        shown = ", ".join(f"{name} {of[name][-1].p50:.2f} ms" for name in able)
        print(f"{asked.name}, {connections} connections: {shown}", flush=True)


def _cell(system: System, asked: Asked, connections: int, seconds: float) -> Cell:
    client = system.client(asked)
    assert client is not None
    before = system.cpu()
    taken = closed_loop(client, connections, seconds)
    cpu = system.cpu() - before
    times = [1e3 * one for one in taken]
    cuts = quantiles(times, n=100, method="inclusive") if len(times) > 1 else times * 99
    return Cell(
        answers=len(taken),
        p50=cuts[49],
        p99=cuts[98],
        rate=len(taken) / (sum(taken) / connections),
        cpu=1e3 * cpu / (len(taken) + connections),  # Each had asked once before.
    )


def measure_memory(query: Query, found: Mapping[str, System], requests: int) -> Iterator[Memory]:
    """The memory of each service that has an answer, before and after so many more requests."""
    for name, system in found.items():
        if system.alone and system.client(query):
            before = system.memory()
            _ask(system, query, requests)
            after = system.memory()
            print(f"{query.name}, {requests:,} requests: {name} {after:.0f} MB", flush=True)
            yield Memory(
                query=query.name, requests=requests, system=name, before=before, after=after
            )


def _ask(system: System, asked: Asked, times: int) -> None:
    client = system.client(asked)
    assert client is not None
    with closing(client()) as asking:
        for _ in range(times):
            asking.ask()
