"""Every moment that is answered has one form: UTC, with nine digits of a second."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from typing import Any

import neo4j
import pytest
from graphql import get_named_type, is_object_type, is_required_argument

from app.api.definitions import strawberry_of
from app.api.schema import core_schema
from app.domain.moments import answered_moment
from tests.asking import Ask
from tests.client import MUTATIONS, Api, success_of
from tests.inputs import GOOD
from tests.library import library
from tests.recording import request_id

pytestmark = pytest.mark.anyio

TYPES: dict[str, Any] = {
    name: of
    for name, of in core_schema().type_map.items()
    if is_object_type(of) and not name.startswith("__")
}
MOMENTS: dict[str, list[str]] = {
    name: fields
    for name, of in TYPES.items()
    if (
        fields := [
            field for field, one in of.fields.items() if get_named_type(one.type).name == "DateTime"
        ]
    )
}
"""The fields of each type that answer a moment, by the name of the type."""
FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{9}Z")
HELD = {
    "2026-03-01T12:00:00Z": "2026-03-01T12:00:00.000000000Z",
    "2026-03-01T14:30:00.5+02:30": "2026-03-01T12:00:00.500000000Z",
    "2026-02-28T23:30:00.120-01:00": "2026-03-01T00:30:00.120000000Z",
    "2026-03-01T13:00:00.123456[Europe/Berlin]": "2026-03-01T12:00:00.123456000Z",
    "2026-03-01T12:00:00.123456789Z": "2026-03-01T12:00:00.123456789Z",
}
"""Moments as the graph may hold them, and as they are answered."""


def ways() -> dict[str, list[str]]:
    """The shortest way of fields without required arguments from Query to each type."""
    found, left = {"Query": list[str]()}, deque(["Query"])
    while left:
        name = left.popleft()
        for field, one in TYPES[name].fields.items():
            of = get_named_type(one.type).name
            known = any(is_required_argument(argument) for argument in one.args.values())
            if not known and of in TYPES and of not in found:
                found[of] = [*found[name], field]
                left.append(of)
    return found


WAYS = ways()


def texts(value: Any) -> Iterator[str]:
    """All that stands in an answer which asks for nothing but moments."""
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts(part)
    elif value is not None:
        yield value


@pytest.fixture
def filled(ask: Ask, driver: neo4j.Driver) -> Ask:
    library(driver)
    return ask


def hold(driver: neo4j.Driver, moment: str) -> None:
    """Puts the moment into every property that is answered as one."""
    names = {
        strawberry_of(TYPES[name].fields[field]).python_name
        for name, fields in MOMENTS.items()
        for field in fields
    }
    for pattern in ("(n)", "()-[n]->()"):
        driver.execute_query(
            f"WITH datetime($moment) AS moment MATCH {pattern} UNWIND $names AS name"
            " WITH n, moment, name SET n[name] = moment",
            moment=moment,
            names=sorted(names),
        )


@pytest.mark.unlawful("whatever can have a moment has one, also what was not pruned")
@pytest.mark.parametrize("type_name", sorted(MOMENTS.keys() & WAYS.keys()))
async def test_every_moment_of_the_graph_is_answered_in_the_one_form_both_ways(
    filled: Ask, driver: neo4j.Driver, type_name: str
) -> None:
    for moment, answered in HELD.items():
        hold(driver, moment)
        for field in MOMENTS[type_name]:
            opened = " { ".join([*WAYS[type_name], field])
            query = f"{{ {opened} {'} ' * len(WAYS[type_name])}}}"
            assert set(texts((await filled.both(query)).data)) == {answered}, field


async def test_every_moment_of_a_payload_is_answered_in_the_one_form(api: Api) -> None:
    asked = {name: MOMENTS[of] for name in MUTATIONS if (of := success_of(name)) in MOMENTS}
    left = MOMENTS.keys() - WAYS.keys() - {success_of(name) for name in asked}
    assert (sorted(asked), left) == (["createUpload"], set())

    for mutation, fields in asked.items():
        input = {**GOOD[mutation], "requestId": request_id()}
        made, again = [await api.do(mutation, input, " ".join(fields)) for _ in "12"]
        assert made == again
        assert [FORM.fullmatch(made[field]) is None for field in fields] == [False] * len(fields)


async def test_what_is_no_moment_is_an_error_at_its_place_both_ways(
    filled: Ask, driver: neo4j.Driver
) -> None:
    for wrong in ("localdatetime('2026-03-01T12:00:00')", "'noon'", "datetime({year: 12026})"):
        driver.execute_query(f"MATCH (n:Story) SET n.created_at = {wrong}")
        result = await filled.both("{ stories(first: 1) { nodes { createdAt } } }")
        assert [error.path for error in result.errors or []] == [
            ["stories", "nodes", 0, "createdAt"]
        ]


def test_texts_of_moments_sort_as_the_moments_do() -> None:
    told = ["2026-03-01T12:00:00Z", "2026-03-01T12:00:00.05Z", "2026-03-01T12:00:00.5Z"]
    told += ["2026-03-01T13:00:01+01:00", "2026-03-01T12:00Z"]

    assert sorted(told) != told
    shown = [answered_moment(one) for one in told]
    assert sorted(shown[:4]) == shown[:4]
    assert shown[4] == shown[0]
