"""Cursors: where a row stands in its page, as text that only this service reads."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import blake2b
from typing import Any, cast

import orjson

from app.errors import CursorInvalid
from app.graph.fields import Field
from app.graph.moments import moment_text

NOT_OF_THE_PAGE = frozenset({"first", "after"})

_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-](0\d|1[0-7]):[0-5]\d)",
    re.ASCII,
)
_INT_MAX = 2**63 - 1
_MAX_LENGTH = 8_192


def page_mark(field: Field, arguments: Mapping[str, Any]) -> str:
    """A short digest of a field, its order and its filters: cursors hold it, to be told apart."""
    asked = {name: arguments[name] for name in arguments.keys() - NOT_OF_THE_PAGE}
    identity = [field.type, field.name, _without_nulls(asked)]
    text = orjson.dumps(identity, default=moment_text, option=orjson.OPT_SORT_KEYS)
    return blake2b(text, digest_size=6).hexdigest()


def encode(mark: str, cells: Sequence[object]) -> str:
    """The cursor of a row, from the cells that its page is ordered by."""
    return base64.urlsafe_b64encode(orjson.dumps([mark, *cells])).decode().rstrip("=")


def decode(cursor: str, mark: str, times: Sequence[bool]) -> list[str | float]:
    """The cells of a cursor; `times` says which of them are moments.

    Raises CursorInvalid when it is not a cursor of this field with this order and these filters.
    """
    if len(cursor) > _MAX_LENGTH:
        raise CursorInvalid("after must be a cursor of an earlier page")
    try:
        raw: object = orjson.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", True))
    except (binascii.Error, ValueError):
        raise CursorInvalid("after must be a cursor of an earlier page") from None
    cells = cast("list[object]", raw) if isinstance(raw, list) else []
    if len(cells) != len(times) + 1 or cells[0] != mark:
        raise CursorInvalid("after must be a cursor of the same field, order and filters")
    pairs = zip(cells[1:], times, strict=True)
    return [_checked(cell, time=time) for cell, time in pairs]


def _without_nulls(arguments: Mapping[str, Any]) -> dict[str, Any]:
    inner = {
        name: _without_nulls(cast("dict[str, Any]", value)) if isinstance(value, dict) else value
        for name, value in arguments.items()
    }
    return {name: value for name, value in inner.items() if value is not None and value != {}}


def _checked(cell: object, *, time: bool) -> str | float:
    good = _is_time(cell) if time else isinstance(cell, str | float) or _is_int(cell)
    if not good:
        raise CursorInvalid("after must be a cursor of an earlier page")
    return cast("str | float", cell)


def _is_int(cell: object) -> bool:
    return type(cell) is int and -_INT_MAX <= cell <= _INT_MAX


def _is_time(cell: object) -> bool:
    match = _TIME.fullmatch(cell) if isinstance(cell, str) else None
    if match is None:
        return False
    try:
        date.fromisoformat(match[1])
    except ValueError:
        return False
    return True
