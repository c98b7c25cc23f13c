"""How many artifacts there are, by what they have in common."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.asking import Ask
from tests.builders import Row
from tests.library import Library

pytestmark = [pytest.mark.anyio, pytest.mark.releases]

COUNTS = """
query ($by: [ArtifactGroup!]!, $where: ArtifactFilter, $nodes: Int) {
  artifactCounts(by: $by, where: $where, maxNodes: $nodes) {
    totalCount groupCount complete incompleteBecause groups { agent model state kind count } } }
"""
GROUPS = ("AGENT", "MODEL", "STATE", "KIND")


def _group(books: Library, artifact: Row, by: list[str]) -> tuple[Any, ...]:
    steps = [link["start"] for link in books.created if link["end"] == artifact["id"]]
    maker = next(row for row in books.steps if row["id"] in steps)
    values = (maker["agent"], maker["model"], artifact["state"].upper(), artifact["kind"].upper())
    return tuple(
        value if group in by else None for group, value in zip(GROUPS, values, strict=True)
    )


@pytest.mark.parametrize(
    "by", [["AGENT"], ["MODEL", "STATE"], [*GROUPS], []], ids=lambda by: "-".join(by) or "nothing"
)
@pytest.mark.parametrize(
    "where", [None, {"text": "cover", "states": ["ARCHIVED", "PUBLISHED"]}], ids=["all", "some"]
)
async def test_groups_have_the_artifacts_that_a_plain_count_has(
    reader: Ask, books: Library, by: list[str], where: dict[str, Any] | None
) -> None:
    rows = [
        row
        for row in books.artifacts
        if where is None
        or (row["name"].startswith("cover") and row["state"] in {"archived", "published"})
    ]
    expected = Counter(_group(books, row, by) for row in rows)

    found = (await reader(COUNTS, by=by, where=where))["artifactCounts"]

    told = {tuple(one[name.lower()] for name in GROUPS): one["count"] for one in found["groups"]}
    assert told == expected
    counts = [one["count"] for one in found["groups"]]
    assert counts == sorted(counts, reverse=True)
    assert (found["totalCount"], found["groupCount"]) == (len(rows), len(expected))
    assert (found["complete"], found["incompleteBecause"]) == (True, [])


async def test_fewer_groups_are_returned_with_the_number_of_all(
    reader: Ask, books: Library
) -> None:
    asked = {"by": ["STATE", "KIND"]}
    every = (await reader(COUNTS, **asked))["artifactCounts"]
    found = (await reader(COUNTS, **asked, nodes=2))["artifactCounts"]

    assert found == {
        "totalCount": len(books.artifacts),
        "groupCount": len(every["groups"]),
        "complete": False,
        "incompleteBecause": ["NODE_LIMIT"],
        "groups": every["groups"][:2],
    }


async def test_no_artifacts_have_no_groups(reader: Ask) -> None:
    found = (await reader(COUNTS, by=["AGENT"], where={"ids": []}))["artifactCounts"]

    assert (found["totalCount"], found["groupCount"], found["groups"]) == (0, 0, [])
