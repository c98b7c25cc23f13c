"""What docs/runs.md asks can be asked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from graphql import parse, validate

from tests.client import SCHEMA

PAGE = (Path(__file__).parents[2] / "docs" / "runs.md").read_text(encoding="utf-8")
EXAMPLES: list[str] = re.findall(r"```graphql\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_fits_the_schema(example: str) -> None:
    assert validate(SCHEMA, parse(example)) == []
