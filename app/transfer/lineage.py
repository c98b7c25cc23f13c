"""Looks for cycles in the relations of a file, together with those that the graph has already."""

from __future__ import annotations

from app.domain.forms import RecordType
from app.errors import Cycle
from app.graph.session import Graph
from app.transfer.problems import Problems
from app.transfer.records import read_records
from app.transfer.spool.spools import Spool

_TOLD = 20
"""How many artifacts of a long cycle are named at each end."""


async def check_lineage(spool: Spool, graph: Graph, problems: Problems) -> None:
    """Notes a cycle, at a line that closes it, with its way."""
    await _add_relations_of_graph(spool, graph)
    found = spool.relations.cycle()
    if found is not None:
        line, path = found
        shown = path if len(path) <= 2 * _TOLD else [*path[:_TOLD], "...", *path[-_TOLD:]]
        message = f"the relations make a cycle of {len(path)} artifacts: {' -> '.join(shown)}"
        problems.add(line, Cycle(f"{message} -> {path[0]}", path))


async def _add_relations_of_graph(spool: Spool, graph: Graph) -> None:
    """Adds the ancestors in the graph of what the file names, if a cycle can go through them.

    It can only through a new relation of an artifact that the graph has.
    """
    if spool.relations.any_new_of_graph():
        for ids in spool.relations.reached():
            for one in await read_records(graph, RecordType.RELATION, ids):
                spool.relations.add(one["from_artifact_id"], one["to_artifact_id"])
