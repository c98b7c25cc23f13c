"""The result of the benchmark as tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import median

from bench.requests.measuring import Cell, Cells
from bench.requests.systems import OURS
from bench.telling import spread


def table(cells: Cells, memory: Mapping[str, tuple[float, float]]) -> Iterator[str]:
    """The tables: times, what the ratios are, and memory."""
    yield "| query | connections | system | p50 ms | p99 ms | requests/s | CPU ms/request |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for (query, connections), by_system in cells.items():
        for name, rounds in by_system.items():
            told = [
                spread([cell.p50 for cell in rounds], 2),
                spread([cell.p99 for cell in rounds], 1),
                spread([cell.rate for cell in rounds], 0),
                spread([cell.cpu for cell in rounds], 2),
            ]
            yield f"| {query} | {connections} | {name} | {' | '.join(told)} |"
    yield from ("", "| query | connections | ours over | p50 | requests/s |", "| --- " * 5 + "|")
    for (query, connections), by_system in cells.items():
        for name, rounds in by_system.items():
            if name != OURS and OURS in by_system:
                told = " | ".join(_ratios(by_system[OURS], rounds))
                yield f"| {query} | {connections} | {name} | {told} |"
    yield from ("", "| system | MB before | MB after the requests |", "| --- " * 3 + "|")
    for name, (before, after) in memory.items():
        yield f"| {name} | {before:.0f} | {after:.0f} |"


def _ratios(ours: Sequence[Cell], other: Sequence[Cell]) -> Iterator[str]:
    """The median of the ratios within the rounds; where the ranges overlap, that they do."""
    for name in ("p50", "rate"):
        one, two = ([getattr(cell, name) for cell in cells] for cells in (ours, other))
        apart = max(one) < min(two) or max(two) < min(one)
        ratios = [mine / its for mine, its in zip(one, two, strict=True)]
        shown = f"{median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
        yield shown if apart else "the ranges overlap"
