"""The lists of an operation, how many items each can have, and limits of its depth and fields.

All is known before anything runs. Fields that GraphQL merges count once; a fragment counts wherever
it is spread.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, cast

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    StringValueNode,
    ValueNode,
    VariableNode,
    is_leaf_type,
    is_union_type,
)

from app.api.arguments import MAX_ITEMS
from app.api.definitions import crossing_field, is_list, named_type, strawberry_of
from app.errors import TooComplex
from app.graph.bodies import MAX_FIRST, most_rows

MAX_DEPTH = 12
"""Fields inside one another; a connection, its edges and their nodes count as one."""

MAX_FIELDS = 2_000
"""Fields of an operation, where fragments stand as often as they are spread."""

UNSIZED = 10
"""The size of a list that no argument bounds, for the pages in it; itself it costs nothing."""

MAX_NODES = "maxNodes"
_FIRST = "first"
_SIZES = {"limit": MAX_FIRST, MAX_NODES: None}
_IDS = "ids"

Parts = Sequence[tuple[Any, SelectionSetNode]]
"""What is selected of one object, and the types that it is selected of."""


class Size(NamedTuple):
    """How many items a list can have: the value of an argument, or of its variable."""

    argument: str | None
    """None is that no argument bounds it."""
    otherwise: int | None
    """The value where the variable is not given; None is the most."""
    most: int | None
    """None is what the service allows a lineage."""
    variable: str | None = None

    def of(self, variables: Mapping[str, Any], max_nodes: int) -> int:
        """The size in a request. What is no size is refused when arguments are read."""
        most = max_nodes if self.most is None else self.most
        given = variables.get(self.variable) if self.variable else None
        if given is not None and self.argument == _IDS:
            given = len(cast("list[Any]", given)) if isinstance(given, list) else 1
        size = given if isinstance(given, int | float) else self.otherwise
        return most if size is None else int(min(max(size, 0), most))


class SizedList(NamedTuple):
    """A list of an operation: the place of the list around it, from 1, and 0 where none is."""

    around: int
    sizes: tuple[Size, ...]
    """One for each type that the list is asked of; each may have arguments of its own."""
    path: str
    node: FieldNode


def lists_of(
    schema: Any, document: DocumentNode, operation: OperationDefinitionNode
) -> list[SizedList]:
    """The lists of objects in an operation of a valid document, each after the list around it.

    Raises GraphQLError where the operation is too deep, or has too many fields.
    """
    walk = _Walk(schema, document, operation)
    root = schema.get_root_type(operation.operation)
    walk.object([(root, operation.selection_set)], (), 0, (), 0)
    if walk.depth > MAX_DEPTH:
        raise too_complex(
            f"Fields may be {MAX_DEPTH} deep inside one another, and this is {walk.depth} deep",
            walk.deepest,
            depth=walk.depth,
            limit=MAX_DEPTH,
        )
    return walk.lists


class _Walk:
    """Collects the lists of an operation."""

    def __init__(
        self, schema: Any, document: DocumentNode, operation: OperationDefinitionNode
    ) -> None:
        self._types: Mapping[str, Any] = schema.type_map
        self._fragments = {
            one.name.value: one
            for one in document.definitions
            if isinstance(one, FragmentDefinitionNode)
        }
        self._defaults = {
            one.variable.name.value: one.default_value
            for one in operation.variable_definitions or ()
        }
        self._fields = 0
        self.lists: list[SizedList] = []
        self.depth = 0
        self.deepest: FieldNode | None = None

    def object(
        self,
        parts: Parts,
        path: tuple[str, ...],
        depth: int,
        sizes: tuple[Size, ...],
        around: int,
    ) -> None:
        """Walks what is selected of an object; `sizes` are those of the lists directly in it."""
        for (key, _), found in self._merged(parts).items():
            of, node = found[0]
            definition = None if is_union_type(of) else of.fields.get(node.name.value)
            if definition is None:  # It is of introspection, which GraphQL itself keeps shallow.
                continue
            here = (*path, key)
            below = depth if of.name.endswith(("Connection", "Edge")) else depth + 1
            self._count(node, below)
            if is_leaf_type(named_type(definition)):
                continue
            found_sizes = (self._size(on.fields[field.name.value], field) for on, field in found)
            inner, place = tuple(size for size in found_sizes if size), around
            if is_list(definition):
                inner = inner or sizes or (Size(None, UNSIZED, UNSIZED),)
                self.lists.append(SizedList(around, inner, ".".join(here), node))
                inner, place = (), len(self.lists)
            selections = [
                (named_type(one.fields[field.name.value]), field.selection_set)
                for one, field in found
                if field.selection_set
            ]
            self.object(selections, here, below, inner, place)

    def _merged(self, parts: Parts) -> dict[tuple[str, str], list[tuple[Any, FieldNode]]]:
        """The fields of an object by response key and name, which differs only between types."""
        merged: dict[tuple[str, str], list[tuple[Any, FieldNode]]] = {}
        spread = set[str]()

        def collect(of: Any, selections: SelectionSetNode) -> None:
            for one in selections.selections:
                if isinstance(one, FieldNode):
                    key = one.alias.value if one.alias else one.name.value
                    merged.setdefault((key, one.name.value), []).append((of, one))
                elif isinstance(one, InlineFragmentNode):
                    on = one.type_condition
                    collect(self._types[on.name.value] if on else of, one.selection_set)
                elif isinstance(one, FragmentSpreadNode) and one.name.value not in spread:
                    spread.add(one.name.value)
                    fragment = self._fragments[one.name.value]
                    on = fragment.type_condition
                    collect(self._types[on.name.value], fragment.selection_set)

        for of, selections in parts:
            collect(of, selections)
        return merged

    def _count(self, node: FieldNode, depth: int) -> None:
        self._fields += 1
        if depth > self.depth:
            self.depth, self.deepest = depth, node
        if self._fields > MAX_FIELDS:
            raise too_complex(
                f"This asks for more than {MAX_FIELDS} fields, those of a fragment wherever it is"
                " spread",
                node,
                limit=MAX_FIELDS,
            )

    def _size(self, definition: Any, node: FieldNode) -> Size | None:
        """What the arguments of a field say of the lists in it, or of the list that it is."""
        given = {one.name.value: one.value for one in node.arguments or ()}
        if is_list(definition) and _IDS in definition.args:
            return self._read(_IDS, given.get(_IDS), MAX_ITEMS, MAX_ITEMS)
        sizes = dict(_SIZES)
        if _FIRST in definition.args:
            sizes = {_FIRST: most_rows(crossing_field(strawberry_of(definition)))}
        for name, most in sizes.items():
            if name in definition.args:
                default = definition.args[name].default_value
                otherwise = default if isinstance(default, int) else None
                return self._read(name, given.get(name), most, otherwise)
        return None

    def _read(
        self, argument: str, value: ValueNode | None, most: int | None, otherwise: int | None
    ) -> Size:
        if isinstance(value, VariableNode):
            name = value.name.value
            default = _size_of(argument, self._defaults.get(name), otherwise)
            return Size(argument, default, most, name)
        return Size(argument, _size_of(argument, value, otherwise), most)


def _size_of(argument: str, value: ValueNode | None, otherwise: int | None) -> int | None:
    """What a literal says of a size; one id stands for a list of it, as GraphQL has it."""
    if argument == _IDS:
        if isinstance(value, ListValueNode):
            return len(value.values)
        return 1 if isinstance(value, StringValueNode | IntValueNode) else otherwise
    return int(value.value) if isinstance(value, IntValueNode) else otherwise


def too_complex(message: str, node: FieldNode | None, **extensions: int) -> GraphQLError:
    """The error of an operation that asks for too much, at a field of it."""
    return GraphQLError(message, node, extensions={"code": TooComplex.code, **extensions})
