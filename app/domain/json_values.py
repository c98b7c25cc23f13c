"""JSON values that callers send: kept exactly, or refused with the path of what is wrong.

Every character of a text is kept, and every digit of a whole number of up to 64 bits.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from math import isfinite, isnan
from typing import TypeAlias, cast

import orjson

from app.errors import BadInput

WRITER_DEPTH = 254
"""How many levels orjson writes."""
PATH_LENGTH = 200

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")

Path: TypeAlias = "tuple[Path | None, str | int]"
"""A key or an index, after the path of what it is in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonLimits:
    """How many bytes metadata or parameters may have as JSON, and how many levels."""

    size: int = 64 * 1024
    depth: int = 32


DEFAULT_LIMITS = JsonLimits()

_LIMITS: ContextVar[JsonLimits] = ContextVar("json_limits", default=DEFAULT_LIMITS)


@contextmanager
def json_limits(limits: JsonLimits) -> Generator[None]:
    """Holds metadata and parameters to these limits in all that the block does."""
    token = _LIMITS.set(limits)
    try:
        yield
    finally:
        _LIMITS.reset(token)


def checked_json(value: object, field: str) -> str:
    """Metadata or parameters as compact JSON with sorted keys, within the limits."""
    limits, advice = _LIMITS.get(), "register what is larger as an artifact"
    written = _written(value, field, limits, advice, orjson.OPT_SORT_KEYS)
    return written.decode()


def json_bytes(value: object, field: str, *, most: int) -> bytes:
    """Content as compact JSON in UTF-8, of so many bytes at most."""
    limits = JsonLimits(size=most, depth=WRITER_DEPTH)
    return _written(value, field, limits, "upload it", 0)


def first_constant(value: object) -> str | None:
    """Where a value has the first NaN or Infinity, and which it is: `x.seed is NaN`."""
    for path, part, _ in _parts(value, None):
        if isinstance(part, float) and not isfinite(part):
            return f"{_shown('', path) or 'the value'} is {_constant(part)}"
    return None


def _written(value: object, field: str, limits: JsonLimits, advice: str, option: int) -> bytes:
    """The JSON of a value. What is wrong is searched for, with its path, only when something is."""
    try:
        written = orjson.dumps(value, option=option)
    except orjson.JSONEncodeError:
        _refuse_wrong(value, field, limits.depth)
        raise BadInput(f"{field} must be a JSON value") from None
    if len(written) > limits.size:
        many = f"{limits.size} bytes as JSON, not {len(written)}"
        raise BadInput(f"{field} may have {many}: {advice}")
    if not _is_kept(value, limits.depth):
        _refuse_wrong(value, field, limits.depth)
    return written


def _is_kept(value: object, depth: int) -> bool:
    """Whether what orjson has written is the value, without null for NaN, and not too deep."""
    row = [value]
    for level in range(depth + 1):
        below: list[object] = []
        for one in row:
            if isinstance(one, dict | list):
                if level == depth:
                    return False
                below.extend(_values(cast("dict[str, object] | list[object]", one)))
            elif isinstance(one, float) and not isfinite(one):
                return False
        row = below
    return True


def _values(part: dict[str, object] | list[object]) -> Iterable[object]:
    return part.values() if isinstance(part, dict) else part


def _refuse_wrong(value: object, field: str, depth: int) -> None:
    for path, part, level in _parts(value, depth):
        wrong = _wrong(part)
        if level == depth and isinstance(part, dict | list):
            wrong = f"is deeper than {depth} levels"
        if wrong is not None:
            raise BadInput(f"{_shown(field, path)} {wrong}")


def _wrong(part: object) -> str | None:
    """What is wrong with a value by itself, whatever is in it."""
    match part:
        case float() if not isfinite(part):
            return f"is {_constant(part)}, which JSON does not have"
        case int() if not -(2**63) <= part < 2**64:
            return "is a whole number of more than 64 bits: write it as text"
        case str() if not _is_unicode(part):
            return "must be valid Unicode, without lone surrogates"
        case dict() if not all(map(_is_unicode, cast("dict[str, object]", part))):
            return "must have names in valid Unicode, without lone surrogates"
        case _:
            return None


def _parts(value: object, most: int | None) -> Iterator[tuple[Path | None, object, int]]:
    """The value and all that is in it, in the order of its text, with paths and levels.

    It goes `most` levels down, or to the end.
    """
    left: list[tuple[Path | None, object, int]] = [(None, value, 0)]
    while left:
        path, part, level = left.pop()
        yield path, part, level
        if level != most:
            members = [((path, key), one, level + 1) for key, one in _members(part)]
            left.extend(reversed(members))


def _members(part: object) -> Iterator[tuple[str | int, object]]:
    if isinstance(part, dict):
        yield from cast("dict[str | int, object]", part).items()
    elif isinstance(part, list):
        yield from enumerate(cast("list[object]", part))


def _constant(number: float) -> str:
    if isnan(number):
        return "NaN"
    return "Infinity" if number > 0 else "-Infinity"


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _shown(field: str, path: Path | None) -> str:
    """A path as JavaScript would write it, such as `metadata.nodes[3].seed`; a long one is cut."""
    steps: list[str] = []
    while path is not None:
        path, step = path
        steps.append(_step(step))
    text = f"{field}{''.join(reversed(steps))}".removeprefix(".")
    return text if len(text) <= PATH_LENGTH else f"{text[:PATH_LENGTH]}..."


def _step(step: str | int) -> str:
    if isinstance(step, str) and _PLAIN_KEY.fullmatch(step):
        return f".{step}"
    return f"[{json.dumps(step)}]"
