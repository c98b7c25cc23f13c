"""Cypher lives in `cypher/` only."""

import ast
import re
from pathlib import Path

import pytest

from app.graph.fields import load_field

APP = Path(__file__).parents[2] / "app"
COMPOSES = {"graph/compile.py", "graph/compile_page.py", "graph/scopes.py", "graph/statements.py"}
"""The compiler: it may compose text, from files and from names that the schema owns."""

CYPHER = APP.parent / "cypher"
_BY_KEY = re.compile(
    r"MATCH \(\w*:\w+\)-\[(\w+):(\w+) \{(key|slot): [^}]*\}\]->\(\w*:\w+\)[^\n]*\n *([^\n]*)"
)
_CLAUSE = re.compile(
    r"\b(?:MATCH|MERGE|CREATE)\s+(?:\w+\s*=\s*)?(?:\w+\s*)?\("
    r"|\bDELETE\s+(?!FROM\b)\w"
    r"|\bUNWIND\s+[\w$(\[]"
    r"|\bSET\s+\w+\s*(?:\.|:|\+=)"
    r"|\bREMOVE\s+\w+[.:]"
    r"|\bCALL\s*[({]|\bCALL\s+\w+\.\w"
    r"|\bFOREACH\s*\("
    r"|\bWITH\s+(?:\*|DISTINCT\b|\w+\s+AS\b|\w+,)"
    r"|\bRETURN\s+\S|\bLIMIT\s+\$"
    r"|\)\s*<?-\[[^\]]*\]->?\s*\("
)
"""What is Cypher, and neither SQL nor prose; clauses are in capitals in this house."""


def held(tree: ast.AST) -> list[str]:
    """The texts of a module that are Cypher: those of code, and none that only explains it."""
    nodes = list(ast.walk(tree))
    passed = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    texts: list[str] = []
    for node in nodes:
        if isinstance(node, ast.JoinedStr):
            passed.update(map(id, node.values))
            parts = [one.value if isinstance(one, ast.Constant) else "x" for one in node.values]
            texts.append("".join(map(str, parts)))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts += [] if id(node) in passed else [node.value]
    return [text for text in texts if _CLAUSE.search(text)]


_CREATED = re.compile(
    r"(?:CREATE|MERGE) [^\n]*?\((\w*:(?:Story|Run|AgentStep|Artifact|Assessment)\b[^ )]*)"
)


def test_what_has_an_id_is_created_as_an_entity() -> None:
    found = [
        label.partition(":")[2]
        for path in sorted(CYPHER.rglob("*.cypher"))
        for label in _CREATED.findall(path.read_text(encoding="utf-8"))
    ]

    types = ("Story", "Run", "AgentStep", "Artifact", "Assessment")
    assert set(found) == {f"{name}:Entity" for name in types}


_WRITTEN = re.compile(
    r"(?:CREATE|MERGE) \(\w*(?::(?P<label>\w+)[^)]*)?(?:\)-\[\w*:(?P<type>\w+|\$\())?"
)
"""The label of a node, or the type of a relationship, that a statement creates."""


def test_each_fact_is_created_by_one_file() -> None:
    files: dict[str, set[str]] = {}
    for path in sorted((CYPHER / "writes").rglob("*.cypher")):
        for found in _WRITTEN.finditer(path.read_text(encoding="utf-8")):
            for fact in filter(None, found.groups()):
                files.setdefault(fact, set()).add(str(path.relative_to(CYPHER / "writes")))

    assert {fact: names for fact, names in files.items() if len(names) > 1} == {}
    assert files["Artifact"] == {"artifacts/create.cypher"}
    assert files["$("] == {"relations/create.cypher"}
    assert files["ABOUT"] == {"events/create.cypher"}


def test_the_statements_of_a_noun_are_run_by_the_module_of_its_name() -> None:
    loaded = {
        str(path.relative_to(APP)): node.args[0]
        for path in APP.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "writes"
    }

    assert loaded
    for module, noun in loaded.items():
        assert isinstance(noun, ast.Constant)
        assert module == f"writes/{noun.value}.py"
    folders = {path.name for path in (CYPHER / "writes").iterdir()}
    assert {Path(module).stem for module in loaded} == folders


