"""Cypher lives in `cypher/` only."""

import ast
import re
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "app"
COMPOSES = {"graph/compile.py", "graph/bodies.py"}
"""The compiler: it may compose text, from files and from names that the schema owns."""

CYPHER = APP.parent / "cypher"
_BY_KEY = re.compile(
    r"MATCH \(\w*:\w+\)-\[(\w+):(\w+) \{(key|slot): [^}]*\}\]->\(\w*:\w+\)[^\n]*\n *([^\n]*)"
)
_CLAUSE = re.compile(
    r"\b(MATCH|MERGE|UNWIND|DETACH DELETE|CREATE|SET)\b\s*[(\[$]|\bRETURN\b \w+\.|\bCALL\b \{"
)


@pytest.mark.parametrize("path", sorted(APP.rglob("*.py")), ids=lambda p: str(p.relative_to(APP)))
def test_no_module_holds_cypher(path: Path) -> None:
    if str(path.relative_to(APP)) in COMPOSES:
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    texts = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
    ]
    assert [text for text in texts if _CLAUSE.search(text)] == []


def test_the_search_for_cypher_finds_some() -> None:
    assert _CLAUSE.search("MATCH (n) RETURN n")
    assert _CLAUSE.search("MERGE (lock:Lock {name: $name})")


def test_a_relationship_that_is_found_by_its_key_names_the_index() -> None:
    found = [
        (match.groups()[:3], match[4])
        for path in sorted(CYPHER.rglob("*.cypher"))
        for match in _BY_KEY.finditer(path.read_text(encoding="utf-8"))
    ]

    assert len(found) > 10
    assert [hint for _, hint in found] == [
        f"USING INDEX SEEK {variable}:{kind}({name})" for (variable, kind, name), _ in found
    ]
