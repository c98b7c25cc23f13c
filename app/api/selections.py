"""Reads what a query selects below a crossing, and says it in the words of the graph."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from graphql import (
    GraphQLEnumType,
    GraphQLLeafType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    is_abstract_type,
    is_leaf_type,
)
from graphql.execution.collect_fields import FieldDetails, FragmentDetails, collect_subfields
from graphql.execution.values import VariableValues

from app.api.arguments import Asks, asks
from app.api.definitions import (
    crossing_field,
    is_list,
    is_required,
    named_type,
    source_of,
    strawberry_of,
)
from app.errors import TooComplex
from app.graph.compile import MAX_BLOCKS
from app.graph.fields import Field, Key
from app.graph.query_tree import (
    Column,
    Complete,
    Computed,
    Crossing,
    Cursor,
    Edges,
    Leaf,
    OneOf,
    Page,
    PageInfo,
    Rows,
    Total,
    Typename,
)

_EXACT = {"String": str, "ID": str, "Boolean": bool, "Sha256": str, "Int": int}
_WITHIN = {"Int": range(-(2**31), 2**31)}


class Selected:
    """The document of a request, while what it selects is read.

    `asked` has the crossings that were met, in the order in which the compiler numbers them, and
    `arguments` what they are given; `parts` counts everything that is asked for.
    """

    def __init__(self, info: GraphQLResolveInfo[Any], path: Sequence[str]) -> None:
        self._schema = info.schema
        self._variables = VariableValues({}, cast("dict[str, Any]", info.variable_values))
        self._fragments = {
            name: FragmentDetails(definition) for name, definition in info.fragments.items()
        }
        self._operation = info.operation
        self._path = list(path)
        self.asked: list[Asks] = []
        self.arguments: list[Mapping[str, Any]] = []
        self.parts = 0

    def of_object(
        self, of: GraphQLObjectType, details: Sequence[FieldDetails]
    ) -> Mapping[str, list[FieldDetails]]:
        """What is selected of an object of that type, by response key."""
        collected = collect_subfields(
            self._schema,
            self._fragments,
            self._variables,
            self._operation,
            of,
            cast("list[FieldDetails]", details),
        )
        self.parts += len(collected.grouped_field_set)
        return collected.grouped_field_set

    def crossing(
        self, parent: GraphQLObjectType, name: str, details: Sequence[FieldDetails]
    ) -> Crossing:
        """The crossing that a field of the parent makes."""
        definition = parent.fields[name]
        field = crossing_field(strawberry_of(definition))
        assert field is not None  # noqa: S101
        asked = Asks(
            field=field, definition=definition, node=details[0].node, path=tuple(self._path)
        )
        if len(self.asked) == MAX_BLOCKS:  # Counted here, since fragments can double and double.
            with asked.located():
                raise TooComplex(f"this crosses the graph in more than {MAX_BLOCKS} places")
        asked, arguments = asks(asked, self._variables)
        self.asked.append(asked)
        self.arguments.append(arguments)
        named = named_type(definition)
        required = is_required(definition)
        result: Page | Leaf | Rows | OneOf
        if field.pages:
            result = self._page(named, field, details)
        elif is_leaf_type(named):
            result = _leaf(Column(name=name), named, required=required)
        else:
            result = self._rows(named, details)
        return Crossing(field=field, arguments=arguments, result=result, required=required)

    def _parts(
        self, of: GraphQLObjectType, details: Sequence[FieldDetails]
    ) -> Iterator[tuple[str, str, list[FieldDetails]]]:
        """What is selected of an object, one after the other, with the path while it is read."""
        for key, inner in self.of_object(of, details).items():
            self._path.append(key)
            yield key, inner[0].node.name.value, inner
            self._path.pop()

    def _rows(self, of: Any, details: Sequence[FieldDetails]) -> Rows | OneOf:
        if is_abstract_type(of):
            types = self._schema.get_possible_types(of)
            return OneOf(types={one.name: self._object(one, details) for one in types})
        return self._object(of, details)

    def _object(self, of: GraphQLObjectType, details: Sequence[FieldDetails]) -> Rows:
        parts: dict[str, Leaf | Computed | Typename | Crossing] = {}
        for key, name, inner in self._parts(of, details):
            if name == "__typename":
                parts[key] = Typename(name=of.name)
            elif crossing_field(strawberry_of(of.fields[name])):
                parts[key] = self.crossing(of, name, inner)
            else:
                parts[key] = _cell(of, name)
        return Rows(type_name=of.name, parts=parts)

    def _page(self, of: GraphQLObjectType, field: Field, details: Sequence[FieldDetails]) -> Page:
        parts: dict[str, Rows | OneOf | Edges | PageInfo | Total | Complete | Typename] = {}
        for key, name, inner in self._parts(of, details):
            named: Any = named_type(of.fields[name]) if name in of.fields else of
            match name:
                case "__typename":
                    parts[key] = Typename(name=of.name)
                case "nodes":
                    parts[key] = self._rows(named, inner)
                case "edges":
                    parts[key] = self._edges(named, inner)
                case "pageInfo":
                    parts[key] = PageInfo(parts=self._page_info(named, inner))
                case "totalCount":
                    parts[key] = Total()
                case "complete":
                    parts[key] = Complete()
                case _:
                    raise AssertionError(f"{of.name}.{name} is no part of a page")
        return Page(type_name=of.name, parts=parts, columns=_key_columns(of, field))

    def _page_info(self, of: GraphQLObjectType, details: Sequence[FieldDetails]) -> dict[str, str]:
        names = {
            key: inner[0].node.name.value for key, inner in self.of_object(of, details).items()
        }
        return {
            key: strawberry_of(of.fields[name]).python_name if name in of.fields else name
            for key, name in names.items()
        }

    def _edges(self, of: GraphQLObjectType, details: Sequence[FieldDetails]) -> Edges:
        parts: dict[str, Leaf | Typename | Cursor | Rows | OneOf] = {}
        for key, name, inner in self._parts(of, details):
            match name:
                case "__typename":
                    parts[key] = Typename(name=of.name)
                case "cursor":
                    parts[key] = Cursor()
                case "node":
                    parts[key] = self._rows(named_type(of.fields[name]), inner)
                case _:
                    parts[key] = cast("Leaf", _cell(of, name))
        return Edges(type_name=of.name, parts=parts)


def _key_columns(of: GraphQLObjectType, field: Field) -> dict[str, Column]:
    """The properties that the page is ordered by, found among the fields of its rows and edges."""
    edge = cast("GraphQLObjectType", named_type(of.fields["edges"]))
    node = cast("GraphQLObjectType", named_type(of.fields["nodes"]))
    times = {
        strawberry_of(definition).python_name
        for one in (edge, node)
        for definition in one.fields.values()
        if named_type(definition).name == "DateTime"
    }
    keys: list[Key] = [key for keys in field.pages.values() for key in keys]
    return {key.property: Column(name=key.property, time=key.property in times) for key in keys}


def _cell(of: GraphQLObjectType, name: str) -> Leaf | Computed:
    definition = of.fields[name]
    field: Any = strawberry_of(definition)
    source = source_of(field)
    named = named_type(definition)
    required = is_required(definition)
    if source["compute"]:
        serialize = _serializer(named)
        return Computed(
            columns=tuple(Column(name=column) for column in source["columns"]),
            compute=source["compute"],
            serialize=_of_list(serialize) if is_list(definition) else serialize,
            required=required,
        )
    column = next(iter(source["columns"]), field.python_name)
    leaf = _leaf(Column(name=column, time=named.name == "DateTime"), named, required=required)
    return _listed(leaf) if is_list(definition) else leaf


def _listed(leaf: Leaf) -> Leaf:
    """The same, for a cell that is a list of such values."""
    return replace(leaf, serialize=_of_list(leaf.serialize), exact=None, names=None)


def _of_list(serialize: Callable[[Any], Any]) -> Callable[[list[Any]], list[Any]]:
    return lambda values: [serialize(value) for value in values]


def _leaf(column: Column, of: GraphQLLeafType, *, required: bool) -> Leaf:
    names = _names(of) if isinstance(of, GraphQLEnumType) else None
    return Leaf(
        column=column,
        serialize=_serializer(of),
        exact=_EXACT.get(of.name),
        within=_WITHIN.get(of.name),
        required=required,
        names=names,
    )


def _serializer(of: GraphQLLeafType) -> Any:
    return _names(of).__getitem__ if isinstance(of, GraphQLEnumType) else of.coerce_output_value


def _names(of: GraphQLEnumType) -> Mapping[str, str]:
    return {one.value: name for name, one in of.values.items()}
