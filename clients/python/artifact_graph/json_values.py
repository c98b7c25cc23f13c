"""Values of Python as JSON, which the API takes: what has no JSON is named by its path."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from math import isfinite
from pathlib import PurePath
from typing import Any, TypeAlias, cast

from artifact_graph.errors import BadInput

Json: TypeAlias = "str | int | float | bool | Sequence[Json] | Mapping[str, Json] | None"

MAX_LEVELS = 200


def as_json(value: object, path: str = "") -> Any:
    """The value in dicts, lists, texts, numbers, booleans and None.

    Tuples become lists, NumPy's scalars numbers, its arrays lists, dataclasses dicts, paths and the
    members of an Enum what they stand for. Raises BadInput with the path of what has no JSON, such
    as `metadata.nodes[3].seed is nan, which JSON does not have`.
    """
    try:
        return _as_json(value, path, 0)
    except RecursionError:
        raise _refused(path, "is nested too deeply") from None


def _as_json(value: object, path: str, level: int) -> Any:
    if level > MAX_LEVELS:
        raise _refused(path, "is nested too deeply, or contains itself")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Enum):
        return _as_json(value.value, path, level + 1)
    if isinstance(value, str):
        return _text(str(value), path)
    if isinstance(value, int | float):
        return _number(value, path)
    if isinstance(value, Mapping):
        members = cast("Mapping[object, object]", value).items()
        return {
            _name(key, path): _as_json(item, f"{path}{_step(key)}", level + 1)
            for key, item in members
        }
    if isinstance(value, list | tuple):
        items = cast("Sequence[object]", value)
        return [_as_json(item, f"{path}[{place}]", level + 1) for place, item in enumerate(items)]
    return _as_json(_plain(value, path), path, level + 1)


def _plain(value: object, path: str) -> object:
    """What an object stands for that is none of JSON's own types."""
    if isinstance(value, PurePath):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    tolist = getattr(value, "tolist", None)  # NumPy's arrays and scalars, PyTorch's tensors.
    if callable(tolist):
        return tolist()
    hint = ": pass it as text" if isinstance(value, Decimal) else ""
    raise _refused(path, f"is a {type(value).__name__}, which JSON does not have{hint}")


def _number(value: float, path: str) -> int | float:
    if isinstance(value, int):
        return int(value)
    if not isfinite(value):
        raise _refused(path, f"is {float(value)}, which JSON does not have")
    return float(value)


def _name(key: object, path: str) -> str:
    if not isinstance(key, str):
        raise _refused(path, f"has the name {key!r}, which is no text")
    return _text(str(key), path)


def _text(text: str, path: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise _refused(path, f"is {text[:50]!a}, which has half of a surrogate pair") from None
    return text


def _step(key: object) -> str:
    if isinstance(key, str) and key.isidentifier() and key.isascii():
        return f".{key[:64]}"
    return f"[{json.dumps(str(key)[:64])}]"


def _refused(path: str, why: str) -> BadInput:
    return BadInput("BAD_INPUT", f"{path[:200].lstrip('.') or 'the value'} {why}")
