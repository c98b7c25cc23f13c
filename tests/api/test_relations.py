"""What an artifact was made from, and what was made from it, one step away."""

from __future__ import annotations

import neo4j
import pytest

from tests.asking import Ask
from tests.builders import RELATIONS, a_relation, an_artifact, an_id, chain, connect, create

pytestmark = pytest.mark.anyio


async def test_direct_sources_and_derivatives_are_relations_with_their_ends(
    ask: Ask, driver: neo4j.Driver
) -> None:
    ids = chain(driver, 3)
    relation = a_relation(ids[1], ids[0], 5, note="by hand")
    connect(driver, "VARIANT_OF", [relation])
    parts = "totalCount nodes { type note createdAt from { id } to { id } }"

    data = await ask(
        f'{{ artifact(id: "{ids[1]}") {{ sources {{ {parts} }} derivatives {{ {parts} }} }} }}'
    )

    down = {"from": {"id": ids[1]}, "to": {"id": ids[0]}}
    start, later = (f"2026-01-01T00:0{minute}:00.000000000Z" for minute in (0, 5))
    assert data["artifact"]["sources"] == {
        "totalCount": 2,
        "nodes": [
            {"type": "DERIVED_FROM", "note": None, "createdAt": start, **down},
            {"type": "VARIANT_OF", "note": "by hand", "createdAt": later, **down},
        ],
    }
    up = {"from": {"id": ids[2]}, "to": {"id": ids[1]}}
    assert data["artifact"]["derivatives"] == {
        "totalCount": 1,
        "nodes": [{"type": "DERIVED_FROM", "note": None, "createdAt": start, **up}],
    }


async def test_relations_of_several_types_between_two_artifacts_are_all_on_some_page(
    ask: Ask, driver: neo4j.Driver
) -> None:
    ids = create(driver, "Artifact", [an_artifact(n) for n in range(2)])
    for type_name in RELATIONS:
        connect(driver, type_name, [a_relation(an_id("a", 1), an_id("a", 0))])

    found: list[str] = []
    after = None
    for _ in range(3):
        data = await ask(
            "query ($id: ID!, $after: String) { artifact(id: $id)"
            " { sources(first: 1, after: $after) { nodes { type } pageInfo { endCursor } } } }",
            id=ids[1],
            after=after,
        )
        page = data["artifact"]["sources"]
        found += [node["type"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]

    assert found == ["DERIVED_FROM", "TRANSCODED_FROM", "VARIANT_OF"]
