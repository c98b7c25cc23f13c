"""What of a file the graph has already: left out if it is the same, and refused if it is not."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from app.domain.forms import RecordType, Row
from app.domain.links import has_to_be_placed, slot_of
from app.domain.stories import Role
from app.domain.values import INT_MAX
from app.errors import BadInput, Conflict
from app.graph.session import Graph
from app.transfer.differences import differing, key_of
from app.transfer.problems import Problems
from app.transfer.records import STATEMENTS, THINGS, read_records, same_edges
from app.transfer.spool.spools import CURRENT_RUN, Spool
from app.writes.positions import highest_positions

_EDGES: Mapping[RecordType, str] = {
    RecordType.RELATION: "from_artifact_id",
    RecordType.STORY_LINK: "story_id",
    RecordType.RUN_LINK: "run_id",
}
"""The field that names what they start from."""


async def look_outside(spool: Spool, graph: Graph) -> None:
    """Notes what the lines name that the graph has and the file has not."""
    for record_type in THINGS:
        for ids in spool.references.outside(record_type):
            for one in await read_records(graph, record_type, ids):
                spool.things.add_known(record_type, one)


async def compare_things(spool: Spool, graph: Graph, problems: Problems) -> None:
    """Leaves out what has an id and is there already, as it is."""
    for record_type in THINGS:
        for seq, rows in spool.chunks(record_type):
            there = await graph.rows(STATEMENTS["labels"], ids=[row["id"] for row in rows])
            if there:
                labels = {one["id"]: one["label"] for one in there}
                found = {
                    one["id"]: one for one in await read_records(graph, record_type, list(labels))
                }
                _refuse_others(rows, labels, found, problems)
                spool.things.mark_known(found)
                new = [row for row in rows if not _is_there(row, found.get(row["id"]), problems)]
                spool.replace(seq, new)


def _refuse_others(
    rows: Sequence[Row], labels: Mapping[str, str], found: Collection[str], problems: Problems
) -> None:
    """An id is one thing's: that of an artifact cannot be a story's too."""
    for row in rows:
        if row["id"] in labels and row["id"] not in found:
            message = f"the id {row['id']} is that of the graph's {labels[row['id']]} already"
            problems.add(row["line"], Conflict(message))


async def take_primaries_of_graph(spool: Spool, graph: Graph) -> None:
    """Settles which links of the file are primary, and adds the primaries that its stories have."""
    for ids in spool.primaries.stories_of_graph():
        for one in await graph.rows(STATEMENTS["primaries"], ids=ids):
            spool.primaries.add(one["story_id"], one["artifact_id"], one["role"])
    spool.primaries.settle()


async def compare_edges(spool: Spool, graph: Graph, problems: Problems) -> None:
    """Leaves out the relations and links that are there already, as they are."""
    _settle_links(spool)
    if spool.things.any_known():
        await _leave_out_edges(spool, graph, problems)
        await _compare_current_runs(spool, graph, problems)
    await _refuse_full_stories(spool, graph, problems)


async def _leave_out_edges(spool: Spool, graph: Graph, problems: Problems) -> None:
    for record_type in _EDGES:
        for seq, rows in spool.chunks(record_type):
            there = await _same_edges(spool, graph, record_type, rows)
            found = {key_of(record_type, one): one for one in there}
            new = [
                row
                for row in rows
                if not _is_there(row, found.get(key_of(record_type, row)), problems)
            ]
            if found:
                same = {row["line"] for row in rows} - {row["line"] for row in new}
                spool.relations.mark_known(same)
                spool.replace(seq, new)


async def _refuse_full_stories(spool: Spool, graph: Graph, problems: Problems) -> None:
    """A scene without a position comes after all others of its story: there must be room for it."""
    for _, rows in spool.chunks(RecordType.STORY_LINK):
        unplaced = [row for row in rows if has_to_be_placed(Role(row["role"]), row["position"])]
        known = spool.things.known([row["story_id"] for row in unplaced])
        highest = await highest_positions(graph, known) if known else {}
        for row in unplaced:
            last = max(row["reserved"] or 0, highest.get(row["story_id"]) or 0) + row["unplaced"]
            if last > INT_MAX:
                message = f"position must be given: those of the story come close to {INT_MAX}"
                problems.add(row["line"], BadInput(message))


async def _same_edges(
    spool: Spool, graph: Graph, record_type: RecordType, rows: Sequence[Row]
) -> list[Row]:
    """Those of the graph with the keys of these; what starts at something new cannot be there."""
    start = _EDGES[record_type]
    known = set(spool.things.known([row[start] for row in rows]))
    return await same_edges(graph, record_type, [row for row in rows if row[start] in known])


async def _compare_current_runs(spool: Spool, graph: Graph, problems: Problems) -> None:
    for seq, rows in spool.chunks(CURRENT_RUN):
        known = spool.things.known([row["story_id"] for row in rows])
        stories = await read_records(graph, RecordType.STORY, known)
        current = {one["id"]: one["current_run_id"] for one in stories}
        for row in rows:
            there = current.get(row["story_id"])
            if there not in {None, row["run_id"]}:
                message = f"current_run_id: the graph has {there} for this story"
                problems.add(row["line"], Conflict(message))
        spool.replace(seq, [row for row in rows if current.get(row["story_id"]) is None])


def _settle_links(spool: Spool) -> None:
    """Says of every link that is written whether it is primary, and which slot it holds then.

    With it goes what the file says of the scenes of its story: `reserved`, their highest position,
    and `unplaced`, how many have none.
    """
    spool.links.count_scenes()
    for seq, rows in spool.chunks(RecordType.STORY_LINK):
        places = spool.links.places([row["line"] for row in rows])
        for row in rows:
            row["is_primary"], row["reserved"], row["unplaced"] = places[row["line"]]
            slot = slot_of(row["story_id"], Role(row["role"]))
            row["slot"] = slot if row["is_primary"] else None
        spool.replace(seq, rows)


def _is_there(row: Row, there: Row | None, problems: Problems) -> bool:
    if there is None:
        return False
    differs = differing(row, there)
    if differs:
        message = f"the graph has this already, with another {', '.join(differs)}"
        problems.add(row["line"], Conflict(message))
    return True
