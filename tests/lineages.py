"""The lineage of an artifact as a graph, as tests compare it."""

from __future__ import annotations

from typing import Any

from tests.asking import Ask
from tests.client import Api

_LINEAGE = """
query ($id: ID!) {
  artifact(id: $id) {
    lineage%s {
      totalCount complete incompleteBecause
      artifacts { depth artifact { id } }
      relations { type from { id } to { id } }
      runs { run { id } made { id } consumed { id } }
    }
  }
}
"""


async def lineage_of(ask: Ask | Api, artifact_id: str, asked: str = "") -> dict[str, Any]:
    """The lineage as it is answered, in which ids stand in the place of artifacts and runs.

    `asked` has the arguments, in their parentheses.
    """
    data = await ask(_LINEAGE % asked, id=artifact_id)
    graph = data["artifact"]["lineage"]
    return {
        **graph,
        "artifacts": [(one["artifact"]["id"], one["depth"]) for one in graph["artifacts"]],
        "relations": [
            (one["from"]["id"], one["type"], one["to"]["id"]) for one in graph["relations"]
        ],
        "runs": [
            (
                one["run"]["id"],
                [made["id"] for made in one["made"]],
                [consumed["id"] for consumed in one["consumed"]],
            )
            for one in graph["runs"]
        ],
    }
