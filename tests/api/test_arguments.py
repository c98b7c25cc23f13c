"""A bad argument is an error with a code, wherever it stands; the graph is not asked."""

from __future__ import annotations

from typing import Any

import pytest

from tests.asking import Ask
from tests.builders import an_id

pytestmark = pytest.mark.anyio

ID = an_id("a", 1)
NO_IDS = [
    "../x",
    "",
    ID.upper().replace("00000061", "0000006A"),
    ID[:-1],
    f"{ID}0",
    f"{ID}\n",
    "00000000-0000-0000-0000-000000000000",
    ID.replace("-", ""),
    f"{{{ID}}}",
    "\ud800",
]


@pytest.mark.parametrize("value", NO_IDS)
@pytest.mark.parametrize(
    "query",
    [
        "query ($id: ID!) { artifact(id: $id) { id } }",
        "query ($id: ID!) { node(id: $id) { __typename } }",
        "query ($id: ID!) { nodes(ids: [$id]) { id } }",
        "query ($id: ID!) { artifacts(where: {ids: [$id]}) { totalCount } }",
        "query ($id: ID!) { artifacts(where: {linkedTo: {story: $id}}) { totalCount } }",
        "query ($id: ID!) { runs(where: {story: $id}) { nodes { id } } }",
    ],
)
async def test_what_is_no_uuid_in_lowercase_is_refused(reader: Ask, query: str, value: str) -> None:
    assert await reader.code(query, id=value) == "BAD_INPUT"


@pytest.mark.parametrize("value", [7, 1.5, True, ["x"], {}])
async def test_an_id_is_text(reader: Ask, value: Any) -> None:
    query = "query ($id: ID!) { artifact(id: $id) { id } }"

    assert await reader.code(query, id=value) == "BAD_INPUT"


@pytest.mark.parametrize(
    ("filter_type", "where"),
    [
        ("ArtifactFilter", {"ids": [ID] * 101}),
        ("ArtifactFilter", {"mediaTypes": ["image/png"] * 101}),
        ("ArtifactFilter", {"kinds": ["IMAGE"] * 101}),
        ("ArtifactFilter", {"sha256": "0" * 63}),
        ("ArtifactFilter", {"sha256": "A" * 64}),
        ("ArtifactFilter", {"sha256": 7}),
        ("ArtifactFilter", {"name": "\udfff"}),
        ("ArtifactFilter", {"name": "a" * 1_001}),
        ("ArtifactFilter", {"mediaTypes": ["a\x00b"]}),
        ("ArtifactFilter", {"mediaTypes": [None]}),
        ("ArtifactFilter", {"mediaTypes": ["PNG"]}),
        ("ArtifactFilter", {"kinds": ["PICTURE"]}),
        ("ArtifactFilter", {"kinds": ["image"]}),
        ("ArtifactFilter", {"states": [7]}),
        ("ArtifactFilter", {"linkedTo": {"story": ID, "role": "BACK"}}),
        ("ArtifactFilter", {"linkedTo": {"role": "COVER"}}),
        ("ArtifactFilter", {"unknown": 1}),
        ("ArtifactFilter", {"createdAfter": "2026-03-01T12:00:00"}),
        ("ArtifactFilter", {"createdAfter": "2026-03-01"}),
        ("ArtifactFilter", {"createdAfter": "0000-01-01T00:00:00Z"}),
        ("ArtifactFilter", {"createdAfter": "10000-01-01T00:00:00Z"}),
        ("ArtifactFilter", {"createdAfter": "0001-01-01T00:00:00+14:00"}),
        ("ArtifactFilter", {"createdBefore": "9999-12-31T23:59:59-12:00"}),
        ("ArtifactFilter", {"createdBefore": "2026-02-30T00:00:00Z"}),
        ("ArtifactFilter", {"createdBefore": "yesterday"}),
        ("ArtifactFilter", {"createdBefore": 1_767_225_600}),
        ("RunFilter", {"session": "\udc00"}),
        ("RunFilter", {"workflow": "\ud800"}),
        ("RunFilter", {"statuses": ["DONE"]}),
        ("StoryFilter", {"text": "a" * 1_001}),
    ],
)
async def test_a_bad_filter_is_refused(reader: Ask, filter_type: str, where: Any) -> None:
    field = {"ArtifactFilter": "artifacts", "RunFilter": "runs", "StoryFilter": "stories"}
    query = (
        f"query ($where: {filter_type}) {{ {field[filter_type]}(where: $where) {{ totalCount }} }}"
    )

    assert await reader.code(query, where=where) == "BAD_INPUT"


@pytest.mark.parametrize(
    "where", [{"createdAfter": "0001-01-01T00:00:00Z"}, {"name": "a\tb\nc\0\x1b"}]
)
async def test_a_filter_at_its_limits_is_taken(reader: Ask, where: Any) -> None:
    query = "query ($where: ArtifactFilter) { artifacts(where: $where) { totalCount } }"

    await reader(query, where=where)


