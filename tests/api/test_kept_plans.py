"""A plan that is kept gives what a plan made anew would give, and no request makes more of them."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from app.api import plans
from app.api.kept import Kept
from tests.asking import Ask, told
from tests.builders import an_id

pytestmark = pytest.mark.anyio

STORY, ARTIFACT = an_id("s", 1), an_id("a", 40)
AFTER = "2026-01-01T00:03:00Z"

CASES: dict[str, tuple[str, list[dict[str, Any]], int]] = {
    "ids": (
        "query ($id: ID!) { story(id: $id) { title runs { nodes { id } } } }",
        [{"id": an_id("s", number)} for number in (1, 2, 99)],
        1,
    ),
    "filters that are lines of the statement": (
        "query ($where: ArtifactFilter) { artifacts(where: $where) { totalCount nodes { id } } }",
        [
            {"where": {"kinds": ["IMAGE"]}},
            {"where": {"kinds": ["AUDIO", "VIDEO"]}},
            {"where": {"kinds": ["IMAGE"], "createdAfter": AFTER}},
            {"where": None},
            {},
        ],
        3,
    ),
    "orders": (
        "query ($by: Order!) { stories(order: $by, first: 5) { nodes { id } edges { cursor } } }",
        [{"by": one} for one in ("NEWEST", "NAME", "OLDEST", "NEWEST")],
        3,
    ),
    "depths": (
        "query ($id: ID!, $depth: Int) { artifact(id: $id) {"
        " ancestors(maxDepth: $depth) { totalCount complete nodes { id } } } }",
        [{"id": ARTIFACT, "depth": depth} for depth in (1, 2, 4, 5, 200, None)],
        5,
    ),
    "directives": (
        "query ($id: ID!, $yes: Boolean!, $no: Boolean = false) { story(id: $id) {"
        " title @include(if: $yes) runs @skip(if: $no) { nodes { id @include(if: $yes) status } }"
        " ... @skip(if: $yes) { rev } } }",
        [{"id": STORY, "yes": yes, "no": no} for yes, no in product([True, False], repeat=2)],
        4,
    ),
    "a variable in a list and in an object": (
        "query ($id: ID!, $kind: ArtifactKind!) { nodes(ids: [$id]) { id }"
        " artifacts(where: {kinds: [$kind], ids: null}) { totalCount } }",
        [{"id": STORY, "kind": "IMAGE"}, {"id": ARTIFACT, "kind": "TEXT"}],
        2,
    ),
}


@pytest.fixture
def empty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is kept yet."""
    monkeypatch.setattr(plans, "ASKED", Kept[Any, Any](most=9, size=9_999_999))
    monkeypatch.setattr(plans, "PLANS", Kept[Any, Any](most=20, size=999_999))


@pytest.mark.parametrize("name", CASES)
async def test_one_plan_serves_all_values_of_its_form(
    reader: Ask, monkeypatch: pytest.MonkeyPatch, empty: None, name: str
) -> None:
    query, requests, forms = CASES[name]
    anew: list[Any] = []
    for variables in requests:
        monkeypatch.setattr(plans, "ASKED", Kept[Any, Any](most=0, size=0))
        anew.append(told(await reader.both(query, **variables)))
    monkeypatch.setattr(plans, "ASKED", Kept[Any, Any](most=9, size=9_999_999))
    monkeypatch.setattr(plans, "PLANS", Kept[Any, Any](most=20, size=999_999))

    kept = [told(await reader.both(query, **variables)) for variables in requests * 2]

    assert kept == anew * 2
    assert plans.PLANS.facts().count == forms


async def test_pages_go_on_by_a_plan_of_their_own(reader: Ask, empty: None) -> None:
    query = (
        "query ($after: String) { runs(first: 2, after: $after) { nodes { id } edges { cursor } } }"
    )
    seen, after = list[str](), None

    for _ in range(4):
        page = (await reader(query, after=after))["runs"]
        seen += [node["id"] for node in page["nodes"]]
        after = page["edges"][-1]["cursor"]

    whole = await reader("{ runs(first: 8) { nodes { id } } }")
    assert seen == [node["id"] for node in whole["runs"]["nodes"]]
    assert plans.PLANS.facts().count == 3
    assert plans.PLANS.facts().hits == 2


async def test_operations_fields_and_aliases_of_one_document_have_plans_of_their_own(
    reader: Ask, empty: None
) -> None:
    query = """
        query A { a: stories(first: 1) { nodes { id } } b: stories(first: 2) { nodes { title } } }
    """

    data = await reader(query)
    again = await reader(query)

    assert again == data
    assert [list(data[key]["nodes"][0]) for key in "ab"] == [["id"], ["title"]]
    assert (len(data["a"]["nodes"]), len(data["b"]["nodes"])) == (1, 2)
    assert plans.PLANS.facts().count == 2


async def test_what_is_wrong_in_a_request_is_wrong_with_a_kept_plan_too(
    reader: Ask, empty: None
) -> None:
    query = "query ($id: ID!, $n: Int!) { story(id: $id) { runs(first: $n) { totalCount } } }"
    await reader(query, id=STORY, n=1)

    codes = [await reader.code(query, id=STORY, n=0), await reader.code(query, id="x", n=1)]

    assert codes == ["BAD_INPUT", "BAD_INPUT"]


async def test_no_request_makes_plans_without_end(reader: Ask, empty: None) -> None:
    names = ["ids", "kinds", "mediaTypes", "states"]
    query = "query ($w: ArtifactFilter) { artifacts(where: $w) { totalCount } }"
    values = {"ids": [ARTIFACT], "kinds": ["IMAGE"], "mediaTypes": ["a/b"], "states": ["ARCHIVED"]}

    for given in product([True, False], repeat=len(names)):
        where = {name: values[name] for name, one in zip(names, given, strict=True) if one}
        await reader(query, w=where)
    for number in range(30):
        await reader(f"{{ a{number}: stories {{ totalCount }} }}")

    assert plans.PLANS.facts().count == 20
    assert plans.ASKED.facts().count == 9
