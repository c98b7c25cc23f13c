"""The lineage of an artifact, as a picture and as a table, with a part of it highlighted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from app.api.lineage_enums import LineageDirection, LineageFormat
from app.pages.asking import asked_one, found
from app.pages.choices import RELATION_TYPES, STATES, Choice, Highlight, chosen
from app.pages.drawings import drawing
from app.pages.rendering import rendered


async def lineage(request: Request) -> Response:
    """The part of a lineage that the address asks for."""
    choice = chosen(request.query_params)
    artifact = (await asked_one(request, "lineage", "artifact", **choice.variables))["artifact"]
    answer = await _answer(request, choice)
    marks = _marks(answer)
    return rendered(
        "lineage",
        artifact=artifact,
        choice=choice,
        answer=answer,
        marks=marks,
        drawing=drawing(artifact, marks, _paths(answer)),
        directions=[direction.name for direction in LineageDirection],
        highlights=list(Highlight),
        relation_types=RELATION_TYPES,
        states=STATES,
        formats=list(LineageFormat),
    )


async def _answer(request: Request, choice: Choice) -> dict[str, Any]:
    """What is said of the lineage beside the picture: paths, impact or a plan, or nothing."""
    if choice.path_to:
        answer = await asked_one(request, "path", "end", to=choice.path_to)
        return {
            "end": answer["end"],
            "paths": found(answer, "up")["up"]["paths"] or answer["down"]["paths"],
        }
    if choice.highlight is Highlight.IMPACT:
        return await asked_one(request, "impact", "impact")
    if choice.highlight is Highlight.WITHDRAWAL:
        return await asked_one(request, "withdrawal", "withdrawalPlan")
    return {}


def _paths(answer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return answer.get("paths", [])


def _marks(answer: Mapping[str, Any]) -> dict[str, str]:
    """The word for each artifact that is highlighted, by its id."""
    if "withdrawalPlan" in answer:
        plan = answer["withdrawalPlan"]
        goes = {one["artifact"]["id"]: "withdrawn" for one in plan["descendants"]}
        return {**goes, **{one["id"]: "withdrawn, published" for one in plan["published"]}}
    if "impact" in answer:
        affected = answer["artifact"]["lineage"]["artifacts"]
        return {one["artifact"]["id"]: "affected" for one in affected}
    steps = [relation for path in _paths(answer) for relation in path["relations"]]
    return {step[end]["id"]: "on the path" for step in steps for end in ("from", "to")}
