"""The latencies as a table for each question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median, quantiles

from bench.lineage.data import Shape
from bench.lineage.measuring import Taken

OURS, DRIVER, BESIDE_LITTLE = "service", "driver", "service beside 10,000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What was measured for a question and a shape."""

    question: str
    shape: Shape
    taken: Taken


def table(cells: Sequence[Cell]) -> Iterator[str]:
    """The lines of all tables."""
    for question, some in groupby(cells, key=lambda cell: cell.question):
        yield from (f"### {question[0].upper()}{question[1:]}", "")
        yield (
            "| reached | depth | service p50, p95, p99 ms | driver p50, p95, p99 ms"
            " | service over driver | a million over 10,000 | n |"
        )
        yield "| ---: " * 7 + "|"
        yield from map(_row, some)
        yield ""


def told_shortly(taken: Taken) -> str:
    """The medians, for whoever waits."""
    return ", ".join(f"{name} {_times(found)}" for name, found in taken.items())


def _row(cell: Cell) -> str:
    ours, driver = cell.taken[OURS], cell.taken[DRIVER]
    columns = [
        f"{cell.shape.reach:,}",
        f"{cell.shape.depth:,}",
        _times(ours),
        _times(driver),
        _ratio(ours, driver),
        _ratio(ours, cell.taken.get(BESIDE_LITTLE, [])),
        f"{len(ours)}",
    ]
    return f"| {' | '.join(columns)} |"


def _times(found: Sequence[float]) -> str:
    if not found:
        return "no answer"
    cuts = quantiles(found, n=100, method="inclusive")
    return ", ".join(f"{cuts[place]:,.1f}" for place in (49, 94, 98))


def _ratio(ours: Sequence[float], other: Sequence[float]) -> str:
    """The median of the ratios within the rounds."""
    if not ours or not other:
        return ""
    return f"{median(mine / its for mine, its in zip(ours, other, strict=True)):.2f}"
