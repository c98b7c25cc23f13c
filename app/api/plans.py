"""The plans of what is asked of the graph, kept from one request to the next.

Which plan a field has depends on the document, on its place in it, on the variables that a
directive may look at, and on the form of the arguments: whether they are given, not what they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, cast

from graphql import GraphQLObjectType, GraphQLResolveInfo, NamedTypeNode, NonNullTypeNode
from graphql.execution.collect_fields import FieldDetails
from graphql.execution.values import VariableValues

from app.api.arguments import Asks
from app.api.crossings import crossing_field
from app.api.definitions import named_type, strawberry_of
from app.api.documents import BYTES
from app.api.kept import Kept
from app.api.selections import Selected
from app.graph.bodies import Form, form
from app.graph.compile import Plan, compile_crossing
from app.graph.fields import MAX_NODES, Field

Info = GraphQLResolveInfo[Any]
Details = Sequence[FieldDetails]
Arguments = Sequence[Mapping[str, Any]]
Planned = tuple[Plan, Arguments]

PART_SIZE = 500
"""About how many bytes the shape of one thing that is asked for takes."""


class Place(NamedTuple):
    """One field of one operation, and the values of the variables that directives may look at."""

    text: str
    operation: str | None
    path: tuple[str, ...]
    type_name: str
    decided: tuple[bool | None, ...]


ASKED = Kept[Place, tuple[Asks, ...]](most=1_000, size=10_000_000)
"""The crossings at a place; the size is that of the document that they hold on to, in bytes."""

PLANS = Kept[tuple[Place, tuple[Form, ...]], Plan](most=1_000, size=20_000_000)
"""The plan of a place and the forms of its arguments; the size is in bytes, about."""


def planned(info: Info, source: object) -> Planned:
    """The plan of a field that crosses the graph, and the arguments of each of its crossings.

    `source` is the object that the field belongs to, from which the file may take parameters.
    A graph in the answer has at most so many artifacts as the service allows. Raises TooComplex or
    BadInput when that cannot be asked.
    """
    path = tuple(key for key in info.path.as_list() if isinstance(key, str))
    details = [FieldDetails(node, None, None) for node in info.field_nodes]
    plan, arguments = _planned(info, _place(info, path, info.parent_type), details, source)
    most: int = info.context.max_nodes
    pairs = zip(plan.takes, arguments, strict=True)
    return plan, [_within(takes.field, given, most) for takes, given in pairs]


def plan_answer(info: Info) -> None:
    """Plans what is asked of the objects that a mutation may give, before it gives one.

    Raises TooComplex, BadInput or CursorInvalid when that cannot be asked.
    """
    selected = Selected(info)
    details = [FieldDetails(node, None, None) for node in info.field_nodes]
    named = named_type(info.parent_type.fields[info.field_name])
    for of in info.schema.get_possible_types(named):
        for key, inner in selected.of_object(of, details).items():
            name = inner[0].node.name.value
            if name in of.fields and crossing_field(strawberry_of(of.fields[name])):
                place = _place(info, (str(info.path.key), key), of)
                plan, arguments = _planned(info, place, inner, None)
                plan.parameters(arguments)


def _place(info: Info, path: tuple[str, ...], of: GraphQLObjectType) -> Place:
    operation: Any = info.operation
    values = cast("Mapping[str, Any]", info.variable_values)
    return Place(
        text=operation.loc.source.body,
        operation=operation.name.value if operation.name else None,
        path=path,
        type_name=of.name,
        decided=tuple(
            values.get(one.variable.name.value)
            for one in operation.variable_definitions or ()
            if _is_boolean(one.type)
        ),
    )


def _is_boolean(of: Any) -> bool:
    of = of.type if isinstance(of, NonNullTypeNode) else of
    return isinstance(of, NamedTypeNode) and of.name.value == "Boolean"


def _planned(info: Info, place: Place, details: Details, source: object) -> Planned:
    asked = ASKED.get(place)
    if asked is None:
        return _made(info, place, details, source)
    variables = VariableValues({}, cast("dict[str, Any]", info.variable_values))
    arguments = [one.arguments(variables) for one in asked]
    arguments[0] = _with_source(asked[0], arguments[0], source)
    plan = PLANS.get((place, _forms(asked, arguments)))
    return (plan, arguments) if plan else _made(info, place, details, source)


def _made(info: Info, place: Place, details: Details, source: object) -> Planned:
    selected = Selected(info)
    of = cast("GraphQLObjectType", info.schema.type_map[place.type_name])
    crossing = selected.crossing(of, details[0].node.name.value, details)
    asked, arguments = tuple(selected.asked), selected.arguments
    arguments[0] = _with_source(asked[0], arguments[0], source)
    plan = compile_crossing(replace(crossing, arguments=arguments[0]))
    ASKED.keep(place, asked, BYTES * len(place.text))
    size = len(place.text) + len(plan.text) + PART_SIZE * selected.parts
    PLANS.keep((place, _forms(asked, arguments)), plan, size)
    return plan, arguments


def _with_source(asked: Asks, arguments: Mapping[str, Any], source: object) -> Mapping[str, Any]:
    names = asked.field.source
    return {**arguments, **{name: getattr(source, name, "") for name in names}}


def _within(field: Field, arguments: Mapping[str, Any], most: int) -> Mapping[str, Any]:
    if MAX_NODES not in field.parameters:
        return arguments
    return {**arguments, MAX_NODES: min(arguments.get(MAX_NODES) or most, most)}


def _forms(asked: Sequence[Asks], arguments: Arguments) -> tuple[Form, ...]:
    return tuple(form(one.field, given) for one, given in zip(asked, arguments, strict=True))
