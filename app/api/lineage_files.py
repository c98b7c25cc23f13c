"""The lineage of an artifact as a file that other tools read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import strawberry

from app.api.context import Context
from app.api.lineage_enums import Incompleteness, LineageDirection, LineageFormat, LineageHop
from app.domain.drawings import CONSUMED, FORMATS, MADE_IN, DrawnLineage
from app.domain.values import checked_id

_QUERY = """
query (
  $id: ID!, $direction: LineageDirection!, $through: [LineageHop!], $runs: Boolean!
  $assessed: Boolean!
) {
  artifact(id: $id) {
    ...Facts
    lineage(direction: $direction, through: $through) {
      incompleteBecause
      artifacts { depth artifact { ...Facts } }
      relations { type from { id } to { id } }
      runs @include(if: $runs) { run { id workflow createdAt } made { id } consumed { id } }
    }
  }
}
fragment Facts on Artifact {
  id name kind mediaType state sha256 createdAt createdByStep { id agent }
  assessments: currentAssessments @include(if: $assessed) { kind score by note createdAt }
}
"""


@strawberry.type(description="A lineage as a file for another tool.")
class LineageFile:
    """A file, and whether all of the lineage is in it."""

    name: str = strawberry.field(description="Suggested name of the file.")
    media_type: str = strawberry.field(description="Media type of the file.")
    text: str = strawberry.field(description="Content of the file.")
    complete: bool = strawberry.field(
        description="Whether the file contains the whole lineage: false when artifacts were left"
        " out because of the node limit of the service (10,000 unless configured otherwise), or"
        " when relations kept changing during the traversal."
    )
    incomplete_because: list[Incompleteness] = strawberry.field(
        description="Reasons why something is missing; empty when `complete` is true."
    )


async def written_lineage(
    schema: Any,
    context: Context,
    artifact_id: str,
    direction: LineageDirection,
    through: Sequence[LineageHop] | None,
    written_as: LineageFormat,
) -> LineageFile | None:
    """The file, or None when there is no such artifact.

    It has the artifact first, then what `lineage` tells of it. Raises BadInput, Unavailable.
    """
    variables = {
        "id": checked_id(artifact_id),
        "direction": direction.name,
        "through": None if through is None else [hop.name for hop in through],
        "runs": LineageHop.RUNS in (through or ()),
        "assessed": written_as is LineageFormat.JSON,
    }
    answer = await schema.execute(_QUERY, variable_values=variables, context_value=context)
    for error in answer.errors or ():
        raise error.original_error or error
    if answer.data["artifact"] is None:
        return None
    drawn = _drawn(answer.data["artifact"])
    media_type, write = FORMATS[written_as]
    return LineageFile(
        name=f"lineage-{artifact_id}.{written_as}",
        media_type=media_type,
        text=write(drawn),
        complete=not drawn.incomplete_because,
        incomplete_because=[Incompleteness[name] for name in drawn.incomplete_because],
    )


def _drawn(artifact: dict[str, Any]) -> DrawnLineage:
    lineage = artifact["lineage"]
    runs = lineage.get("runs", [])
    others = [_facts(one["artifact"], one["depth"]) for one in lineage["artifacts"]]
    return DrawnLineage(
        artifacts=[_facts(artifact, 0), *others],
        relations=[
            {"type": one["type"], "from": one["from"]["id"], "to": one["to"]["id"]}
            for one in lineage["relations"]
        ],
        runs=[_run_facts(one["run"]) for one in runs],
        links=[link for one in runs for link in _links(one)],
        incomplete_because=lineage["incompleteBecause"],
    )


def _run_facts(run: dict[str, Any]) -> dict[str, Any]:
    name, created = run["workflow"], run["createdAt"]
    return {"id": run["id"], "name": name, "kind": "RUN", "createdAt": created}


def _links(passed: dict[str, Any]) -> Iterator[dict[str, str]]:
    run = passed["run"]["id"]
    yield from ({"type": MADE_IN, "from": one["id"], "to": run} for one in passed["made"])
    yield from ({"type": CONSUMED, "from": run, "to": one["id"]} for one in passed["consumed"])


def _facts(artifact: dict[str, Any], depth: int) -> dict[str, Any]:
    step = artifact["createdByStep"] or {"id": None, "agent": None}
    facts = {**artifact, "depth": depth, "step": step["id"], "agent": step["agent"]}
    ours = ("lineage", "createdByStep")
    return {
        key: value for key, value in facts.items() if key not in ours and value not in (None, [])
    }
