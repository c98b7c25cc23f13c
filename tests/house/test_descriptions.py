"""Everything in the schema has a description, for who reads it there and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import is_introspection_type, is_specified_scalar_type

from tests.client import SCHEMA

TYPES = [
    of
    for of in SCHEMA.type_map.values()
    if not is_introspection_type(of) and not is_specified_scalar_type(of)
]


def parts(of: Any) -> Iterator[tuple[str, Any]]:
    """A type, its fields with their arguments, and its values, each by its path."""
    yield of.name, of
    for name, part in {**getattr(of, "fields", {}), **getattr(of, "values", {})}.items():
        yield f"{of.name}.{name}", part
        for argument, one in getattr(part, "args", {}).items():
            yield f"{of.name}.{name}({argument})", one


@pytest.mark.parametrize("of", TYPES, ids=str)
def test_everything_of_a_type_has_a_description(of: Any) -> None:
    assert [path for path, part in parts(of) if not part.description] == []
