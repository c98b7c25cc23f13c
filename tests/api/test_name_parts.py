"""Artifacts are found by any part of their name, by an index that follows after the commit."""

from __future__ import annotations

import neo4j
import pytest

from tests.asking import Ask
from tests.builders import an_artifact, an_id, create

pytestmark = [pytest.mark.anyio, pytest.mark.releases]

NAMES = [
    "Moon-landing (2).png",
    "a*b?c",
    "AND OR NOT",
    "x:y/z\\w",
    "  two  spaces ",
    '"a" && ~b || +c^2',
    "[a TO b] {c} <d>=1!",
    "straße, İstanbul, ΣΑΣ",
    "月の狐 🦊 é",
]
LONG = "ab" * 128
QUERY = """query ($where: ArtifactFilter) {
  artifacts(where: $where, first: 100, order: NAME) { nodes { name } totalCount } }"""


@pytest.fixture
def named(ask: Ask, driver: neo4j.Driver) -> Ask:
    names = [*NAMES, LONG, f"{LONG[:64]}x"]
    create(driver, "Artifact", [an_artifact(n, name=name) for n, name in enumerate(names)])
    return ask


async def _found(ask: Ask, **where: object) -> list[str]:
    return [row["name"] for row in (await ask(QUERY, where=where))["artifacts"]["nodes"]]


@pytest.mark.parametrize("name", NAMES)
async def test_every_part_of_a_name_finds_it_and_whatever_else_has_that_part(
    named: Ask, name: str
) -> None:
    parts = {name[start:end] for start in range(len(name)) for end in (start + 1, start + 3)}

    for part in parts:
        expected = sorted(one for one in [*NAMES, LONG, f"{LONG[:64]}x"] if part in one)
        assert await _found(named, name=part) == expected, part


async def test_case_counts(named: Ask) -> None:
    assert await _found(named, name="moon") == []


async def test_a_part_that_is_longer_than_what_the_index_is_asked_for_is_compared_whole(
    named: Ask,
) -> None:
    assert await _found(named, name=LONG[:64]) == [LONG, f"{LONG[:64]}x"]
    assert await _found(named, name=LONG) == [LONG]


@pytest.mark.parametrize("part", ["name", "text"])
async def test_what_was_just_written_is_found(ask: Ask, driver: neo4j.Driver, part: str) -> None:
    for number in range(60):
        create(driver, "Artifact", [an_artifact(number, name=f"sketch{number:03}")])

        assert await _found(ask, **{part: f"sketch{number:03}"}) == [f"sketch{number:03}"]


async def test_the_index_of_names_is_not_asked_where_a_filter_narrows_the_artifacts_down(
    named: Ask,
) -> None:
    alone, _ = await named.statement(QUERY, where={"name": "oon"})
    of_run, _ = await named.statement(QUERY, where={"name": "oon", "run": an_id("r", 1)})

    assert "artifact_name_text" in alone
    assert "artifact_name_text" not in of_run
    assert "CONTAINS" in alone
    assert "CONTAINS" in of_run
