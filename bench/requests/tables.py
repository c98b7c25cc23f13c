"""The result of the benchmark as tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from statistics import median

from bench.requests.measuring import FEW, Cell, Cells, Memory
from bench.requests.systems import OURS
from bench.telling import spread

HEADS = (
    "| query | connections | system | p50 ms | p99 ms | requests/s | CPU ms/request |",
    "| query | connections | ours over | p50 | requests/s |",
    "| query | requests | system | MB before | MB after |",
)
LEFT_OUT = (
    f"No p99 where a turn had fewer than {FEW} answers. @neo4j/graphql has no words for lineages,"
    " its dates need APOC in Neo4j, and a page of all artifacts with their number needs more than"
    " the 1 GiB of memory that a transaction may take; an aliased field loses its order there, so"
    " that it is asked without aliases."
)


def table(cells: Cells, memory: Iterable[Memory]) -> Iterator[str]:
    """The tables: times, what the ratios are, and memory."""
    yield from _headed(0)
    for (query, connections), by_system in cells.items():
        for name, rounds in by_system.items():
            yield f"| {query} | {connections} | {name} | {' | '.join(_told(rounds))} |"
    yield from ("", LEFT_OUT, "", *_headed(1))
    for (query, connections), by_system in cells.items():
        for name, rounds in by_system.items():
            if name != OURS and OURS in by_system:
                told = " | ".join(_ratios(by_system[OURS], rounds))
                yield f"| {query} | {connections} | {name} | {told} |"
    yield from ("", *_headed(2))
    for of in memory:
        asked = f"{of.query} | {of.requests:,} | {of.system}"
        yield f"| {asked} | {of.before:.0f} | {of.after:.0f} |"


def _headed(number: int) -> tuple[str, str]:
    head = HEADS[number]
    return head, "| --- " * (head.count("|") - 1) + "|"


def _told(rounds: Sequence[Cell]) -> Iterator[str]:
    """The columns of a system: the median of the rounds, and their range."""
    few = min(cell.answers for cell in rounds) < FEW
    yield spread([cell.p50 for cell in rounds], 2)
    yield "" if few else spread([cell.p99 for cell in rounds], 1)
    yield spread([cell.rate for cell in rounds], 0)
    yield spread([cell.cpu for cell in rounds], 2)


def _ratios(ours: Sequence[Cell], other: Sequence[Cell]) -> Iterator[str]:
    """The median of the ratios within the rounds; where the ranges overlap, that they do."""
    for name in ("p50", "rate"):
        one, two = ([getattr(cell, name) for cell in cells] for cells in (ours, other))
        apart = max(one) < min(two) or max(two) < min(one)
        ratios = [mine / its for mine, its in zip(one, two, strict=True)]
        shown = f"{median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
        yield shown if apart else "the ranges overlap"
