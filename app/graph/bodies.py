"""The text of a field's file as it stands in a statement: parameters, depths, order, cursor."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple, cast

from app.errors import BadInput
from app.graph import cursors
from app.graph.fields import MAX_DEPTH, Field, Key
from app.graph.query_tree import Column
from app.graph.statements import in_map
from app.graph.words import part_query, words_query

MAX_FIRST = 100
MAX_LINEAGE_FIRST = 1_000
"""Rows of a page of a lineage, which is walked again for each of its pages."""

DEPTH_STEPS = (1, 2, 3, 5, 10, 20, 50, 100)
"""Bounds of a walk that are written into statements, so that few of them differ by depth."""

_PATHS = r"\$[\w.]+(?: \$[\w.]+)*"
_IF = re.compile(
    rf"^(?P<line>.*?)\s*//(?= if | without )(?: if (?P<given>{_PATHS}))?"
    rf"(?: without (?P<without>{_PATHS}))?$"
)
_UNDERSCORE = re.compile(r"_(\w)")
_COMMENT = re.compile(r"\s*//.*$")
_DEPTH = re.compile(rf"\*(?P<least>[01])\.\.\${MAX_DEPTH}(?: \+ (?P<beyond>\d))?")


class Condition(NamedTuple):
    """The arguments that must be given for a line to stand, and those that must not be."""

    given: tuple[str, ...]
    without: tuple[str, ...]

    def holds(self, arguments: Mapping[str, Any]) -> bool:
        """Whether the line stands."""
        return all(_given(arguments, one) for one in self.given) and not any(
            _given(arguments, one) for one in self.without
        )


Form = tuple[object, ...]
"""What a statement's text depends on, of the arguments of a crossing."""


def form(field: Field, arguments: Mapping[str, Any]) -> Form:
    """The form of the arguments: those that differ in nothing of it have the same text."""
    depth = arguments.get(MAX_DEPTH)
    return (
        arguments.get("order"),
        arguments.get("after") is not None,
        depth if depth is None else _step(depth),
        *(condition.holds(arguments) for condition in _conditions(field.body)),
    )


def body_text(
    field: Field, arguments: Mapping[str, Any], number: int, *, beyond: bool = True
) -> str:
    """The body with its parameters in the map `$p<number>`, and only the lines that are wanted.

    Without `beyond` it walks no further than `maxDepth`, also where the file says to.
    """
    text = "\n".join(
        line
        for line, condition in _lines(field.body)
        if line and (condition is None or condition.holds(arguments))
    )
    text = _bounded(text, arguments.get(MAX_DEPTH), beyond=beyond)
    return in_map(text, f"p{number}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Takes:
    """What a crossing takes of its arguments as parameters; `times` has a page's moments."""

    field: Field
    times: tuple[bool, ...] | None = None
    listed: bool = False

    def parameters(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """The map of parameters. Raises BadInput or CursorInvalid when an argument is wrong."""
        parameters = body_parameters(self.field, arguments)
        if self.times is not None:
            page = page_parameters(self.times, self.field, arguments)
            if self.listed:
                parameters.update(page)
        return parameters


def body_parameters(field: Field, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The map of parameters that the body names, null where an argument is absent.

    Words for a full-text index become its query, and parts of values get one beside them. Raises
    BadInput where there are no words.
    """
    parameters = {name: arguments.get(name) for name in field.parameters}
    for path in field.words:
        if _given(arguments, path):
            holder, _, name = path.partition(".")
            members = cast("dict[str, Any]", parameters[holder])
            query = words_query(members[name], _in_schema(name))
            parameters[holder] = {**members, name: query}
    for path in field.parts:
        if _given(arguments, path):
            holder, _, name = path.partition(".")
            members = cast("dict[str, Any]", parameters[holder])
            parameters[holder] = {**members, f"{name}_parts": part_query(members[name], name)}
    return parameters


def page_parameters(
    times: Sequence[bool], field: Field, arguments: Mapping[str, Any]
) -> dict[str, Any]:
    """The parameters of a page: how many rows, and the cells of the row that it comes after.

    Raises BadInput when `first` is out of range, CursorInvalid when `after` is not of this page.
    """
    first, after = arguments["first"], arguments.get("after")
    most = most_rows(field)
    if not 1 <= first <= most:
        raise BadInput(f"first must be from 1 to {most}, not {first}")
    if after is None:
        return {"first": first}
    mark = cursors.page_mark(field, arguments)
    return {"first": first, "after": cursors.decode(after, mark, times)}


def most_rows(field: Field | None) -> int:
    """The largest `first` of a page of that field."""
    return MAX_LINEAGE_FIRST if field and field.complete else MAX_FIRST


def after_text(keys: Sequence[Key], columns: Mapping[str, Column], number: int) -> str:
    """The test that a row comes after the cursor, in a form that seeks in an index.

    `k >= a AND (k > a OR ...)` is a range seek; `k > a OR (k = a AND ...)` is not.
    """
    test = ""
    for index in reversed(range(len(keys))):
        key = keys[index]
        sign = "<" if key.descending else ">"
        cell = f"$p{number}.after[{index}]"
        bound = f"datetime({cell})" if columns[key.property].time else cell
        strict = f"{key.path} {sign} {bound}"
        test = f"{key.path} {sign}= {bound} AND ({strict} OR {test})" if test else strict
    return test


def order_text(keys: Sequence[Key], variable: str) -> str:
    """The ORDER BY of a page whose rows are in that variable."""
    parts = (f"{variable}{key.path[5:]}{' DESC' if key.descending else ''}" for key in keys)
    return f"ORDER BY {', '.join(parts)}"


def _in_schema(name: str) -> str:
    return _UNDERSCORE.sub(lambda match: match[1].upper(), name)


def _given(arguments: Mapping[str, Any], path: str) -> bool:
    value: Any = arguments
    for name in path.split("."):
        value = value.get(name) if value is not None else None
    return value is not None


def _bounded(text: str, depth: int | None, *, beyond: bool) -> str:
    def bound(match: re.Match[str]) -> str:
        if depth is None:
            return f"*{match['least']}.."
        most = _step(depth)
        if isinstance(most, int) and beyond and match["beyond"]:
            most += int(match["beyond"])
        return f"*{match['least']}..{most}"

    return _DEPTH.sub(bound, text)


def _paths(text: str | None) -> tuple[str, ...]:
    return tuple((text or "").replace("$", "").split())


def _step(depth: int) -> int | str:
    return next((step for step in DEPTH_STEPS if step >= depth), "")


@cache
def _lines(body: str) -> tuple[tuple[str, Condition | None], ...]:
    """The lines of a body, each with the condition under which it stands.

    That of the first line of a block, which ends in `{`, holds to the `}` that closes it.
    """
    lines: list[tuple[str, Condition | None]] = []
    block: Condition | None = None
    for line in body.splitlines():
        match = _IF.match(line)
        condition, text = block, _COMMENT.sub("", line)
        if match:
            condition = Condition(_paths(match["given"]), _paths(match["without"]))
            text = match["line"]
        lines.append((text, condition))
        if match and text.endswith("{"):
            block = condition
        elif line == "}":
            block = None
    return tuple(lines)


@cache
def _conditions(body: str) -> tuple[Condition, ...]:
    """The conditions under which lines of a body stand."""
    return tuple(dict.fromkeys(one for _, one in _lines(body) if one is not None))