def test_actions_hold_nothing_but_actions() -> None:
    for path in sorted((APP / "actions").glob("[!_]*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = {node.name for node in tree.body if isinstance(node, ast.AsyncFunctionDef)}
        assert path.stem in functions


def test_the_edge_to_an_owner_is_created_and_never_merged() -> None:
    edge = re.compile(
        r"MERGE [^\n]*:(?:HAS_RUN|HAS_STEP|CREATED|STORED_AS|ASSESSES|ABOUT|CURRENT_RUN)\b"
    )

    texts = [path.read_text(encoding="utf-8") for path in CYPHER.rglob("*.cypher")]

    assert [found for text in texts for found in edge.findall(text)] == []


@pytest.mark.parametrize("path", sorted(APP.rglob("*.py")), ids=lambda p: str(p.relative_to(APP)))
def test_only_the_compiler_holds_cypher(path: Path) -> None:
    found = held(ast.parse(path.read_text(encoding="utf-8")))

    assert bool(found) == (str(path.relative_to(APP)) in COMPOSES), found


@pytest.mark.parametrize(
    "text",
    [
        "MATCH (n) RETURN n",
        "OPTIONAL MATCH (n)",
        "MATCH path = (a)",
        "MATCH path=(a)",
        "MATCH shortestPath((a)--(b))",
        "MERGE (lock:Lock {name: $name})",
        "CREATE (n:Story)",
        "CALL (n) {",
        "CALL {",
        "CALL db.labels()",
        "SET a.x = 1",
        "SET a:Story",
        "SET a += $facts",
        "REMOVE a.x",
        "DETACH DELETE n",
        "UNWIND range(0, 3) AS i",
        "UNWIND $rows AS row",
        "WITH *",
        "RETURN n.id",
        "LIMIT $first",
        "(a)-[:CREATED]->(b)",
        "FOREACH (x IN $rows | SET x.y = 1)",
    ],
)
@pytest.mark.parametrize("form", ["{}", "f{}"])
def test_the_search_for_cypher_finds_it(text: str, form: str) -> None:
    escaped = text.replace("{", "{{").replace("}", "}}") if form == "f{}" else text

    assert held(ast.parse(f"a = {form.format(repr(escaped))}")) == [text]


def test_the_search_for_cypher_finds_what_is_put_together() -> None:
    assert held(ast.parse("a = f'MATCH ({name})'")) == ["MATCH (x)"]


@pytest.mark.parametrize(
    "text",
    [
        "CREATE TABLE known (line INTEGER)",
        "UPDATE thing SET known = 1 WHERE id IN (SELECT value FROM json_each(?))",
        "DELETE FROM hit",
        "SELECT id FROM thing ORDER BY id LIMIT ?",
        "a relation matches, and is set; it returns",
    ],
)
def test_sql_and_prose_are_no_cypher(text: str) -> None:
    assert held(ast.parse(f"a = {text!r}")) == []


def test_a_relationship_that_is_found_by_its_key_names_the_index() -> None:
    found = [
        (match.groups()[:3], match[4])
        for path in sorted(CYPHER.rglob("*.cypher"))
        for match in _BY_KEY.finditer(path.read_text(encoding="utf-8"))
    ]

    assert len(found) > 6
    assert [hint for _, hint in found] == [
        f"USING INDEX SEEK {variable}:{kind}({name})" for (variable, kind, name), _ in found
    ]


@pytest.mark.parametrize(("name", "part"), [("cost", "Artifact"), ("waste", "Run")])
def test_a_story_is_summed_up_as_its_parts_are(name: str, part: str) -> None:
    _, *summed_up = load_field("Story", name).body.splitlines()

    assert len(summed_up) > 8
    assert load_field(part, name).body.splitlines()[-len(summed_up) :] == summed_up


def _parts(name: str, first: str, last: str) -> str:
    text = (CYPHER / "Transfer" / f"{name}.cypher").read_text(encoding="utf-8")
    return text[text.index(first) : text.rindex(last)]


@pytest.mark.parametrize(
    ("names", "first", "last"),
    [
        (("events", "next_events"), "  toInteger(", "ORDER BY"),
        (("story_part", "run_part"), "    UNWIND steps AS step\n", "RETURN "),
    ],
)
def test_what_two_exports_have_in_common_is_the_same(
    names: tuple[str, str], first: str, last: str
) -> None:
    one, other = names

    assert _parts(one, first, last) == _parts(other, first, last)
