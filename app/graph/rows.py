"""What shapes make of rows: finished parts, rows of raw values, or a fault."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


class Fault(Exception):
    """A row is not what the schema promises; the answer must be completed the ordinary way."""


@dataclass(frozen=True, slots=True)
class Done:
    """A part of the answer that needs no further completion."""

    value: Any


class Row(dict[str, Any]):
    """An object in the ordinary way: raw values by response key, and the name of its type."""

    __slots__ = ("type_name",)
    type_name: str


def typed_row(type_name: str, parts: Iterable[tuple[str, Any]]) -> Row:
    """A row of that type."""
    row = Row(parts)
    row.type_name = type_name
    return row
