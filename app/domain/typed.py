"""Checks of JSON values: the type first, then the limit of app.domain.values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any, cast

from app.domain.relationships import RelationshipType
from app.domain.values import INT_MAX, checked_count
from app.errors import BadInput

Check = Callable[[Any, str], Any]
"""Returns a value in the form that is kept, or raises BadInput naming the field."""


def text(check: Callable[[str, str], str]) -> Check:
    """The check of a text."""

    def checked(value: object, field: str) -> str:
        if not isinstance(value, str):
            raise BadInput(f"{field} must be text")
        return check(value, field)

    return checked


def count(most: int = INT_MAX) -> Check:
    """The check of a whole number from 0 to `most`."""

    def checked(value: object, field: str) -> int:
        if type(value) is not int:
            raise BadInput(f"{field} must be a whole number")
        return checked_count(value, field, most=most)

    return checked


def number(check: Callable[[float, str], float]) -> Check:
    """The check of a number."""

    def checked(value: object, field: str) -> float:
        if type(value) is not int and type(value) is not float:
            raise BadInput(f"{field} must be a number")
        return check(float(value), field)

    return checked


def word(words: type[StrEnum]) -> Check:
    """The check of one of the model's words."""
    known = [one.word if isinstance(one, RelationshipType) else one.value for one in words]

    def checked(value: object, field: str) -> str:
        if not isinstance(value, str) or value not in known:
            raise BadInput(f"{field} must be one of {', '.join(known)}")
        return value

    return checked


def flag(value: object, field: str) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise BadInput(f"{field} must be true or false")
    return value


def _path(value: str, field: str) -> str:
    path = PurePosixPath(value)
    if not value or "\0" in value or path.is_absolute() or ".." in path.parts:
        raise BadInput(f"{field} must be a path below the folder of the file")
    return value


_CONTENT: Mapping[str, Check] = {
    "path": text(_path),
    "text": text(lambda value, _: value),
}


def content(value: object, field: str) -> dict[str, str]:
    """Where the bytes of an artifact are: in a file, by its relative path, or here as text."""
    members = cast("dict[str, Any]", value) if isinstance(value, dict) else {}
    if len(members) != 1 or not members.keys() <= _CONTENT.keys():
        raise BadInput(f"{field} must be an object with either path or text")
    [(name, given)] = members.items()
    return {name: _CONTENT[name](given, f"{field}.{name}")}
