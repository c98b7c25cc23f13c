"""A statement whose header and text disagree is not loaded, and every one that we have is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.graph import statements
from app.graph.statements import CYPHER, CypherFileError, Statement, load_statement

Load = Callable[[str], Statement]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Loads a text as if it stood in `cypher/checks/`."""
    monkeypatch.setattr(statements, "CYPHER", tmp_path)
    path = tmp_path / "checks" / "a_check.cypher"
    path.parent.mkdir()

    def loaded(text: str) -> Statement:
        path.write_text(text, encoding="utf-8")
        return load_statement(path)

    return loaded


def test_a_statement_is_its_text_with_the_parameters_and_columns_of_its_header(load: Load) -> None:
    statement = load(
        "// Finds runs.\n//\n// param    id,\n// param    name\n// returns  run, at\n"
        "MATCH (run {id: $id, name: $name}) // not $other\nRETURN run, run.at AS at\n"
    )

    assert statement == Statement(
        name="checks/a_check.cypher",
        text="MATCH (run {id: $id, name: $name}) // not $other\nRETURN run, run.at AS at",
        parameters=frozenset({"id", "name"}),
        returns=("run", "at"),
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("RETURN 1", "the first line must be a comment with one sentence"),
        ("", "the first line must be a comment with one sentence"),
        ("// No full stop\nRETURN 1", "the first line must be a comment with one sentence"),
        ("// One.\nRETURN 1; RETURN 2", "one statement a file"),
        ("// One.\nRETURN $id", "disagree: id"),
        ("// One.\n//\n// param  id, gone\nRETURN $id", "disagree: gone"),
        ("// One.\n//\n// param  id\nRETURN 1 // $id", "disagree: id"),
        ("// One.\n//\n// param  types\nMATCH ()-[:$any($types)]->() RETURN 1", "disagree: any"),
    ],
)
def test_a_statement_that_breaks_a_rule_is_refused_by_name(load: Load, text: str, why: str) -> None:
    with pytest.raises(CypherFileError, match=f"checks/a_check.cypher: .*{why}"):
        load(text)


@pytest.mark.parametrize(
    "folder", ["Mutation", "Server", "Transfer", "checks", "schema", "upgrades", "writes"]
)
def test_every_statement_in_the_folder_keeps_the_rules(folder: str) -> None:
    paths = sorted((CYPHER / folder).rglob("*.cypher"))

    assert [load_statement(path).name for path in paths] == [
        str(path.relative_to(CYPHER)) for path in paths
    ]
