"""What GraphiQL offers as examples, and what pages ask, can be asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from graphql import parse, validate

from tests.client import SCHEMA

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "web" / "graphiql" / "examples").glob("*.graphql"))
PAGES = sorted((ROOT / "app" / "pages" / "queries").glob("*.graphql"))


@pytest.mark.parametrize("path", [*EXAMPLES, *PAGES], ids=lambda path: path.stem)
def test_a_document_fits_the_schema(path: Path) -> None:
    assert validate(SCHEMA, parse(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_in_the_page_that_is_served(path: Path) -> None:
    sentence = path.read_text(encoding="utf-8").splitlines()[0]
    scripts = (ROOT / "app" / "static" / "graphiql" / "assets").glob("*.js")

    assert any(sentence in script.read_text(encoding="utf-8") for script in scripts)
