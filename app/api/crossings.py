"""How a type of the schema says where a field comes from: a property, or across the graph."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import strawberry
from strawberry.extensions import FieldExtension

from app.api.definitions import Source
from app.api.plans import Planned, planned
from app.graph.fields import load_field
from app.graph.finished import answer
from app.graph.rows import Done
from app.graph.shape import ShapeContext
from app.graph.statements import CypherFileError

if TYPE_CHECKING:
    from app.api.context import Context

WALKS = 3
"""How often a lineage is walked at most, while relations change during each walk."""
OF_THE_COMPILER = frozenset({"self", "first", "after", "order"})


def prop(description: str, *, column: str | None = None) -> Any:
    """A field that is a property of the row, of the same name unless `column` says another."""
    columns = (column,) if column else ()
    return strawberry.field(
        description=description, metadata={"source": Source(columns=columns, compute=None)}
    )


def computed(description: str, *columns: str, by: Callable[..., object]) -> Any:
    """A field that `by(context, *values)` works out from those properties of the row."""
    return strawberry.field(
        description=description, metadata={"source": Source(columns=columns, compute=by)}
    )


def crosses(method: Callable[..., Any]) -> Any:
    """A field that crosses the graph: `cypher/<Type>/<method>.cypher` says how.

    The method has only a signature. CypherFileError when the arguments and the file do not match.
    """
    type_name, _, method_name = method.__qualname__.rpartition(".")
    name = method_name.rstrip("_")
    field = load_field(type_name, name)
    arguments = frozenset(inspect.signature(method).parameters) - OF_THE_COMPILER
    parameters = field.parameters - frozenset(field.source)
    if arguments != parameters:
        odd = ", ".join(sorted(arguments ^ parameters))
        raise CypherFileError(f"{type_name}/{name}.cypher: arguments and text disagree: {odd}")
    return strawberry.field(
        method,
        name=name if name != method_name else None,
        description=f"{field.sentence}.",
        metadata={"crossing": field},
        extensions=[CrossingExtension()],
    )


class CrossingExtension(FieldExtension):
    """Answers a field, and all that is selected below it, with one statement."""

    async def resolve_async(
        self,
        next_: Callable[..., Any],  # noqa: ARG002
        source: Any,
        info: strawberry.Info[Context],
        **_: Any,
    ) -> Any:
        """Reads the graph, unless nothing of it is needed, and shapes the answer.

        When that does not fit the schema, the statement is sent once more, since a relationship
        that is deleted while it is read has null values. If it still does not fit, the field that
        does not is an error.
        """
        context = info.context
        asked = planned(cast("Any", info)._raw_info, source)
        made = await _read(context, asked)
        if context.finish and asked.plan.text and type(made) is not Done:
            made = await _read(context, asked)
        return made


async def _read(context: Context, asked: Planned) -> Any:
    """The answer; a lineage is walked again when relations have changed during the walk."""
    plan, arguments, parameters = asked
    cells: list[Any] = []
    for _walk in range(WALKS if plan.repeated else 1):
        if plan.text:
            [cells] = await context.graph.read(plan.text, parameters)
        if plan.repeated and cells[-1]:
            break
    if plan.repeated:
        context = replace(context, changed=not cells[-1])
    shaping = ShapeContext(context=context, arguments=({}, *arguments))
    return answer(plan.shape, cells, shaping, finish=context.finish)
