"""A document that would cost more than it may is refused before it costs that."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from graphql import get_operation_ast, parse

from app.api.complexity import MAX_COST, excess_cost
from app.api.document_rules import MAX_ALIASES, MAX_DOCUMENT_BYTES, MAX_TOKENS
from app.api.schema import core_schema
from app.api.sized_lists import MAX_DEPTH, lists_of
from app.graph.session import Graph
from tests.client import Api
from tests.recording import request_id
from tests.sockets import watching

pytestmark = pytest.mark.anyio


def doubling(inside: str, levels: int = 30) -> str:
    """Fragments of which each asks twice for the next: the last would stand there 2^30 times."""
    fragments = "".join(
        f" fragment F{n} on Story {{ a: currentRun {{ story {{ ...F{n + 1} }} }}"
        f" b: currentRun {{ story {{ ...F{n + 1} }} }} }}"
        for n in range(levels)
    )
    return f"{inside}{fragments} fragment F{levels} on Story {{ id }}"


async def errors(http: httpx.AsyncClient, query: str, **variables: object) -> list[Any]:
    answer = await http.post("/graphql", json={"query": query, "variables": variables})
    return answer.json().get("errors", [])


async def code(http: httpx.AsyncClient, query: str, **variables: object) -> str:
    [error] = await errors(http, query, **variables)
    return error["extensions"]["code"]


def nested(fields: list[str]) -> str:
    """A query of fields that stand inside one another."""
    return f"{{ {' { '.join(fields)}{' }' * len(fields)}"


async def test_fragments_that_double_are_too_complex(http: httpx.AsyncClient) -> None:
    query = doubling("{ stories { nodes { ...F0 } } }", levels=5)

    assert await code(http, query) == "TOO_COMPLEX"


async def test_a_document_has_so_many_fields_where_its_fragments_stand(
    http: httpx.AsyncClient,
) -> None:
    """The last of three fragments would stand there 14^3 times, which nobody may work out."""

    def fragment(n: int) -> str:
        uses = " ".join(f"a{one}: currentRun {{ story {{ ...F{n + 1} }} }}" for one in range(14))
        return f" fragment F{n} on Story {{ {uses} }}"

    query = "{ story(id: 1) { ...F0 } }" + "".join(map(fragment, range(3)))

    [error] = await errors(http, f"{query} fragment F3 on Story {{ id }}")

    assert "2000 fields" in error["message"]
    assert error["extensions"] == {"code": "TOO_COMPLEX", "limit": 2_000}


async def test_nothing_is_done_when_what_is_asked_back_doubles(api: Api) -> None:
    mutation = doubling(
        "mutation ($input: CreateStoryInput!)"
        " { createStory(input: $input) { ... on StoryPayload { story { ...F0 } } } }"
    )

    refused = await code(api.http, mutation, input={"requestId": request_id(), "title": "The fox"})

    assert refused == "TOO_COMPLEX"
    assert await api("{ stories { totalCount } }") == {"stories": {"totalCount": 0}}


async def test_a_document_has_so_many_tokens(http: httpx.AsyncClient) -> None:
    around = "{{ artifacts ( where : {{ kinds : [ {} ] }} ) {{ __typename }} }}"
    kinds = "IMAGE " * (MAX_TOKENS - len(around.format("").split()))

    within = await code(http, around.format(kinds))
    over = await code(http, around.format(f"{kinds} IMAGE"))

    assert within == "BAD_INPUT"  # A list of more than 100 items.
    assert over == "TOO_MANY_TOKENS"


@pytest.mark.parametrize("form", ["{{ {} }}", "{{ ...F }} fragment F on Query {{ {} }}"])
async def test_a_document_has_so_many_aliases_at_its_root(
    http: httpx.AsyncClient, form: str
) -> None:
    fields = [f"a{n}: __typename" for n in range(MAX_ALIASES + 1)]

    within = await http.post("/graphql", json={"query": form.format(" ".join(fields[1:]))})

    assert len(within.json()["data"]) == MAX_ALIASES
    [error] = await errors(http, form.format(" ".join([*fields, "one: __typename"])))
    assert error["message"] == "A document may have 15 aliases at its root, not 17"
    assert error["extensions"] == {"code": "TOO_COMPLEX", "aliases": 17, "limit": MAX_ALIASES}


async def test_a_document_has_so_many_bytes(http: httpx.AsyncClient) -> None:
    def of_length(length: int) -> str:
        around = '{{ artifacts(where: {{name: "{}"}}) {{ __typename }} }}'
        return around.format("ä" * ((length - len(around.format(""))) // 2))

    within = await code(http, of_length(MAX_DOCUMENT_BYTES))
    over = await code(http, of_length(MAX_DOCUMENT_BYTES + 2))
    async with watching(http, of_length(MAX_DOCUMENT_BYTES + 2)) as watcher:
        over_a_socket = await watcher.code()

    assert within == "BAD_INPUT"  # A name of more than 1,000 characters.
    assert (over, over_a_socket) == ("TOO_COMPLEX", "TOO_COMPLEX")


@pytest.mark.parametrize("parts", [["nodes"], ["edges", "node"]])
async def test_fields_are_so_deep_inside_one_another(
    http: httpx.AsyncClient, parts: list[str]
) -> None:
    """What connections and their edges have in them does not count."""
    fields = ["stories(first: 1)", *parts]
    for _ in range((MAX_DEPTH - 3) // 2):
        fields += ["runs(first: 1)", *parts, "story"]

    deepest = [*fields, "currentRun", "story"]
    deeper = nested([*deepest, "currentRun", "id"])

    within = await errors(http, nested([*deepest, "id"]))
    [error] = await errors(http, deeper)

    assert within == []
    assert error["message"] == "Fields may be 12 deep inside one another, and this is 13 deep"
    assert error["extensions"] == {"code": "TOO_COMPLEX", "depth": 13, "limit": MAX_DEPTH}
    assert error["locations"] == [{"line": 1, "column": deeper.index("id }") + 1}]


COSTS: dict[str, tuple[str, dict[str, Any], int]] = {
    "pages": ("{ stories(first: 100) { nodes { runs(first: 99) { nodes { id } } } } }", {}, 10_000),
    "one more": (
        "{ stories(first: 100) { nodes { runs(first: 99) { nodes { id } } } }"
        " nodes(ids: 1) { id } }",
        {},
        10_001,
    ),
    "edges": (
        "{ stories(first: 90) { edges { node { runs { edges { node { steps(first: 5) { edges {"
        " cursor } } } } } } } } }",
        {},
        90 + 90 * 20 + 90 * 20 * 5,
    ),
    "fields that are merged, and aliases": (
        "{ stories { nodes { runs(first: 40) { nodes { id } } } }"
        " stories { nodes { runs(first: 40) { nodes { steps { nodes { id } } } } } }"
        " other: stories { nodes { id } } }",
        {},
        20 + 20 * 40 + 20 * 40 * 20 + 20,
    ),
    "fragments": (
        "{ a: stories { nodes { ...F } } b: stories(first: 10) { nodes { ...F ...F } } }"
        " fragment F on Story { runs(first: 100) { nodes { steps(first: 5) { nodes { id } } } } }",
        {},
        20 + 20 * 100 + 20 * 100 * 5 + 10 + 10 * 100 + 10 * 100 * 5,
    ),
    "types": (
        "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Story {"
        " runs(first: 70) { nodes { id } } }"
        " ... on Run { steps(first: 50) { nodes { id } } } } }",
        {"ids": ["0"] * 90},
        90 + 90 * 70 + 90 * 50,
    ),
    "types with other arguments": (
        "query ($ids: [ID!]!) { nodes(ids: $ids) {"
        " ... on Story { one: artifacts(first: 1) { nodes { id } } }"
        " ... on AgentStep { one: artifacts(first: 100) { nodes { id } } } } }",
        {"ids": ["0"] * 100},
        100 + 100 * 100,
    ),
    "ids of a list": (
        "{ nodes(ids: [1, 2]) { ... on Story { runs(first: 100) { nodes { steps(first: 99) {"
        " nodes { id } } } } } } }",
        {},
        2 + 2 * 100 + 2 * 100 * 99,
    ),
    "one id of many digits": (
        "{ stories(first: 100) { nodes { runs(first: 99) { nodes { id } } } }"
        f" nodes(ids: {'9' * 5_000}) {{ id }} }}",
        {},
        10_001,
    ),
    "variables": (
        "query ($n: Int! = 100, $m: Int) { stories(first: $n) { nodes { runs(first: $m) { nodes {"
        " steps(first: 6) { nodes { id } } } } } } }",
        {"m": 20.0},
        100 + 100 * 20 + 100 * 20 * 6,
    ),
    "lineages in rows": (
        "{ artifacts(first: 3) { nodes { lineage(maxNodes: 8000) { artifacts { depth } } } } }",
        {},
        3 + (3 - 1) * 8000,
    ),
}


@pytest.mark.parametrize("name", COSTS)
async def test_what_the_lists_of_an_answer_can_hold_is_known_before_it_runs(
    http: httpx.AsyncClient, graph: Graph, name: str
) -> None:
    query, variables, cost = COSTS[name]

    found = await errors(http, query, **variables)

    costs = [error["extensions"].get("cost") for error in found]
    assert costs == ([cost] if cost > MAX_COST else [])


async def test_where_most_of_a_cost_is_is_said(http: httpx.AsyncClient) -> None:
    query = "{ all: stories(first: 50) { nodes { runs { nodes { steps { nodes { id } } } } } } }"

    [error] = await errors(http, query)

    assert error["message"] == (
        "This costs 21050, more than 10000: so many items could be in the lists of its answer,"
        " most of them in all.nodes.runs.nodes.steps.nodes"
    )
    assert error["locations"] == [{"line": 1, "column": query.index("nodes { id") + 1}]
    assert error["extensions"] == {"code": "TOO_COMPLEX", "cost": 21_050, "limit": MAX_COST}


async def test_one_document_costs_what_its_variables_make_of_it(api: Api) -> None:
    query = (
        "query ($n: Int!) { stories(first: $n) { nodes { runs(first: $n) { nodes {"
        " steps(first: $n) { nodes { id } } } } } } }"
    )

    assert await api(query, n=5) == {"stories": {"nodes": []}}
    assert await code(api.http, query, n=50) == "TOO_COMPLEX"
    assert await api(query, n=5) == {"stories": {"nodes": []}}
    assert await code(api.http, query, n=101) == "TOO_COMPLEX"
    assert await code(api.http, query, n=-1) == "BAD_INPUT"


async def test_a_page_of_a_lineage_has_up_to_a_thousand_rows(api: Api) -> None:
    query = (
        "query ($n: Int!) { artifacts(first: 9) { nodes { ancestors(first: $n) { nodes { id } } }"
        " } }"
    )

    assert await api(query, n=1_000) == {"artifacts": {"nodes": []}}
    assert await code(api.http, query.replace("9", "10"), n=1_000) == "TOO_COMPLEX"
    assert await code(api.http, query, n=1_001) == "BAD_INPUT"


async def test_nothing_is_done_when_what_is_asked_back_costs_too_much(api: Api) -> None:
    mutation = (
        "mutation ($input: CreateStoryInput!) { createStory(input: $input) { __typename"
        " ... on StoryPayload {"
        " story { runs(first: 100) { nodes { steps(first: 100) { nodes { id } } } } } } } }"
    )

    refused = await code(api.http, mutation, input={"requestId": request_id(), "title": "The fox"})

    assert refused == "TOO_COMPLEX"
    assert await api("{ stories { totalCount } }") == {"stories": {"totalCount": 0}}


async def test_a_subscription_may_cost_as_much_as_a_query(http: httpx.AsyncClient) -> None:
    below = "runs(first: 100) { nodes { steps(first: 100) { nodes { id } } } }"
    query = f"subscription {{ runProgress(runId: 1) {{ run {{ story {{ {below} }} }} }} }}"

    async with watching(http, query) as watcher:
        assert await watcher.code() == "TOO_COMPLEX"


EXAMPLES = sorted((Path(__file__).parents[2] / "web/graphiql/examples").glob("*.graphql"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_of_graphiql_costs_what_it_may(path: Path) -> None:
    document = parse(path.read_text(encoding="utf-8"))

    lists = lists_of(core_schema(), document, get_operation_ast(document))

    assert excess_cost(lists, {}, max_nodes=10_000) is None
