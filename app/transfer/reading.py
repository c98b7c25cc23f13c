"""Reads the lines of a file one after the other, each as a record that is right in itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

import orjson

from app.domain.forms import RecordType, Row
from app.domain.json_values import first_constant
from app.domain.lines import checked_line
from app.errors import AppError, BadInput
from app.transfer.problems import Problems

MAX_LINE = 8 * 1024**2
"""Bytes that a line may have: as many as a request."""

_NESTED = frozenset({dict, list, float})


def read_records(file: BinaryIO, problems: Problems) -> Iterator[tuple[int, int, RecordType, Row]]:
    """The number, the length, the type and the record of every line that is right in itself.

    What is wrong with others is noted, until there is enough of that. Empty lines are passed over.
    """
    for number, raw in _lines(file, problems):
        try:
            record_type, row = checked_line(_parsed(raw))
        except AppError as error:
            problems.add(number, error)
        else:
            yield number, len(raw), record_type, row
        if problems.enough:
            return


def _lines(file: BinaryIO, problems: Problems) -> Iterator[tuple[int, bytes]]:
    number = 0
    while raw := file.readline(MAX_LINE + 1):
        number += 1
        if len(raw) > MAX_LINE:
            problems.add(number, BadInput(f"a line has at most {MAX_LINE} bytes"))
            while raw and not raw.endswith(b"\n"):
                raw = file.readline(MAX_LINE)
        elif not raw.isspace():
            yield number, raw


def _parsed(raw: bytes) -> Any:
    try:
        value = orjson.loads(raw)
        if not _is_plain(raw, value):
            json.loads(raw, object_pairs_hook=_refuse_doubles, parse_int=_refuse_long)
    except orjson.JSONDecodeError as error:
        raise BadInput(_why_no_json(raw) or f"the line is not JSON: {error}") from None
    except RecursionError:
        raise BadInput("the line is nested too deeply") from None
    return value


def _why_no_json(raw: bytes) -> str | None:
    """That the line has NaN or Infinity, as Python and others write it, where it is JSON else."""
    try:
        wrong = first_constant(json.loads(raw))
    except (ValueError, RecursionError):
        return None
    return wrong and f"{wrong}, which JSON does not have"


def _is_plain(raw: bytes, value: Any) -> bool:
    """True for an object of which every name is there once, with texts and whole numbers only.

    Of two equal names the parser keeps the last, of a whole number over 64 bits it makes a float,
    and does not say so. To look again takes ten times as long: so names are counted first. What
    stands in a text may only raise their number.
    """
    if not isinstance(value, dict) or b'" ' in raw or b'"\t' in raw or b'"\r' in raw:
        return False
    held = cast("dict[str, Any]", value)
    return raw.count(b'":') == len(held) and _NESTED.isdisjoint(map(type, held.values()))


def _refuse_doubles(pairs: list[tuple[str, Any]]) -> None:
    if len(dict(pairs)) < len(pairs):
        raise BadInput("a name stands twice in the same object")


def _refuse_long(digits: str) -> None:
    if not -(2**63) <= int(digits) < 2**64:
        raise BadInput("a whole number has at most 64 bits")
