"""No field of any mutation's input takes a value that it must not, and none is written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import neo4j
import pytest
from graphql import GraphQLInputObjectType, get_named_type

from tests.client import MUTATIONS
from tests.inputs import GOOD
from tests.world import World, everything

pytestmark = pytest.mark.anyio

NO_TEXT: list[Any] = ["\ud800", "x" * 1_048_577, 7, ["x"]]
NO_LINE: list[Any] = ["", "x" * 257, "\0", "a\x1b[2J", "a\nb"]
NO_COUNT: list[Any] = [-1, 2**53, 2**63, 1.5, True, float("nan")]
DEEP: Any = 0
for _ in range(33):
    DEEP = [DEEP]
BAD: dict[str, list[Any]] = {
    "ID": [
        "../x",
        "5F0C954E-1C1D-4F3A-9B0E-0D6F1F2A7C11",
        "5f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c1",
        "00000000-0000-0000-0000-000000000000",
        *NO_TEXT,
    ],
    "String": NO_TEXT,
    "Sha256": ["AB" * 32, "a" * 63, *NO_TEXT],
    "Int": [2**31, "1", *NO_COUNT],
    "Float": [-0.01, 1.01, 2**63, "0.5", True, float("nan"), float("inf")],
    "BigInt": ["-1", "1e3", "0" * 20 + "13", "9" * 5_000, *NO_COUNT],
    "Boolean": ["yes", 2],
    "DateTime": [
        "0000-01-01T00:00:00Z",
        "10000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+01:00",
        "2026-03-01T12:00:00",
        "2026-13-01T12:00:00Z",
        "noon",
        1772366400,
    ],
    "JSON": [{"a": "x" * 65_536}, DEEP, {"a": "\ud800"}, {"a": float("nan")}],
}
"""What a field of each scalar must not take, wherever it stands."""

LINES = {
    "name",
    "title",
    "workflow",
    "agent",
    "model",
    "stage",
    "ref",
    "requestId",
    "by",
    "sessionId",
    "mediaType",
}
"""The fields that hold a line of 1 to 256 characters."""

LIMITS = {
    ("registerArtifact", "sources"): 100,
    ("registerArtifact", "links"): 10,
    ("reviseArtifact", "sources"): 100,
    ("heartbeat", "runIds"): 100,
    ("heartbeat", "stepIds"): 100,
    ("ingestRun", "steps"): 1_000,
    ("ingestRun", "artifacts"): 1_000,
    ("ingestRun", "relations"): 5_000,
    ("ingestRun", "links"): 1_000,
    ("ingestRun", "consumed"): 1_000,
    ("createUploads", "uploads"): 100,
}
"""How many items each list of an input may have; every good input has some."""

COUNTED_TOGETHER = {"heartbeat", "reviseArtifact"}
"""The mutations that count a list together with something else, and say so in another way."""

Path = tuple[str | int, ...]


def fields(of: GraphQLInputObjectType, good: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    """The path of each value that can be sent, and the type of it."""
    for name, field in of.fields.items():
        inner = get_named_type(field.type)
        if not isinstance(inner, GraphQLInputObjectType):
            yield (name,), inner.name
        elif "[" in str(field.type):
            for at, one in enumerate(good[name]):
                yield from (((name, at, *path), kind) for path, kind in fields(inner, one))
        else:
            yield from (((name, *path), kind) for path, kind in fields(inner, good.get(name, {})))


def bad_values(path: Path, kind: str) -> list[Any]:
    if path[-2:] == ("content", "text"):  # Bytes to be kept, which are checked as what they are.
        return ["\ud800", 7, ["x"]]
    if path[-2:] == ("content", "json"):
        return [{"a": "\ud800"}, {"a": float("nan")}]
    lines = NO_LINE if path[-1] in LINES else []
    return [*BAD.get(kind, ["PURPLE", "image", 0]), *lines]


def with_value(good: Any, path: Path, value: Any) -> Any:
    """The input with another value at that path, and its content that alone if it is within one."""
    if not path:
        return value
    changed = [*good] if isinstance(good, list) else dict(good)
    step: Any = path[0]
    if step == "content":
        return changed | {"content": {path[1]: value}}
    changed[step] = with_value(changed[step] if len(path) > 1 else None, path[1:], value)
    return changed


@pytest.mark.parametrize("mutation", GOOD)
async def test_a_bad_value_of_any_field_is_refused_and_nothing_is_written(
    world: World, driver: neo4j.Driver, mutation: str
) -> None:
    good, before = world.good(mutation), everything(driver)
    input_type = get_named_type(MUTATIONS[mutation].args["input"].type)
    assert isinstance(input_type, GraphQLInputObjectType)

    answers = {}
    for path, kind in fields(input_type, GOOD[mutation]):
        for value in bad_values(path, kind):
            shown = json.dumps(value)[:60]
            answers[*path, shown] = await world.api.code(mutation, with_value(good, path, value))

    assert {at: code for at, code in answers.items() if code != "BAD_INPUT"} == {}
    assert everything(driver) == before


def test_every_list_of_an_input_has_a_limit_and_an_item_in_a_good_input() -> None:
    lists = {
        (mutation, name)
        for mutation, field in MUTATIONS.items()
        for name, one in get_named_type(field.args["input"].type).fields.items()
        if "[" in str(one.type)
    }

    assert lists == LIMITS.keys()
    assert all(GOOD[mutation][name] for mutation, name in lists)


@pytest.mark.parametrize(
    ("mutation", "name"), [one for one in LIMITS if one[0] not in COUNTED_TOGETHER]
)
async def test_a_list_that_is_too_long_is_refused_and_nothing_is_written(
    world: World, driver: neo4j.Driver, mutation: str, name: str
) -> None:
    good, most, before = world.good(mutation), LIMITS[mutation, name], everything(driver)

    answer = await world.api.do(mutation, good | {name: good[name][:1] * (most + 1)})

    assert answer["code"] == "BAD_INPUT"
    assert answer["message"] == (
        f"{name} must have 1 to {most} items, not {most + 1}"
        if name == "uploads"
        else f"{name} must be at most {most}, not {most + 1}"
    )
    assert everything(driver) == before
