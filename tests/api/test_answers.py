"""An answer is finished in one pass, and is what GraphQL's own completion would have made of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import neo4j
import pytest

from app.graph.finished import MAX_DEPTH
from tests.asking import Ask
from tests.builders import Row, a_run, a_step, an_id, connect, create, ids_of
from tests.library import Library

pytestmark = pytest.mark.anyio

STORY, RUN, STEP, ARTIFACT = an_id("s", 1), an_id("r", 1), an_id("t", 1), an_id("a", 30)
VARIABLES: dict[str, Any] = {
    "story": STORY,
    "artifact": ARTIFACT,
    "ids": [ARTIFACT, STORY, an_id("z", 1), RUN, STEP, ARTIFACT],
    "yes": True,
    "no": False,
    "types": ["DERIVED_FROM"],
    "nothing": None,
}

QUERIES = {
    "every property": """
        query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename
          ... on Story { title synopsis metadata createdAt updatedAt rev }
          ... on Run { sessionId workflow status error createdAt startedAt finishedAt rev }
          ... on AgentStep { name agent model stepOrder status error prompt parameters
            inputTokens outputTokens costUsd startedAt finishedAt }
          ... on Artifact { kind mediaType state name sha256 size metadata createdAt prunedAt rev
            content { sha256 size mediaType } } } }
    """,
    "aliases of one field with other arguments": """
        query ($artifact: ID!, $types: [RelationType!]) { artifact(id: $artifact) {
          all: ancestors { totalCount nodes { id } }
          near: ancestors(maxDepth: 1) { complete edges { depth node { name } cursor } }
          some: ancestors(relationTypes: $types) { totalCount edges { d: depth depth } }
          ancestors(first: 1) { pageInfo { endCursor hasNextPage } } } }
    """,
    "fragments that overlap": """
        query ($story: ID!) { story(id: $story) { ...A title ...B ... { rev } }
          again: story(id: $story) { rev ...A } }
        fragment A on Story { runs(first: 2) { nodes { id ...C } } title }
        fragment B on Story { runs(first: 2) { totalCount nodes { steps { nodes { name } } id } } }
        fragment C on Run { workflow steps { totalCount nodes { id } } }
    """,
    "directives": """
        query ($story: ID!, $yes: Boolean!, $no: Boolean!) { story(id: $story) {
          title @include(if: $no) rev @skip(if: $no) id @skip(if: $yes)
          runs @include(if: $no) { nodes { id } }
          ... @include(if: $yes) { artifacts { nodes { id } } }
          ... on Story @skip(if: $yes) { synopsis }
          links { nodes @skip(if: $yes) { role } totalCount } } }
    """,
    "typename everywhere": """
        query ($story: ID!) { __typename t: __typename story(id: $story) { __typename
          links { __typename edges { __typename cursor node { __typename artifact { __typename } } }
            nodes { __typename t: __typename } pageInfo { __typename a: hasNextPage } }
          history { __typename nodes { __typename } } } }
    """,
    "variables with defaults": """
        query ($story: ID!, $first: Int! = 1, $roles: [StoryRole!] = [COVER], $nothing: String) {
          story(id: $story) { links(first: $first, roles: $roles, after: $nothing) {
            nodes { role isPrimary position } totalCount } } }
    """,
    "a lineage as a graph": """
        query ($artifact: ID!) { artifact(id: $artifact) { lineage(direction: BOTH, maxNodes: 3) {
          __typename totalCount complete because: incompleteBecause incompleteBecause
          artifacts { __typename depth d: depth artifact { id createdByStep { agent } a: id } }
          nearest: artifacts { artifact { sources { nodes { type to { name } } } } }
          relations { __typename type note to { id }
            from { id lineage(maxNodes: 9) { artifacts { depth } } } }
          } none: lineage(where: {kinds: []}) { artifacts { depth } relations { type } } } }
    """,
    "routes and common ancestors": """
        query ($artifact: ID!, $ids: [ID!]!) {
          isAncestor(ancestor: $artifact, of: $artifact)
          all: lineagePath(from: $artifact, to: "00000061-0000-4000-8000-000000000004", mode: ALL) {
            __typename exhaustive paths { __typename relations { type note to { id name } } } }
          none: lineagePath(from: "00000061-0000-4000-8000-000000000004", to: $artifact) {
            exhaustive paths { relations { type } } }
          missing: commonAncestors(ids: $ids) { totalCount }
          commonAncestors(ids: [$artifact, "00000061-0000-4000-8000-00000000001c"], mode: ALL) {
            totalCount complete incompleteBecause
            artifacts { depths again: depths artifact { id createdByStep { agent } } } } }
    """,
    "costs, provenance, gaps and impact": """
        query ($artifact: ID!, $story: ID!) {
          artifact(id: $artifact) {
            cost { __typename usd seconds byAgent { __typename name usd inputTokens } }
            self: cost(scope: SELF) { steps unpriced byModel { name steps } }
            provenance { step { agent } run { id waste { usd artifacts } } story { title }
              inputs { totalCount edges { cursor } nodes { type stages
                artifact { id provenance { step { id } } } } } } }
          impact(id: $artifact) { descendants deepest byKind { kind count } byState { state count }
            stories links(first: 3) { totalCount nodes { role isPrimary story { id } } } }
          provenanceGaps(storyId: $story, maxNodes: 3) {
            totalCount complete incompleteBecause artifacts { gaps artifact { id } } } }
    """,
    "nothing found": """
        query { story(id: "00000073-0000-4000-8000-00000000ffff") { title runs { nodes { id } } }
          node(id: "00000073-0000-4000-8000-00000000ffff") { id ... on Run { status } }
          artifacts(where: {kinds: []}) { nodes { id } edges { cursor } totalCount pageInfo {
            startCursor endCursor hasNextPage hasPreviousPage } } }
    """,
    "links both ways": """
        query ($artifact: ID!) { artifact(id: $artifact) {
          storyLinks { nodes { role story {
            cover { id } canonicalAudio { id } currentRun { id } } } }
          runLinks { nodes { direction stage run { id story { title } } artifact { id } } }
          sources { nodes { type from { id } to { id run { id } createdByStep { id } } } }
          story { id } run { id } createdByStep { agent run { id } } } }
    """,
    "facts of a page twice": """
        query ($artifact: ID!) { artifact(id: $artifact) { ancestors(maxDepth: 1) { totalCount
          again: totalCount complete c: complete nodes { id } again2: nodes { id name }
          edges { cursor } e: edges { depth cursor } } }
          artifacts(first: 2) { a: totalCount b: totalCount } }
    """,
    "a page and facts of it only": """
        { artifacts { totalCount } stories { pageInfo { hasNextPage } } runs { edges { cursor } } }
    """,
    "introspection beside data": """
        query ($story: ID!) { __schema { queryType { name } } story(id: $story) { title }
          __type(name: "Story") { name } }
    """,
    "errors beside data": """
        query ($story: ID!) { story(id: $story) { title }
          bad: artifact(id: "x") { id } worse: run(id: "y") { id } }
    """,
}


@pytest.mark.parametrize("name", QUERIES)
async def test_finished_and_ordinary_answers_are_the_same(reader: Ask, name: str) -> None:
    query = QUERIES[name]
    given = {key: value for key, value in VARIABLES.items() if f"${key}" in query}

    result = await reader.both(query, **given)

    assert result.data
    assert bool(result.errors) is (name == "errors beside data")


async def test_an_answer_has_its_keys_in_the_order_of_the_query(reader: Ask) -> None:
    data = await reader(
        "query ($id: ID!) { story(id: $id) {"
        " rev b: title runs { totalCount nodes { id } } a: title } }",
        id=STORY,
    )

    assert list(data["story"]) == ["rev", "b", "runs", "a"]
    assert list(data["story"]["runs"]) == ["totalCount", "nodes"]


async def test_an_answer_is_finished_however_deep_it_is(reader: Ask, books: Library) -> None:
    [tie, *_] = books.has_run
    deep = "rev runs(first: 1) { nodes { status story { id title "
    query = f"{deep * (MAX_DEPTH // 2)}{'} } } ' * (MAX_DEPTH // 2)}"

    result = await reader.both(
        f"query ($id: ID!) {{ story(id: $id) {{ {query} }} }}", id=tie["start"]
    )

    told: Any = (result.data or {})["story"]
    for _ in range(MAX_DEPTH // 2):
        told = told["runs"]["nodes"][0]["story"]
    assert told["id"] == tie["start"]


async def test_nodes_come_in_the_order_of_their_ids_with_null_for_what_is_missing(
    reader: Ask,
) -> None:
    ids = VARIABLES["ids"]

    data = await reader("query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }", ids=ids)

    types = ["Artifact", "Story", None, "Run", "AgentStep", "Artifact"]
    assert data["nodes"] == [
        {"id": one, "__typename": name} if name else None
        for one, name in zip(ids, types, strict=True)
    ]


async def test_a_story_nested_to_its_sources_is_what_its_rows_say(
    reader: Ask, books: Library
) -> None:
    data = await reader(
        "{ stories(order: OLDEST, first: 12) { nodes { title runs(first: 3) { nodes { id"
        " steps(first: 4) { nodes { name artifacts(first: 6) { nodes { id state"
        " sources(first: 9) { nodes { type to { id kind } } } } } } } } } } } }"
    )

    stories = sorted(books.stories, key=lambda row: (row["created_at"], row["id"]))
    assert [_unpaged(story) for story in data["stories"]["nodes"]] == [
        {"title": story["title"], "runs": _runs(books, story)} for story in stories
    ]


def _unpaged(value: Any) -> Any:
    """The answer without its pages: a list of nodes where a page was."""
    if isinstance(value, list):
        return [_unpaged(item) for item in value]
    if isinstance(value, dict) and "nodes" in value:
        return _unpaged(value["nodes"])
    if isinstance(value, dict):
        return {key: _unpaged(item) for key, item in value.items()}
    return value


def _below(
    rows: list[Row], ties: list[Row], parent: Row, *keys: str, last_first: bool = False
) -> list[Row]:
    ends = {tie["end"] for tie in ties if tie["start"] == parent["id"]}
    found = [row for row in rows if row["id"] in ends]
    return sorted(found, key=lambda row: [row[key] for key in keys], reverse=last_first)


def _runs(books: Library, story: Row) -> list[Row]:
    runs = _below(books.runs, books.has_run, story, "created_at", "id", last_first=True)
    return [{"id": run["id"], "steps": _steps(books, run)} for run in runs]


def _steps(books: Library, run: Row) -> list[Row]:
    steps = _below(books.steps, books.has_step, run, "step_order", "id")
    return [{"name": step["name"], "artifacts": _artifacts(books, step)} for step in steps]


def _artifacts(books: Library, step: Row) -> list[Row]:
    made = _below(books.artifacts, books.created, step, "created_at", "id")
    kinds = {row["id"]: row["kind"].upper() for row in books.artifacts}
    return [
        {
            "id": artifact["id"],
            "state": artifact["state"].upper(),
            "sources": [
                {"type": kind, "to": {"id": row["end"], "kind": kinds[row["end"]]}}
                for kind, row in sorted(
                    books.relations,
                    key=lambda one: (one[1]["created_at"], one[1]["key"], one[0]),
                )
                if row["start"] == artifact["id"]
            ],
        }
        for artifact in made
    ]


@pytest.mark.parametrize(
    ("query", "statements"),
    [
        (QUERIES["fragments that overlap"], 2),
        (QUERIES["links both ways"], 1),
        (QUERIES["every property"], 1),
        (QUERIES["a page and facts of it only"], 3),
        ("{ stories { __typename } artifacts { t: __typename } }", 0),
        ("{ stories { __typename nodes { __typename } } }", 1),
        ("{ __typename __schema { queryType { name } } }", 0),
    ],
)
async def test_a_root_field_is_one_statement_however_deep_it_goes(
    reader: Ask, query: str, statements: int
) -> None:
    given = {key: value for key, value in VARIABLES.items() if f"${key}" in query}
    before = reader.graph.statements

    await reader(query, **given)

    assert reader.graph.statements - before == statements


async def test_the_text_of_a_statement_does_not_depend_on_values_or_aliases(reader: Ask) -> None:
    query = (
        "query ($id: ID!, $roles: [StoryRole!], $first: Int!, $types: [RelationType!]) {"
        " %s: story(id: $id) { links(roles: $roles, first: $first) { nodes { artifact {"
        " ancestors(relationTypes: $types, where: {states: [PUBLISHED]}) { totalCount } } } } } }"
    )

    await reader(query % "a", id=STORY, roles=None, first=1, types=None)
    await reader(query % "b", id=an_id("s", 2), roles=["COVER"] * 7, first=99, types=[])
    await reader(query % "c", id=an_id("s", 3), roles=[], first=2, types=["DERIVED_FROM"])

    assert len({text for text, _ in reader.sent}) == 1


async def test_nearby_depths_share_a_statement(reader: Ask) -> None:
    query = (
        "query ($id: ID!, $n: Int) { artifact(id: $id) { ancestors(maxDepth: $n) { totalCount } } }"
    )

    for depth in (6, 7, 9, 10, None, 101, 1_000):
        await reader(query, id=ARTIFACT, n=depth)

    assert [text.count("*1..10]") for text, _ in reader.sent] == [1, 1, 1, 1, 0, 0, 0]
    assert len({text for text, _ in reader.sent}) == 2


async def test_content_has_a_link_that_is_signed_here(reader: Ask, books: Library) -> None:
    artifact = next(row for row in books.artifacts if row.get("sha256"))
    without = next(row for row in books.artifacts if not row.get("sha256"))

    data = await reader(
        "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Artifact { content { sha256 url } } } }",
        ids=ids_of([artifact, without]),
    )

    content = data["nodes"][0]["content"]
    link = urlsplit(content["url"])
    assert content["sha256"] == artifact["sha256"]
    assert link.path.endswith(f"/blobs/{artifact['sha256']}")
    assert parse_qs(link.query)["response-content-type"] == [artifact["media_type"]]
    assert data["nodes"][1] == {"content": None}


async def test_costs_are_dollars_to_the_millionth(ask: Ask, driver: neo4j.Driver) -> None:
    known = [0, 1, 1250000, 9007199254740991, None]
    steps = [a_step(number, cost_micro_usd=cost) for number, cost in enumerate(known)]
    create(driver, "Run", [a_run(1)])
    create(driver, "AgentStep", steps)
    connect(driver, "HAS_STEP", [{"start": RUN, "end": step["id"]} for step in steps])

    result = await ask.both(f'{{ run(id: "{RUN}") {{ steps {{ nodes {{ costUsd }} }} }} }}')

    assert result.data is not None
    costs = [node["costUsd"] for node in result.data["run"]["steps"]["nodes"]]
    assert costs == [0, 0.000001, 1.25, 9007199254.740991, None]
