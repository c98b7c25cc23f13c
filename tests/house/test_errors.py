"""Every code that a client can meet is documented, where it is met and as what."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from types import ModuleType

import pytest
from graphql import GraphQLObjectType

from app import errors, logs
from app.api import document_rules, error_codes, problems
from app.http import refusals
from tests.client import MUTATIONS, SCHEMA, members

DOCUMENT = (Path(__file__).parents[2] / "docs" / "errors.md").read_text(encoding="utf-8")


def rows(heading: str) -> dict[str, str]:
    """The second cell of each row of the table under a heading, by the code in the first."""
    table = DOCUMENT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return dict(re.findall(r"^\| `([A-Z_]+)` \| `?([^|]+?)`? \|", table, re.MULTILINE))


def codes(module: ModuleType) -> set[str]:
    return set(re.findall(r'"([A-Z]+(?:_[A-Z]+)*)"', inspect.getsource(module)))


def problem_codes() -> dict[str, str]:
    """The name of the type that is made of each error, by the error's code."""
    return {
        error.code: problem.__name__
        for base, problem in reversed(problems.PROBLEMS.items())
        for error in (base, *base.__subclasses__())
        if problems.PROBLEMS.get(error, problem) is problem
    }


def test_every_code_is_documented_and_no_other() -> None:
    documented = {*rows("Problems of mutations"), *rows("In `errors`"), *rows("Of HTTP")}

    assert documented == {
        code
        for module in (errors, document_rules, error_codes, logs, refusals)
        for code in codes(module)
    }


def test_a_problem_is_documented_with_its_type() -> None:
    assert rows("Problems of mutations") == problem_codes()


@pytest.mark.parametrize("name", sorted({one for field in MUTATIONS for one in members(field)}))
def test_a_problem_of_a_union_says_its_codes_in_the_schema(name: str) -> None:
    of = SCHEMA.get_type(name)
    assert isinstance(of, GraphQLObjectType)

    said = set(re.findall(r"\b[A-Z]+(?:_[A-Z]+)+\b|^[A-Z]+(?=:)", of.description or ""))

    assert said == {code for code, problem in problem_codes().items() if problem == name}


def test_a_status_is_documented_with_its_code() -> None:
    assert rows("Of HTTP") == {code: str(status) for status, code in refusals.CODES.items()}
