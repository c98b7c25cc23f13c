"""A field whose file could answer wrongly in silence is not loaded; files and schema are one."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import Any

import neo4j
import pytest
from graphql import GraphQLEnumType, GraphQLObjectType, get_named_type

from app.api.crossings import crosses
from app.api.definitions import crossing_field
from app.api.schema import schema
from app.domain.lineage import RelationType
from app.graph import fields, statements
from app.graph.fields import COLUMNS, Field, Key, load_field, parse_field
from app.graph.statements import CYPHER, CypherFileError, read_header

Parse = Callable[..., Field]

STATEMENTS = {"Mutation", "Server", "Transfer", "checks", "schema", "upgrades", "writes"}
PARENT = "MATCH (parent)-[:HAS_RUN]->(child:Run)"


@pytest.fixture
def parse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Parse:
    """Parses a body under a header of some columns, as if it stood in `cypher/<type_name>/`."""
    for module in (statements, fields):
        monkeypatch.setattr(module, "CYPHER", tmp_path)

    def parsed(body: str, *columns: str, type_name: str = "Story") -> Field:
        path = tmp_path / type_name / "runs.cypher"
        path.parent.mkdir(exist_ok=True)
        header = "".join(f"// {column}\n" for column in ("What it is.", "", *columns))
        path.write_text(f"{header}{body}\n", encoding="utf-8")
        return parse_field(path)

    return parsed


def test_a_field_is_its_body_and_what_its_header_says(parse: Parse) -> None:
    field = parse(
        "MATCH (parent)-[link:HAS_RUN]->(run:Run)\nWHERE run.kind = $kind\n"
        "WITH {run: run} AS child",
        "child   {run}",
        "node    child.run",
        "page    NEWEST: child.run.created_at DESC, child.run.id DESC",
        "page    OLDEST: child.run.created_at, child.run.id",
        "words   where.text",
    )

    assert field == Field(
        type="Story",
        name="runs",
        sentence="What it is",
        body="MATCH (parent)-[link:HAS_RUN]->(run:Run)\nWHERE run.kind = $kind\n"
        "WITH {run: run} AS child",
        parameters=frozenset({"kind"}),
        node="child.run",
        pages={
            "NEWEST": (
                Key(path="child.run.created_at", descending=True),
                Key(path="child.run.id", descending=True),
            ),
            "OLDEST": (
                Key(path="child.run.created_at", descending=False),
                Key(path="child.run.id", descending=False),
            ),
        },
        complete=None,
        order=None,
        each=None,
        source=(),
        words=("where.text",),
        parts=(),
        routes=False,
        repeated=False,
    )


@pytest.mark.parametrize(
    ("body", "columns", "why"),
    [
        (PARENT, [], "the header must say what `child` is"),
        ("MATCH (parent)-[:HAS_RUN]->(run)", ["child  Run"], "the text must bind `child`"),
        ("MATCH (paernt)-[:HAS_RUN]->(child)", ["child  Run"], "must start from `parent`"),
        (f"{PARENT}\nUNION\n{PARENT}", ["child  Run"], "a UNION must stand inside a CALL"),
        (f"{PARENT} union all {PARENT}", ["child  Run"], "a UNION must stand inside a CALL"),
        (f"{PARENT} RETURN {{a: {{}}}} UNION {PARENT}", ["child  Run"], "a UNION must stand"),
        ("MATCH (parent)-->(n1)-->(child)", ["child  Run"], "belong to the compiler"),
        ("MATCH (parent)-->(child) WITH child, 1 AS c12", ["child  Run"], "belong to the compiler"),
        (PARENT, ["child  Run", "page  child.a, child.b DESC"], "one direction only"),
        (PARENT, ["child  Run", "page  run.created_at"], "not an ordering"),
        (PARENT, ["child  Run", "page  newest: child.at"], "not an ordering"),
        (PARENT, ["child  Run", "source  run_id"], "a field at the root has no `parent`"),
        ("MATCH (child {id: $id})", ["child  Run", "source  run_id"], "a source that the text"),
        (f"{PARENT} ;", ["child  Run"], "one statement a file"),
        (PARENT, ["child  Run", "page  child.id", "complete  child.a < 1"], "must bind `shown`"),
    ],
)
def test_a_field_that_breaks_a_rule_is_refused_by_name(
    parse: Parse, body: str, columns: list[str], why: str
) -> None:
    with pytest.raises(CypherFileError, match=rf"Story/runs.cypher: .*{re.escape(why)}"):
        parse(body, *columns)


def test_a_list_says_what_its_rows_are_ordered_by(parse: Parse) -> None:
    field = parse(PARENT, "child  Run", "list   child.name, type(child)")

    assert field.order == "child.name, type(child)"
    assert field.part is None


@pytest.mark.parametrize(
    ("body", "part"),
    [
        ("WITH endNode(parent) AS child", "endNode(parent)"),
        ("WITH parent.artifact AS child", "parent.artifact"),
        ("WITH parent.list[$place] AS child", None),
        (PARENT, None),
        (f"{PARENT}\nWITH child AS child", None),
    ],
)
def test_a_text_that_only_names_a_part_of_its_parent_is_known(
    parse: Parse, body: str, part: str | None
) -> None:
    assert parse(body, "child  Run").part == part


def test_a_union_inside_a_call_is_taken(parse: Parse) -> None:
    body = f"CALL (parent) {{\n{PARENT}\nUNION\n{PARENT}\n}}"

    assert parse(body, "child  Run").body == body


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (PARENT, "a field at the root has no `parent`"),
        ("MATCH (child:Run)", "must end in a WHERE"),
        ("MATCH (child:Run)\nWHERE child.x = $x // if $x", "must end in a WHERE"),
        ("MATCH (a)\nWHERE true\nMATCH (child:Run)", "must end in a WHERE"),
    ],
)
def test_a_page_at_the_root_that_breaks_a_rule_is_refused(
    parse: Parse, body: str, why: str
) -> None:
    with pytest.raises(CypherFileError, match=rf"Query/runs.cypher: .*{why}"):
        parse(body, "child  Run", "page   child.id", type_name="Query")


def test_a_page_at_the_root_that_ends_in_a_where_is_taken(parse: Parse) -> None:
    body = "MATCH (child:Run)\nWHERE true\nAND child.x = $x // if $x"

    assert parse(body, "child  Run", "page   child.id", type_name="Query").at_root


def test_a_crossing_without_a_file_is_refused() -> None:
    with pytest.raises(CypherFileError, match=r"Story/nothing\.cypher is missing"):
        load_field("Story", "nothing")


def test_a_crossing_whose_arguments_are_not_those_of_its_file_is_refused() -> None:
    class Story:
        def cover(self, roles: list[str]) -> None: ...

    Story.cover.__qualname__ = "Story.cover"

    with pytest.raises(CypherFileError, match="disagree: published_only, roles"):
        crosses(Story.cover)


def _crossings() -> dict[str, tuple[Field, Any]]:
    found: dict[str, tuple[Field, Any]] = {}
    for type_name, one in schema._schema.type_map.items():
        for definition in one.fields.values() if isinstance(one, GraphQLObjectType) else ():
            backref = definition.extensions.get("strawberry-definition")
            field = crossing_field(backref) if backref else None
            if field:
                found[f"{type_name}/{field.name}"] = (field, definition)
    return found


CROSSINGS = _crossings()


def test_every_crossing_has_its_file_and_every_file_its_crossing() -> None:
    files = {str(path.relative_to(CYPHER).with_suffix("")) for path in CYPHER.rglob("*.cypher")}

    of_fields = {name for name in files if name.partition("/")[0] not in STATEMENTS}
    assert of_fields == CROSSINGS.keys()


@pytest.mark.parametrize("name", CROSSINGS)
def test_a_file_binds_what_the_schema_says_that_its_field_is(name: str) -> None:
    field, definition = CROSSINGS[name]
    header, _ = read_header(CYPHER / f"{name}.cypher", COLUMNS)
    of: Any = get_named_type(definition.type)
    if field.pages:
        of = get_named_type(of.fields["nodes"].type)

    [child] = header.columns["child"]

    if child.startswith("{"):
        parts = child.strip("{}").split(", ")
        bound = re.search(r"WITH \{(.*)\} AS child", field.body)
        assert bound is not None
        assert re.findall(r"(\w+): ", bound[1]) == parts
        assert field.node is None or field.node.removeprefix("child.") == parts[0]
    else:
        assert child == of.name


def test_a_pages_columns_are_properties_that_the_schema_promises_or_that_the_file_makes() -> None:
    required = {"id", "created_at", "name", "title", "step_order", "key", "stage", "role", "score"}
    made = {"depth", "type", "direction", "place", "rev"}

    pages = [keys for field, _ in CROSSINGS.values() for keys in field.pages.values()]

    assert {key.property for keys in pages for key in keys} <= required | made
    assert {keys[-1].property for keys in pages} == {"id", "key", "type", "direction", "rev"}


RELATION_FILES = [
    *sorted((CYPHER / "Artifact").glob("*cestors*.cypher")),
    *sorted((CYPHER / "Artifact").glob("descendants*.cypher")),
    CYPHER / "Artifact" / "lineage.cypher",
    CYPHER / "LineageGraph" / "relations.cypher",
    CYPHER / "Query" / "is_ancestor.cypher",
    CYPHER / "Query" / "lineage_path.cypher",
    CYPHER / "Query" / "common_ancestors.cypher",
    CYPHER / "Query" / "impact.cypher",
    CYPHER / "Query" / "provenance_gaps.cypher",
    CYPHER / "Impact" / "links.cypher",
    CYPHER / "Impact" / "stories.cypher",
    CYPHER / "Artifact" / "cost.cypher",
    CYPHER / "Provenance" / "inputs.cypher",
    CYPHER / "Run" / "waste.cypher",
    CYPHER / "Artifact" / "sources.cypher",
    CYPHER / "Artifact" / "derivatives.cypher",
    CYPHER / "RelationPayload" / "relation.cypher",
]


@pytest.mark.parametrize("path", RELATION_FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_file_that_follows_relations_writes_out_every_type(path: Path) -> None:
    types = "|".join(member.name for member in RelationType)

    assert types in path.read_text(encoding="utf-8")


WALKS = [path for path in RELATION_FILES if "path = (" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("path", WALKS, ids=lambda path: path.stem)
def test_the_far_end_of_a_lineage_has_no_label_that_a_planner_could_scan(path: Path) -> None:
    walks = [line for line in path.read_text(encoding="utf-8").splitlines() if "path = (" in line]

    ends = [line.partition(" // ")[0] for line in walks]
    assert [line for line in ends if not line.endswith("(found)")] == []


@pytest.mark.anyio
async def test_the_relation_types_of_schema_enum_and_constraints_are_the_same(
    driver: neo4j.Driver, open_graph: object
) -> None:
    enum = schema._schema.type_map["RelationType"]
    assert isinstance(enum, GraphQLEnumType)

    rows = driver.execute_query(
        "SHOW CONSTRAINTS YIELD entityType, labelsOrTypes, properties"
        " WHERE entityType = 'RELATIONSHIP' AND properties = ['key'] RETURN labelsOrTypes[0] AS t"
    ).records

    others = {"HAS_ARTIFACT", "PRODUCED", "CONSUMED"}
    assert {row["t"] for row in rows} - others == {member.name for member in RelationType}
    assert {_plain(value.value) for value in enum.values.values()} == {*RelationType}
    assert [member.name for member in RelationType] == [*RelationType]


def _plain(value: object) -> object:
    return value.value if isinstance(value, Enum) else value
