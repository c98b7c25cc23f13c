"""How benchmarks write their graphs: by raw batches, with ids that can be told beforehand."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any
from uuid import UUID

import neo4j

BATCH = 2_000


def an_id(kind: int, number: int) -> str:
    """The id number so and so of a kind of things."""
    return str(UUID(int=(kind << 96) | (4 << 76) | (8 << 60) | number))


def write(driver: neo4j.Driver, text: Any, rows: Iterable[Any]) -> None:
    """Runs the statement for all of the rows, some at a time."""
    rest = iter(rows)
    with driver.session() as session:
        while some := list(islice(rest, BATCH)):
            session.run(text, rows=some).consume()
