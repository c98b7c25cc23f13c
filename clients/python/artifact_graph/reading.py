"""What the graph is asked: any query, page after page, and lineages."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from artifact_graph.api import Api
from artifact_graph.errors import NotFound
from artifact_graph.records import Artifact, id_of
from artifact_graph.requests import Flow

Direction: TypeAlias = Literal["ancestors", "descendants", "both"]
Hop: TypeAlias = Literal["relations", "runs"]

LINEAGE = """query ($id: ID!, $direction: LineageDirection!) {
  exportLineage(id: $id, format: JSON, direction: $direction) { text }
}"""
"""Along relations alone, which services of every version can follow."""
LINEAGE_THROUGH = """query ($id: ID!, $direction: LineageDirection!, $through: [LineageHop!]) {
  exportLineage(id: $id, format: JSON, direction: $direction, through: $through) { text }
}"""

LINKS = ("MADE_IN", "CONSUMED")
"""The keys of the edges that lead to a run or from one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """The artifacts and relations of a lineage, with the artifact that was asked about first.

    `artifacts` have `id`, `name`, `kind`, `mediaType`, `state`, `sha256`, `createdAt`, `depth`,
    `step` and `agent`, as far as they are known: `pandas.DataFrame(lineage.artifacts)`. `relations`
    have `source`, the newer artifact, `target`, what that was made from, and `key`, the type.
    `runs` have `id`, `name`, which is their workflow, and `createdAt`. `links` are like relations,
    with the keys MADE_IN, from an artifact to its run, and CONSUMED, from a run to an artifact.
    In `depth`, a run on the way counts as 2. `complete` is False when a limit of the service left
    something out, or when relations kept changing while they were read.
    """

    artifacts: Sequence[Mapping[str, Any]]
    relations: Sequence[Mapping[str, Any]]
    complete: bool
    runs: Sequence[Mapping[str, Any]] = ()
    links: Sequence[Mapping[str, Any]] = ()

    def to_networkx(self) -> Any:
        """A `networkx.MultiDiGraph` from each artifact to its sources, also through runs; networkx
        must be there."""
        import networkx

        graph: Any = networkx.MultiDiGraph(complete=self.complete)  # pyright: ignore
        for node in (*self.artifacts, *self.runs):
            graph.add_node(node["id"], **{k: v for k, v in node.items() if k != "id"})
        for edge in (*self.relations, *self.links):
            graph.add_edge(edge["source"], edge["target"], key=edge["key"])
        return graph


def lineage(
    api: Api, artifact: Artifact | str, direction: Direction, through: Sequence[Hop]
) -> Flow[Lineage]:
    """The lineage of an artifact. Raises NotFound."""
    text = LINEAGE
    variables: dict[str, Any] = {"id": id_of(artifact), "direction": direction.upper()}
    if tuple(through) != ("relations",):
        text = LINEAGE_THROUGH
        variables["through"] = [hop.upper() for hop in through]
    found = (yield from api.query(text, variables))["exportLineage"]
    if found is None:
        raise NotFound("NOT_FOUND", f"there is no artifact {id_of(artifact)}")
    graph = json.loads(found["text"])
    nodes, edges = graph["nodes"], graph["edges"]
    return Lineage(
        artifacts=[one for one in nodes if one["kind"] != "RUN"],
        relations=[one for one in edges if one["key"] not in LINKS],
        runs=[one for one in nodes if one["kind"] == "RUN"],
        links=[one for one in edges if one["key"] in LINKS],
        complete=graph["graph"]["complete"],
    )


def page(
    api: Api, text: str, path: Sequence[str], variables: Mapping[str, Any], after: str | None
) -> Flow[tuple[list[Any], str | None]]:
    """The nodes of a page of the connection at the path, and the cursor of the next one, if any.

    The query has a variable `$after`, and asks `nodes` and `pageInfo { hasNextPage endCursor }`.
    """
    found = yield from api.query(text, {**variables, "after": after})
    for name in path:
        if found is None:
            raise NotFound("NOT_FOUND", f"there is nothing at {'.'.join(path)}")
        found = found[name]
    more = found["pageInfo"]["hasNextPage"]
    return found["nodes"], found["pageInfo"]["endCursor"] if more else None
