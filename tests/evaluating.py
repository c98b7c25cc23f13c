"""Answers queries plainly: each file of `cypher/` is run by itself, once for each parent."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import neo4j
from graphql import FieldNode, GraphQLObjectType, is_enum_type, is_leaf_type, is_list_type, parse
from graphql.execution.values import VariableValues
from neo4j.graph import Node, Relationship
from neo4j.time import DateTime

from app.api.arguments import field_arguments
from app.api.definitions import crossing_field, named_type, nullable, strawberry_of
from app.api.schema import core_schema
from app.errors import AppError
from app.graph.fields import Field

_FASTER = re.compile(r"^.*\{ // if [^\n]* without [^\n]*\n(?: .*\n)*\}\n", re.MULTILINE)
"""A block that looks up in an index what a filter of the file tests as well."""
_BLOCK_IF = re.compile(r"^.*\{ // if \$([\w.]+)\n(?: .*\n)*\}\n", re.MULTILINE)
_IF = re.compile(r"//(?: if ((?:\$[\w.]+ ?)+?))?(?: without (\$[\w.]+))?$")
_DEPTH = re.compile(r"\.\.\$max_depth(?: \+ (\d))?")
"""More than is asked for does: the files themselves leave out what is too deep."""
_COMMENT = re.compile(r"\s*//.*$")


class NotPlain(Exception):
    """The query asks for what is worked out from more than one file and one parent."""


class Evaluator:
    """Answers from a graph, without the compiler and without shapes."""

    def __init__(self, driver: neo4j.Driver) -> None:
        self._driver = driver

    def answer(self, query: str) -> dict[str, Any]:
        """The data of a query without variables. Raises NotPlain."""
        [operation] = parse(query).definitions
        root: Any = core_schema().query_type
        try:
            return self._object(root, None, operation)
        except AppError as refused:
            raise NotPlain from refused

    def _object(self, of: Any, value: Any, node: Any) -> dict[str, Any]:
        if not isinstance(of, GraphQLObjectType):
            raise NotPlain
        return {
            (part.alias or part.name).value: self._part(of, value, part) for part in _fields(node)
        }

    def _part(self, of: GraphQLObjectType, value: Any, part: FieldNode) -> Any:
        if part.name.value == "__typename":
            return of.name
        definition = of.fields[part.name.value]
        field = crossing_field(strawberry_of(definition))
        if field is not None:
            return self._crossed(field, definition, value, part)
        source = strawberry_of(definition).metadata.get("source")
        if source is None or source["compute"]:
            raise NotPlain
        column = (*source["columns"], strawberry_of(definition).python_name)[0]
        return _shown(definition, value.get(column))

    def _crossed(self, field: Field, definition: Any, parent: Any, part: FieldNode) -> Any:
        arguments = field_arguments(definition, part, VariableValues({}, {}))
        rows = self._rows(field, arguments, parent)
        if field.pages:
            most = arguments.get("max_depth")
            complete = most is None or all(row["depth"] <= most for row in rows)
            shown = [row for row in rows if row["shown"]] if field.complete else rows
            return self._page(named_type(definition), shown, arguments["first"], complete, part)
        if is_leaf_type(named_type(definition)):
            return _shown(definition, rows[0] if rows else None)
        if is_list_type(nullable(definition.type)):
            raise NotPlain
        return self._object(named_type(definition), rows[0], part) if rows else None

    def _page(self, of: Any, rows: list[Any], first: int, complete: bool, part: FieldNode) -> Any:
        return {
            (one.alias or one.name).value: self._of_page(of, rows, first, complete, one)
            for one in _fields(part)
        }

    def _of_page(self, of: Any, rows: list[Any], first: int, complete: bool, one: FieldNode) -> Any:
        match one.name.value:
            case "totalCount":
                return len(rows)
            case "nodes":
                named = named_type(of.fields["nodes"])
                return [self._object(named, _node(row), one) for row in rows[:first]]
            case "edges":
                named = named_type(of.fields["edges"])
                return [self._edge(named, row, one) for row in rows[:first]]
            case "pageInfo":
                return _page_info(len(rows) > first, one)
            case "complete":
                return complete
            case "__typename":
                return of.name
            case _:
                raise NotPlain

    def _edge(self, of: Any, row: Any, edge: FieldNode) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for one in _fields(edge):
            key = (one.alias or one.name).value
            if one.name.value == "node":
                found[key] = self._object(named_type(of.fields["node"]), _node(row), one)
            else:
                found[key] = self._part(of, row, one)
        return found

    def _rows(self, field: Field, arguments: Mapping[str, Any], parent: Any) -> list[Any]:
        if field.each or field.source or arguments.get("after") or _has_words(field, arguments):
            raise NotPlain
        child = "child {.*, shown: shown} AS child" if field.complete else "child"
        text = (
            f"{_start(parent)}\n{_body(field, arguments)}\nWITH {child}{_order(field, arguments)}"
        )
        parameters = {name: arguments.get(name) for name in field.parameters}
        element = getattr(parent, "element_id", None)
        rows = self._driver.execute_query(
            f"{text} RETURN child",  # pyright: ignore[reportArgumentType]
            {**parameters, "element": element},
        ).records
        return [_with_node(field, row["child"]) for row in rows if row["child"] is not None]


def _fields(node: Any) -> Iterator[FieldNode]:
    for part in node.selection_set.selections:
        if not isinstance(part, FieldNode) or part.directives:
            raise NotPlain
        yield part


def _start(parent: Any) -> str:
    if parent is None:
        return ""
    if isinstance(parent, Node):
        return "MATCH (parent) WHERE elementId(parent) = $element"
    if isinstance(parent, Relationship):
        return "MATCH ()-[parent]->() WHERE elementId(parent) = $element"
    raise NotPlain


def _body(field: Field, arguments: Mapping[str, Any]) -> str:
    lines: list[str] = []
    text = _BLOCK_IF.sub(
        lambda block: "" if _argument(arguments, block[1]) is None else block[0],
        _FASTER.sub("", field.body),
    )
    for line in text.splitlines():
        condition = _IF.search(line)
        if condition is None or _stands(condition, arguments):
            lines.append(_COMMENT.sub("", line))
    depth = arguments.get("max_depth")
    return _DEPTH.sub(
        lambda bound: ".." if depth is None else f"..{depth + int(bound[1] or 1)}",
        "\n".join(lines),
    )


def _stands(condition: re.Match[str], arguments: Mapping[str, Any]) -> bool:
    given = (condition[1] or "").replace("$", "").split()
    without = (condition[2] or "").replace("$", "").split()
    return all(_argument(arguments, path) is not None for path in given) and all(
        _argument(arguments, path) is None for path in without
    )


def _argument(arguments: Mapping[str, Any], path: str) -> Any:
    value: Any = arguments
    for name in path.split("."):
        value = value.get(name) if value else None
    return value


def _has_words(field: Field, arguments: Mapping[str, Any]) -> bool:
    return any(_argument(arguments, path) is not None for path in field.words)


def _order(field: Field, arguments: Mapping[str, Any]) -> str:
    if not field.pages:
        return ""
    keys = field.pages[arguments.get("order")]
    return " ORDER BY " + ", ".join(
        f"{key.path} DESC" if key.descending else key.path for key in keys
    )


def _with_node(field: Field, child: Any) -> Any:
    """A row; where a part of it is the node, that part is under None."""
    if field.node is None:
        return child
    return {**child, None: child[field.node.removeprefix("child.")]}


def _node(row: Any) -> Any:
    return row[None] if isinstance(row, dict) and None in row else row


def _page_info(more: bool, node: FieldNode) -> dict[str, Any]:
    facts = {"hasNextPage": more, "hasPreviousPage": False, "__typename": "PageInfo"}
    names = {(one.alias or one.name).value: one.name.value for one in _fields(node)}
    if not names.items() or not set(names.values()) <= facts.keys():
        raise NotPlain
    return {key: facts[name] for key, name in names.items()}


def _shown(definition: Any, value: Any) -> Any:
    of = named_type(definition)
    if value is None:
        return None
    if is_enum_type(of):
        return next(name for name, one in of.values.items() if one.value == value)
    if isinstance(value, DateTime):
        return f"{value.iso_format()[:19]}.{value.nanosecond:09}Z"
    if of.name == "JSON":
        return json.loads(value)
    return str(value) if of.name == "BigInt" else value
