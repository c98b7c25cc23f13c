"""What of a value no JSON in UTF-8 can have, by its path."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import cast

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_PATH_LENGTH = 200
_LEVELS = 500


def first_unwritable(facts: Mapping[str, object]) -> str | None:
    """The first part that cannot be written, as `metadata.nodes[3].seed is nan`, or None."""
    left: list[tuple[str, object, int]] = [("", facts, 0)]
    while left:
        path, part, level = left.pop()
        wrong = _wrong(part) if level < _LEVELS else "is nested too deeply, or holds itself"
        if wrong is not None:
            return f"{path.removeprefix('.')[:_PATH_LENGTH]} {wrong}"
        below = [(f"{path}{_step(step)}", one, level + 1) for step, one in _members(part)]
        left.extend(reversed(below))
    return None


def _wrong(part: object) -> str | None:
    match part:
        case float() if not isfinite(part):
            return f"is {part}, which JSON does not have"
        case str() if not _is_unicode(part):
            return f"is {part[:50]!a}, which has half of a surrogate pair"
        case Mapping() if not all(map(_is_unicode, _names(cast("Mapping[object, object]", part)))):
            return "has a name with half of a surrogate pair"
        case None | bool() | int() | float() | str() | Mapping() | list() | tuple():
            return None
        case _:
            return f"is a {type(part).__name__}, which JSON does not have"


def _members(part: object) -> Iterator[tuple[object, object]]:
    if isinstance(part, Mapping):
        yield from cast("Mapping[object, object]", part).items()
    elif isinstance(part, list | tuple):
        yield from enumerate(cast("list[object]", part))


def _names(part: Mapping[object, object]) -> list[str]:
    return [name for name in part if isinstance(name, str)]


def _step(step: object) -> str:
    if isinstance(step, str) and _PLAIN_KEY.fullmatch(step):
        return f".{step}"
    return f"[{json.dumps(step)}]" if isinstance(step, str) else f"[{step!r}]"


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
