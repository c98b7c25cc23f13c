"""How an enum comes into the schema, with descriptions of its values."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

import strawberry


def described(enum: type[Enum], name: str, description: str, values: Mapping[Any, str]) -> None:
    """Makes an enum one of the schema; `values` are the descriptions by value."""
    made: Any = strawberry.enum(enum, name=name, description=description)
    for value in made.__strawberry_definition__.values:
        value.description = values[enum(value.value)]
