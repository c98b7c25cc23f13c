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
from app.api.definitions import crossing_field, named_type, strawberry_of
from app.api.documents import BYTES
from app.api.kept import Kept
from app.api.selections import Selected
from app.errors import AppError
from app.graph.bodies import Form, form
from app.graph.compile import Plan, compile_crossing
from app.graph.fields import MAX_NODES, Field

Info = GraphQLResolveInfo[Any]
Details = Sequence[FieldDetails]
Arguments = Sequence[Mapping[str, Any]]


class Planned(NamedTuple):
    """A plan, the arguments of each of its crossings, and the parameters of its statement."""

    plan: Plan
    arguments: Arguments
    parameters: Mapping[str, Any]


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
    """The plan of a field that crosses the graph, for the arguments of this request.

    `source` is the object that the field belongs to, from which the file may take parameters.
    A graph in the answer has at most so many artifacts as the service allows. Raises GraphQLError,
    from TooComplex, BadInput or CursorInvalid and with a path, when that cannot be asked.
    """
    path = tuple(key for key in info.path.as_list() if isinstance(key, str))
    details = [FieldDetails(node, None, None) for node in info.field_nodes]
    return _planned(info, _place(info, path, info.parent_type), details, source)


def plan_answer(info: Info) -> None:
    """Plans what is asked of the objects that a mutation may give, before it gives one.

    Raises what `planned` raises.
    """
    selected = Selected(info, ())
    details = [FieldDetails(node, None, None) for node in info.field_nodes]
    named = named_type(info.parent_type.fields[info.field_name])
    for of in info.schema.get_possible_types(named):
        for key, inner in selected.of_object(of, details).items():
            name = inner[0].node.name.value
            if name in of.fields and crossing_field(strawberry_of(of.fields[name])):
                place = _place(info, (str(info.path.key), key), of)
                _planned(info, place, inner, None)


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
    return _ready(info, plan, asked, arguments) if plan else _made(info, place, details, source)


def _made(info: Info, place: Place, details: Details, source: object) -> Planned:
    selected = Selected(info, place.path)
    of = cast("GraphQLObjectType", info.schema.type_map[place.type_name])
    crossing = selected.crossing(of, details[0].node.name.value, details)
    asked, arguments = tuple(selected.asked), selected.arguments
    arguments[0] = _with_source(asked[0], arguments[0], source)
    plan = compile_crossing(replace(crossing, arguments=arguments[0]))
    ASKED.keep(place, asked, BYTES * len(place.text))
    size = len(place.text) + len(plan.text) + PART_SIZE * selected.parts
    PLANS.keep((place, _forms(asked, arguments)), plan, size)
    return _ready(info, plan, asked, arguments)


def _ready(info: Info, plan: Plan, asked: Sequence[Asks], arguments: Arguments) -> Planned:
    most: int = info.context.max_nodes
    within = [_within(one.field, given, most) for one, given in zip(asked, arguments, strict=True)]
    try:
        return Planned(plan, within, plan.parameters(within))
    except AppError:
        for one, takes, given in zip(asked, plan.takes, within, strict=True):
            with one.located():
                takes.parameters(given)
        raise


def _with_source(asked: Asks, arguments: Mapping[str, Any], source: object) -> Mapping[str, Any]:
    names = asked.field.source
    return {**arguments, **{name: getattr(source, name, "") for name in names}}


def _within(field: Field, arguments: Mapping[str, Any], most: int) -> Mapping[str, Any]:
    if MAX_NODES not in field.parameters:
        return arguments
    return {**arguments, MAX_NODES: min(arguments.get(MAX_NODES) or most, most)}


def _forms(asked: Sequence[Asks], arguments: Arguments) -> tuple[Form, ...]:
    return tuple(form(one.field, given) for one, given in zip(asked, arguments, strict=True))
