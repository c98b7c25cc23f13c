"""How the database will do what it is asked: along relationships and indexes, never by a scan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import neo4j
import pytest
from graphql import GraphQLObjectType, get_named_type, is_leaf_type

from app.api.definitions import crossing_field
from app.api.schema import schema
from app.graph.compile import compile_crossing
from app.graph.fields import load_field
from app.graph.query_tree import Column, Crossing, Leaf, Rows
from app.graph.statements import CYPHER, load_statement
from tests.asking import Ask
from tests.builders import an_id
from tests.library import Library

pytestmark = pytest.mark.anyio

ENDS = f'from: "{an_id("a", 1)}", to: "{an_id("a", 2)}"'
WAYS = {
    "Query": "%s",
    "Story": f'story(id: "{an_id("s", 1)}") {{ %s }}',
    "Run": f'run(id: "{an_id("r", 1)}") {{ %s }}',
    "AgentStep": f'step(id: "{an_id("t", 1)}") {{ %s }}',
    "Artifact": f'artifact(id: "{an_id("a", 1)}") {{ %s }}',
    "StoryArtifactLink": f'story(id: "{an_id("s", 1)}") {{ links {{ nodes {{ %s }} }} }}',
    "RunArtifactLink": f'run(id: "{an_id("r", 1)}") {{ produced {{ nodes {{ %s }} }} }}',
    "ArtifactRelation": f'artifact(id: "{an_id("a", 1)}") {{ sources {{ nodes {{ %s }} }} }}',
    "LineageGraph": f'artifact(id: "{an_id("a", 1)}") {{ lineage {{ %s }} }}',
    "LineageArtifact": f'artifact(id: "{an_id("a", 1)}") {{ lineage {{ artifacts {{ %s }} }} }}',
    "LineageRun": (
        f'artifact(id: "{an_id("a", 1)}") {{ lineage(through: [RUNS]) {{ runs {{ %s }} }} }}'
    ),
    "LineagePaths": f"lineagePath({ENDS}) {{ %s }}",
    "LineagePath": f"lineagePath({ENDS}) {{ paths {{ %s }} }}",
    "Cost": f'artifact(id: "{an_id("a", 1)}") {{ cost {{ %s }} }}',
    "Provenance": f'artifact(id: "{an_id("a", 1)}") {{ provenance {{ %s }} }}',
    "ProvenanceInput": (
        f'artifact(id: "{an_id("a", 1)}") {{ provenance {{ inputs {{ nodes {{ %s }} }} }} }}'
    ),
    "ProvenanceGaps": f'provenanceGaps(storyId: "{an_id("s", 1)}") {{ %s }}',
    "ProvenanceGap": f'provenanceGaps(storyId: "{an_id("s", 1)}") {{ artifacts {{ %s }} }}',
    "ArtifactCounts": (f'artifactCounts(by: [KIND], where: {{ids: ["{an_id("a", 1)}"]}}) {{ %s }}'),
    "Impact": f'impact(id: "{an_id("a", 1)}") {{ %s }}',
    "CommonAncestors": f'commonAncestors(ids: ["{an_id("a", 1)}"]) {{ %s }}',
    "CommonAncestor": f'commonAncestors(ids: ["{an_id("a", 1)}"]) {{ artifacts {{ %s }} }}',
}
"""How a query comes to a row of each type."""

ARGUMENTS = {
    name: f'{name}: "{an_id("s", 1)}"' for name in ("id", "ancestor", "of", "from", "to", "storyId")
} | {
    "ids": f'ids: ["{an_id("s", 1)}"]',
    "kind": "kind: SAFETY",
    "score": "score: 0.5",
    "by": f'by: [AGENT], where: {{ids: ["{an_id("a", 1)}"]}}',
    "startedBefore": 'startedBefore: "2026-01-01T00:00:00Z"',
}
AFTER = "2026-01-01T00:00:00Z"


def crossings() -> Iterator[tuple[str, str]]:
    """Each crossing of the schema, and queries that ask of it all that the database answers."""
    for type_name, way in WAYS.items():
        of = schema._schema.type_map[type_name]
        assert isinstance(of, GraphQLObjectType)
        for name, definition in of.fields.items():
            field = crossing_field(definition.extensions["strawberry-definition"])
            if field is None:
                continue
            given = ", ".join(ARGUMENTS[one] for one in definition.args if one in ARGUMENTS)
            called = f"{name}({given})" if given else name
            named: Any = get_named_type(definition.type)
            asked = [""] if is_leaf_type(named) else ["{ __typename }"]
            if field.pages:
                asked = ["{ nodes { __typename } edges { cursor } }", "{ totalCount }"]
            if field.pages and "complete" in named.fields:
                asked = ["{ nodes { __typename } edges { cursor } totalCount complete }"]
            for part in asked:
                yield f"{type_name}.{called} {part}", f"{{ {way % f'{called} {part}'} }}"


QUERIES = dict(crossings())
ALL_OF_A_LINEAGE = "nodes { id } totalCount complete"

STORY, RUN, STEP = an_id("s", 1), an_id("r", 1), an_id("t", 1)
ROOT_PAGES = {
    "no filter": "artifacts { nodes { id } }",
    "oldest": "artifacts(order: OLDEST) { nodes { id } }",
    "by name": "artifacts(order: NAME) { nodes { id } }",
    "ids": f'artifacts(where: {{ids: ["{an_id("a", 1)}"]}}) {{ nodes {{ id }} }}',
    "sha256": f'artifacts(where: {{sha256: "{"0" * 64}"}}) {{ nodes {{ id }} }}',
    "kinds": "artifacts(where: {kinds: [IMAGE, AUDIO]}) { nodes { id } }",
    "media types": 'artifacts(where: {mediaTypes: ["image/png"]}) { nodes { id } }',
    "states": "artifacts(where: {states: [PUBLISHED]}) { nodes { id } }",
    "name": 'artifacts(where: {name: "over"}) { nodes { id } }',
    "made for": f'artifacts(where: {{madeFor: "{STORY}"}}) {{ nodes {{ id }} }}',
    "linked to": f'artifacts(where: {{linkedTo: {{story: "{STORY}"}}}}) {{ nodes {{ id }} }}',
    "run": f'artifacts(where: {{run: "{RUN}"}}) {{ nodes {{ id }} }}',
    "step": f'artifacts(where: {{step: "{STEP}"}}) {{ nodes {{ id }} }}',
    "agents": 'artifacts(where: {agents: ["painter"]}) { nodes { id } }',
    "models": 'artifacts(where: {models: ["brush-2"]}) { nodes { id } }',
    "prompt": 'artifacts(where: {prompt: "fox"}) { nodes { id } }',
    "prompt of the lineage": 'artifacts(where: {lineagePrompt: "fox"}) { nodes { id } }',
    "roles": "artifacts(where: {roles: [COVER]}) { nodes { id } }",
    "ancestors": f'artifacts(where: {{ancestorOf: "{an_id("a", 9)}"}}) {{ nodes {{ id }} }}',
    "descendants": f'artifacts(where: {{descendantOf: "{an_id("a", 1)}"}}) {{ nodes {{ id }} }}',
    "unused": "artifacts(where: {unused: true}) { nodes { id } }",
    "counts": 'artifactCounts(by: [STATE], where: {agents: ["painter"]}) { totalCount }',
    "created after": f'artifacts(where: {{createdAfter: "{AFTER}"}}) {{ nodes {{ id }} }}',
    "created before": f'artifacts(where: {{createdBefore: "{AFTER}"}}) {{ nodes {{ id }} }}',
    "several": "artifacts(where: {kinds: [IMAGE], states: [PUBLISHED]}) { nodes { id } }",
    "several, of a story": (
        f'artifacts(where: {{madeFor: "{STORY}", kinds: [IMAGE]}}) {{ nodes {{ id }} }}'
    ),
    "stories": "stories { nodes { id } }",
    "stories by title": "stories(order: NAME) { nodes { id } }",
    "words": 'stories(where: {text: "fox"}) { nodes { id } }',
    "below a score": "assessedBelow(kind: SAFETY, score: 0.5) { nodes { id } }",
    "below a score, in a state": (
        "assessedBelow(kind: SAFETY, score: 0.5, states: [CANDIDATE]) { nodes { id } }"
    ),
    "runs": "runs { nodes { id } }",
    "runs of a story": f'runs(where: {{story: "{STORY}"}}) {{ nodes {{ id }} }}',
    "session": 'runs(where: {session: "monday"}) { nodes { id } }',
    "statuses": "runs(where: {statuses: [FAILED]}) { nodes { id } }",
    "workflow": 'runs(where: {workflow: "paint"}) { nodes { id } }',
    "stale runs": "runs(where: {staleAfter: 60}) { nodes { id } }",
    "steps": "steps { nodes { id } }",
    "steps, oldest": "steps(order: OLDEST) { nodes { id } }",
    "steps of a story": f'steps(where: {{story: "{STORY}"}}) {{ nodes {{ id }} }}',
    "steps of a run": f'steps(where: {{run: "{RUN}"}}) {{ nodes {{ id }} }}',
    "statuses of steps": "steps(where: {statuses: [FAILED]}) { nodes { id } }",
    "agent": 'steps(where: {agent: "painter"}) { nodes { id } }',
    "model": 'steps(where: {model: "brush-2"}) { nodes { id } }',
    "stale steps": "steps(where: {staleAfter: 60}) { nodes { id } }",
}

RELATED = "(parent)-[:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM*.."
RELATED_BACK = "(parent)<-[:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM*.."


def operators(driver: neo4j.Driver, text: str, parameters: Mapping[str, Any]) -> list[str]:
    """The operators of the plan of a statement, each with what it is applied to."""
    plan: Any = driver.execute_query(f"EXPLAIN {text}", dict(parameters)).summary.plan
    found: list[str] = []

    def walk(part: dict[str, Any]) -> None:
        kind = part["operatorType"].partition("@")[0]
        found.append(f"{kind} {part['args'].get('Details', '')}")
        for child in part.get("children", []):
            walk(child)

    walk(plan)
    return found


def scans(plan: list[str]) -> list[str]:
    """What reads all of a label, a type or an index, or joins without a relationship."""
    joins = ("CartesianProduct", "NodeHashJoin", "ValueHashJoin", "LeftOuterHashJoin")
    return [one for one in plan if "Scan " in one or one.startswith(joins)]


@pytest.mark.parametrize("name", [name for name in QUERIES if not name.startswith("Query.")])
async def test_below_the_root_a_plan_follows_relationships(
    reader: Ask, driver: neo4j.Driver, name: str
) -> None:
    sent = await reader.statement(QUERIES[name])

    assert scans(operators(driver, *sent)) == []


@pytest.mark.parametrize("name", [name for name in QUERIES if name.startswith("Query.")])
async def test_at_the_root_a_plan_starts_from_an_index(
    reader: Ask, driver: neo4j.Driver, name: str
) -> None:
    sent = await reader.statement(QUERIES[name])

    found = scans(operators(driver, *sent))

    in_order = [one for one in found if one.startswith("NodeIndexScan") and "created_at" in one]
    assert found == in_order
    assert len(found) <= 1


@pytest.mark.parametrize("name", ROOT_PAGES)
async def test_a_page_at_the_root_uses_an_index_for_its_filters(
    reader: Ask, driver: neo4j.Driver, name: str
) -> None:
    sent = await reader.statement(f"{{ {ROOT_PAGES[name]} }}")

    plan = operators(driver, *sent)

    assert [one for one in scans(plan) if not one.startswith("NodeIndex")] == []


async def test_what_is_below_a_score_is_found_by_the_index_of_what_counts(
    reader: Ask, driver: neo4j.Driver
) -> None:
    sent = await reader.statement(f"{{ {ROOT_PAGES['below a score']} }}")

    [seek] = [one for one in operators(driver, *sent) if "Seek" in one]

    assert "(kind, score, slot)" in seek


@pytest.mark.parametrize(
    ("asked", "depth"),
    [
        *product(["nodes { id }", "totalCount", ALL_OF_A_LINEAGE], ["2", "1000", "null"]),
        *product(["complete"], ["2", "1000"]),
    ],
)
@pytest.mark.parametrize("field", ["ancestors", "descendants"])
async def test_a_lineage_visits_an_artifact_once_and_follows_relations_alone(
    reader: Ask, driver: neo4j.Driver, field: str, depth: str, asked: str
) -> None:
    lineage = f"{field}(maxDepth: {depth}) {{ {asked} }}"
    sent = await reader.statement(f'{{ artifact(id: "{an_id("a", 40)}") {{ {lineage} }} }}')

    plan = operators(driver, *sent)

    walks = [one for one in plan if one.startswith("VarLengthExpand")]
    along = RELATED if field == "ancestors" else RELATED_BACK
    assert len(walks) == 1
    assert all(one.startswith("VarLengthExpand(Pruning,BFS,All)") for one in walks)
    assert all(along in one for one in walks)
    assert scans(plan) == []


GRAPHS = {
    "all of it": "",
    "near": "(maxDepth: 2)",
    "as far as there is something": "(stopAt: {kinds: [JSON], relationTypes: [VARIANT_OF]})",
    "its ends": "(only: ROOTS)",
    "through runs": "(through: [RELATIONS, RUNS])",
    "through runs, to what stops": "(through: [RELATIONS, RUNS], stopAt: {kinds: [JSON]})",
}


@pytest.mark.parametrize("name", GRAPHS)
async def test_a_lineage_as_a_graph_visits_an_artifact_once_and_follows_relations_alone(
    reader: Ask, driver: neo4j.Driver, name: str
) -> None:
    asked = (
        "totalCount artifacts { depth artifact { id } } relations { from { id } to { id } }"
        " runs { run { id } made { id } consumed { id } }"
    )
    lineage = f"lineage{GRAPHS[name]} {{ {asked} }}"
    sent = await reader.statement(f'{{ artifact(id: "{an_id("a", 40)}") {{ {lineage} }} }}')

    plan = operators(driver, *sent)

    walks = [one for one in plan if one.startswith("VarLengthExpand")]
    assert len(walks) == 2
    assert all(one.startswith("VarLengthExpand(Pruning,BFS,All)") for one in walks)
    assert scans(plan) == []


SUMS = {
    "impact": f'impact(id: "{an_id("a", 1)}") {{ deepest stories links {{ nodes {{ role }} }} }}',
    "cost": f'artifact(id: "{an_id("a", 1)}") {{ cost {{ usd byAgent {{ name usd }} }} }}',
    "waste": f'run(id: "{RUN}") {{ waste {{ usd artifacts }} }}',
    "waste of a story": f'story(id: "{STORY}") {{ waste {{ usd artifacts }} }}',
    "gaps": f'provenanceGaps(storyId: "{STORY}") {{ artifacts {{ gaps }} }}',
}


@pytest.mark.parametrize(
    ("name", "count"),
    [("impact", 3), ("cost", 1), ("waste", 1), ("waste of a story", 1), ("gaps", 1)],
)
async def test_what_is_summed_up_is_walked_to_once(
    reader: Ask, driver: neo4j.Driver, name: str, count: int
) -> None:
    sent = await reader.statement(f"{{ {SUMS[name]} }}")

    plan = operators(driver, *sent)

    walks = [one.partition(" ")[0] for one in plan if one.startswith("VarLengthExpand")]
    assert walks == ["VarLengthExpand(Pruning,BFS,All)"] * count
    assert scans(plan) == []


@pytest.mark.parametrize(
    ("where", "walks"),
    [
        ('prompt: "fox"', 0),
        ('lineagePrompt: "fox"', 1),
        (f'ancestorOf: "{an_id("a", 9)}"', 1),
        (f'descendantOf: "{an_id("a", 1)}"', 1),
        ('lineagePrompt: "fox", models: ["brush-2"], kinds: [IMAGE], states: [PUBLISHED]', 1),
        (f'text: "cover", prompt: "fox", ancestorOf: "{an_id("a", 9)}", unused: false', 1),
    ],
)
async def test_what_a_lineage_or_a_prompt_filters_is_walked_to_once_and_read_along_an_index(
    reader: Ask, driver: neo4j.Driver, where: str, walks: int
) -> None:
    sent = await reader.statement(f"{{ artifacts(where: {{{where}}}) {{ nodes {{ id }} }} }}")

    plan = operators(driver, *sent)

    found = [one.partition(" ")[0] for one in plan if one.startswith("VarLengthExpand")]
    assert found == ["VarLengthExpand(Pruning,BFS,All)"] * walks
    one_row_each = "CartesianProduct"
    allowed = ("NodeIndex", one_row_each)
    assert [one for one in scans(plan) if not one.startswith(allowed)] == []


async def test_common_ancestors_are_walked_to_once_from_each_artifact(
    reader: Ask, driver: neo4j.Driver
) -> None:
    ids = f'["{an_id("a", 40)}", "{an_id("a", 41)}"]'
    sent = await reader.statement(
        f"{{ commonAncestors(ids: {ids}) {{ totalCount artifacts {{ artifact {{ id }} }} }} }}"
    )

    plan = operators(driver, *sent)

    walks = [one for one in plan if one.startswith("VarLengthExpand")]
    assert [one.partition(" ")[0] for one in walks] == ["VarLengthExpand(Pruning,BFS,All)"]
    assert scans(plan) == []


PAYLOADS = sorted(
    str(path.relative_to(CYPHER).with_suffix("")) for path in CYPHER.glob("*Payload/*.cypher")
)


@pytest.mark.parametrize("name", PAYLOADS)
def test_what_a_mutation_answers_is_found_by_an_index(
    books: Library, driver: neo4j.Driver, name: str
) -> None:
    field = load_field(*name.split("/"))
    leaf = Leaf(column=Column(name="id"), serialize=str, exact=str, required=False)
    crossing = Crossing(
        field=field,
        arguments=dict.fromkeys(field.source, "x"),
        result=Rows(type_name="Any", parts={"id": leaf}),
        required=False,
    )

    plan = compile_crossing(crossing)

    parameters = plan.parameters([crossing.arguments])
    assert scans(operators(driver, plan.text, parameters)) == []


WRITES = [
    *(CYPHER / "Mutation").rglob("*.cypher"),
    *(CYPHER / "writes").rglob("*.cypher"),
    CYPHER / "Server" / "content.cypher",
]


def test_there_are_writes_to_look_at() -> None:
    assert len(WRITES) > 40


@pytest.mark.releases
@pytest.mark.parametrize("path", sorted(WRITES), ids=lambda path: str(path.relative_to(CYPHER)))
def test_a_write_finds_what_it_is_about_by_an_index(
    books: Library, driver: neo4j.Driver, path: Any
) -> None:
    statement = load_statement(path)

    plan = operators(driver, statement.text, dict.fromkeys(statement.parameters))

    assert [one for one in scans(plan) if one != "CartesianProduct "] == []
    assert [one for one in plan if one.startswith("VarLengthExpand(All)")] == []
