"""A JSON value is kept exactly, or refused with the path of what is wrong in it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.domain.json_values import (
    DEFAULT_LIMITS,
    JsonLimits,
    checked_json,
    first_constant,
    json_bytes,
    json_limits,
)
from app.errors import BadInput
from app.settings import Settings

NAN = float("nan")
WRONG: list[tuple[Any, str]] = [
    (NAN, "metadata is NaN, which JSON does not have"),
    (
        {"nodes": [1, {}, {"seed": 2}, {"seed": NAN}]},
        "metadata.nodes[3].seed is NaN, which JSON does not have",
    ),
    ([float("inf")], "metadata[0] is Infinity, which JSON does not have"),
    ({"a": {"b": -float("inf")}}, "metadata.a.b is -Infinity, which JSON does not have"),
    ({"a": NAN, "b": NAN}, "metadata.a is NaN, which JSON does not have"),
    ({"a": [[]], "b": NAN}, "metadata.b is NaN, which JSON does not have"),
    ({"é b": {"": NAN}}, 'metadata["\\u00e9 b"][""] is NaN, which JSON does not have'),
    ({"a\x1b": NAN}, 'metadata["a\\u001b"] is NaN, which JSON does not have'),
    ({"seed": 2**64}, "metadata.seed is a whole number of more than 64 bits: write it as text"),
    ([-(2**63) - 1], "metadata[0] is a whole number of more than 64 bits: write it as text"),
    ({"a": ["\ud800"]}, "metadata.a[0] must be valid Unicode, without lone surrogates"),
    ({"a": {"\ud800": 1}}, "metadata.a must have names in valid Unicode, without lone surrogates"),
]


def nested(levels: int, inner: Any = 0) -> Any:
    for _ in range(levels):
        inner = [inner]
    return inner


@pytest.mark.parametrize(("value", "message"), WRONG, ids=lambda one: str(one)[:40])
def test_what_json_does_not_have_is_named_by_its_path(value: Any, message: str) -> None:
    with pytest.raises(BadInput) as refused:
        checked_json(value, "metadata")
    with pytest.raises(BadInput) as refused_content:
        json_bytes(value, "metadata", most=2**20)

    assert (refused.value.message, refused_content.value.message) == (message, message)


def test_what_lies_too_deep_is_named_by_its_path() -> None:
    deep = {"workflow": {"nodes": [{}, nested(30)]}}

    with pytest.raises(BadInput) as refused:
        checked_json({"a": 1, **deep}, "metadata")

    path = f"metadata.workflow.nodes[1]{'[0]' * 29}"
    assert refused.value.message == f"{path} is deeper than 32 levels"


def test_a_long_path_is_cut() -> None:
    value: Any = NAN
    for _ in range(20):
        value = {"x" * 60: value}

    with pytest.raises(BadInput) as refused:
        checked_json(value, "metadata")

    path, _, rest = refused.value.message.partition(" ")
    assert (path, rest) == (
        f"metadata.{'.'.join(['x' * 60] * 20)}"[:200] + "...",
        "is NaN, which JSON does not have",
    )


def test_metadata_may_have_64_kib_and_32_levels() -> None:
    assert checked_json("x" * 65_534, "metadata") == f'"{"x" * 65_534}"'
    assert checked_json(nested(32), "metadata") == f"{'[' * 32}0{']' * 32}"
    assert checked_json({"b": nested(31), "a": 1.5}, "metadata") == json.dumps(
        {"a": 1.5, "b": nested(31)}, separators=(",", ":")
    )

    for wrong in ("x" * 65_535, nested(33), nested(32, []), nested(100_000)):
        with pytest.raises(BadInput, match="metadata"):
            checked_json(wrong, "metadata")
    with pytest.raises(BadInput) as refused:
        checked_json("x" * 65_535, "metadata")
    assert refused.value.message == (
        "metadata may have 65536 bytes as JSON, not 65537: register what is larger as an artifact"
    )


def test_the_limits_are_those_of_the_block_and_after_it_those_of_before() -> None:
    with json_limits(JsonLimits(size=10, depth=2)):
        assert checked_json([[1]], "metadata") == "[[1]]"
        for wrong in ([[[1]]], "x" * 9):
            with pytest.raises(BadInput):
                checked_json(wrong, "metadata")

    assert checked_json([[["x" * 9]]], "metadata") == '[[["xxxxxxxxx"]]]'


def test_the_limits_are_those_that_settings_have_unless_they_say_otherwise() -> None:
    fields = Settings.model_fields
    defaults = (fields["max_metadata"].default, fields["max_metadata_depth"].default)
    assert defaults == (DEFAULT_LIMITS.size, DEFAULT_LIMITS.depth) == (65_536, 32)


def test_every_character_and_every_digit_is_kept() -> None:
    value = {"\0\x1b[0m": "".join(map(chr, range(0x800))), "n": [2**64 - 1, -(2**63), 5e-324]}

    assert json.loads(checked_json(value, "metadata")) == value


def test_of_a_value_with_several_constants_the_first_is_named() -> None:
    assert first_constant({"a": [1, {"b": NAN}], "c": NAN}) == "a[1].b is NaN"
    assert first_constant({"a": [1, 2.5, "NaN"]}) is None