async def test_a_hundred_ids_are_taken(reader: Ask) -> None:
    ids = [an_id("z", number) for number in range(100)]

    data = await reader("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=ids)

    assert data == {"nodes": [None] * 100}
    code = await reader.code("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=[*ids, ID])
    assert code == "BAD_INPUT"


@pytest.mark.parametrize(
    "argument",
    [
        "maxDepth: 0",
        "maxDepth: -1",
        "maxDepth: 2147483648",
        "maxDepth: 1.5",
        'maxDepth: "1"',
        "first: 2147483648",
        "first: 9223372036854775808",
        "first: null",
        "first: true",
        "relationTypes: [MADE_OF]",
        'relationTypes: ["DERIVED_FROM"]',
        "where: {kinds: [PICTURE]}",
        'where: {mediaTypes: ["\\u0000"]}',
    ],
)
async def test_a_bad_argument_below_the_root_is_refused(reader: Ask, argument: str) -> None:
    query = f'{{ artifact(id: "{ID}") {{ ancestors({argument}) {{ totalCount }} }} }}'

    assert await reader.code(query) == "BAD_INPUT"


@pytest.mark.parametrize("number", [2**31, 2**53, 2**63, -(2**31) - 1, 1.5, "1", True])
async def test_an_int_that_is_none_is_refused_in_a_variable(reader: Ask, number: Any) -> None:
    query = "query ($first: Int!) { artifacts(first: $first) { totalCount } }"

    assert await reader.code(query, first=number) == "BAD_INPUT"


async def test_a_bad_argument_deep_in_a_query_says_which_it_is(reader: Ask) -> None:
    query = (
        f'{{ story(id: "{an_id("s", 1)}") {{ runs {{ nodes {{ steps {{ nodes {{ artifacts {{'
        " nodes { ancestors(maxDepth: 0) { totalCount } } } } } } } } }"
    )

    result = await reader.result(query)

    assert result.errors is not None
    [error] = result.errors
    assert error.message == "maxDepth must be from 1 to 2147483647, not 0"
    assert error.path == [
        "story",
        "runs",
        "nodes",
        "steps",
        "nodes",
        "artifacts",
        "nodes",
        "ancestors",
    ]
    assert result.data == {"story": None}


async def test_a_bad_root_field_leaves_its_neighbours_whole(reader: Ask) -> None:
    result = await reader.result(
        f'{{ bad: artifact(id: "x") {{ id }} good: artifact(id: "{ID}") {{ id }} }}'
    )

    assert result.data == {"bad": None, "good": {"id": ID}}
    assert [error.path for error in result.errors or []] == [["bad"]]


async def test_text_that_looks_like_cypher_is_text(reader: Ask) -> None:
    hostile = "'}) MATCH (n) DETACH DELETE n // $p1.first \\u0027 `"
    query = (
        "query ($text: String) {"
        " artifacts(where: {name: $text}) { totalCount }"
        " runs(where: {session: $text, workflow: $text}) { totalCount } }"
    )

    data = await reader(query, text=hostile)

    assert data == {"artifacts": {"totalCount": 0}, "runs": {"totalCount": 0}}
    assert [text for text, _ in reader.sent if "DELETE" in text] == []


async def test_more_than_40_crossings_are_too_complex(reader: Ask) -> None:
    def story(runs: int) -> str:
        fields = " ".join(f"r{n}: runs(first: 1) {{ nodes {{ id }} }}" for n in range(runs))
        return f'{{ story(id: "{an_id("s", 1)}") {{ {fields} }} }}'

    await reader(story(39))

    assert await reader.code(story(40)) == "TOO_COMPLEX"


async def test_crossings_count_below_every_type_and_for_totals(reader: Ask) -> None:
    of_each = " ".join(
        f"... on {type_name} {{ {letter}{n}: history {{ totalCount nodes {{ kind }} }} }}"
        for type_name, letter in (("Story", "s"), ("Run", "r"), ("Artifact", "a"))
        for n in range(7)
    )

    code = await reader.code(f'{{ node(id: "{an_id("s", 1)}") {{ {of_each} }} }}')

    assert code == "TOO_COMPLEX"


WRONG = {
    "an argument": ("($first: Int!)", "first: $first", {"first": 0}, "BAD_INPUT"),
    "a literal": ("", "first: 101", {}, "BAD_INPUT"),
    "a cursor": ("($after: String)", "after: $after", {"after": "x"}, "CURSOR_INVALID"),
}


@pytest.mark.parametrize("name", WRONG)
async def test_what_is_wrong_with_an_argument_is_told_where_it_stands(
    reader: Ask, name: str
) -> None:
    """The second time, the plan is known; a list has no index yet."""
    declared, argument, variables, code = WRONG[name]
    below = f"steps {{ edges {{ node {{ made: artifacts({argument}) {{ nodes {{ id }} }} }} }} }}"
    query = f'query {declared} {{ s: story(id: "{ID}") {{ id currentRun {{ {below} }} }} }}'

    for _ in range(2):
        result = await reader.result(query, **variables)

        [error] = result.errors or []
        assert error.extensions == {"code": code}
        assert error.path == ["s", "currentRun", "steps", "edges", "node", "made"]
        assert [(one.line, one.column) for one in error.locations or []] == [
            (1, query.index("made: ") + 1)
        ]
        assert result.data == {"s": None}


async def test_the_place_that_is_one_too_many_is_told(reader: Ask) -> None:
    fields = " ".join(f"r{n}: runs(first: 1) {{ nodes {{ id }} }}" for n in range(45))

    result = await reader.result(f'{{ story(id: "{an_id("s", 1)}") {{ {fields} }} }}')

    [error] = result.errors or []
    assert error.path == ["story", "r39"]
