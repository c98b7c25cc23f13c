"""In what two runs differ, in the schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import strawberry

from app.api.context import Context
from app.api.crossings import crosses, prop
from app.api.lineage_enums import StepFact
from app.domain.run_differences import RunDifference as Difference
from app.domain.run_differences import run_difference
from app.domain.values import checked_id
from app.graph.statements import CYPHER, load_statement

if TYPE_CHECKING:
    from app.api.artifacts import Artifact
    from app.api.runs import AgentStep

_COMPARED = load_statement(CYPHER / "Server" / "compared_runs.cypher")


@strawberry.type(
    description="A step of one run and its counterpart in the other run, which has the same name."
    " When a run has several steps of one name, the first matches the first, the second the second,"
    " and so on."
)
class StepDifference:
    """Counterparts have the same name, and the same place among the steps of that name."""

    changed: list[StepFact] = prop(
        "Properties in which the two steps differ; empty when they do not differ, or when the step"
        " has no counterpart."
    )
    parts: bool = prop(
        "Whether the runs begin to differ here. True when the step differs from its counterpart or"
        " has none, and the difference does not just follow from another one: in at least one of"
        " the runs, no artifact that the step used, directly or indirectly, was created by another"
        " differing step."
    )

    @crosses
    def a(self) -> AgentStep | None: ...

    @crosses
    def b(self) -> AgentStep | None: ...


@strawberry.type(
    description="Comparison of two runs, for example to find the step that made their covers"
    " differ."
)
class RunDifference:
    """Two runs, step by step."""

    rows: strawberry.Private[list[Mapping[str, Any]]]
    first_rows: strawberry.Private[list[Mapping[str, Any]]]
    ids_in_a: strawberry.Private[list[str]]
    ids_in_b: strawberry.Private[list[str]]

    @crosses
    def steps(self) -> list[StepDifference]: ...

    @crosses
    def divergences(self) -> list[StepDifference]: ...

    @crosses
    def only_in_a(self) -> list[Artifact]: ...

    @crosses
    def only_in_b(self) -> list[Artifact]: ...


async def compared_runs(context: Context, a: str, b: str) -> RunDifference | None:
    """The difference of two runs, or None when one of them is missing. Raises BadInput."""
    ids = [checked_id(a, "a"), checked_id(b, "b")]
    runs = await context.graph.read(_COMPARED.text, {"ids": ids})
    return _told(run_difference(*(steps for [steps] in runs))) if len(runs) == 2 else None


def _told(found: Difference) -> RunDifference:
    rows: list[Mapping[str, Any]] = [
        {"place": place, "a": one.a, "b": one.b, "changed": one.changed, "parts": one.parts}
        for place, one in enumerate(found.steps)
    ]
    return RunDifference(
        rows=rows,
        first_rows=[row for row in rows if row["parts"]],
        ids_in_a=[*found.only_in_a],
        ids_in_b=[*found.only_in_b],
    )
