"""Scalars of the schema, each with the page that specifies it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, NewType

import orjson
import strawberry
from strawberry.types.scalar import ScalarDefinition

from app.domain.moments import answered_moment
from app.domain.values import BIG_INT_MAX
from app.errors import BadInput
from app.graph.moments import moment_of

Sha256 = NewType("Sha256", str)
BigInt = NewType("BigInt", int)
JSON = NewType("JSON", object)

_DIGITS = re.compile(r"[0-9]{1,16}")
_LARGEST_SUM = 2**63


def _moment(value: object) -> object:
    if not isinstance(value, str):
        raise TypeError("a DateTime is text, like 2026-03-01T12:00:00Z")
    try:
        return moment_of(value, "a DateTime")
    except BadInput as wrong:
        raise ValueError(wrong.message) from None


def _big(value: object) -> int:
    """Whatever says the number exactly; 12.0 says what 12 does, as it does for an Int."""
    if (isinstance(value, str) and _DIGITS.fullmatch(value)) or (
        isinstance(value, float) and value.is_integer()
    ):
        value = int(value)
    if type(value) is not int or not 0 <= value <= BIG_INT_MAX:
        raise ValueError("a BigInt is a whole number from 0 to 2^53 - 1, as text or number")
    return value


def _answered_big(value: object) -> str:
    """The digits of a whole number; a sum that 64 bits do not hold comes from Neo4j as a float."""
    if type(value) is float and value >= _LARGEST_SUM:
        value = int(value)
    if type(value) is not int:
        raise TypeError("a BigInt is a whole number")
    return str(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a Sha256 is text")
    return value


def _loaded(value: Any) -> Any:
    return orjson.loads(value)


SCALARS: dict[object, ScalarDefinition] = {
    datetime: strawberry.scalar(
        name="DateTime",
        description="A timestamp in RFC 3339 format. In results it is always in UTC with nine"
        " fractional digits, such as 2026-03-01T12:00:00.000000000Z, so that sorting the strings"
        " sorts by time. In inputs it can have another offset, and 0 to 9 fractional digits.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=answered_moment,
        parse_value=_moment,
    ),
    Sha256: strawberry.scalar(
        name="Sha256",
        description="A SHA-256 digest, as 64 lowercase hexadecimal digits.",
        specified_by_url="https://doi.org/10.6028/NIST.FIPS.180-4",
        serialize=str,
        parse_value=_text,
    ),
    BigInt: strawberry.scalar(
        name="BigInt",
        description="A non-negative integer. In inputs: a string or a number, from 0 to 2^53 - 1."
        ' In results: always a decimal string, such as "5250000000", because JSON numbers lose'
        " precision in some clients. Sums can be larger; above 2^63 - 1 only their leading 53 bits"
        " are exact.",
        serialize=_answered_big,
        parse_value=_big,
    ),
    JSON: strawberry.scalar(
        name="JSON",
        description="Any JSON value.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc8259",
        serialize=_loaded,
    ),
}
