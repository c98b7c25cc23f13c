"""What of a file the graph has already: left out if it is the same, and refused if it is not."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import orjson

from app.domain.forms import RecordType, Row
from app.domain.links import has_to_be_placed, slot_of
from app.domain.stories import Role
from app.domain.values import INT_MAX
from app.errors import BadInput, Conflict
from app.graph.session import Graph
from app.transfer.differences import differing, key_of
from app.transfer.problems import Problems
from app.transfer.records import STATEMENTS, THINGS, read_records, same_edges
from app.transfer.spool import ADD_THING, CHUNK_ROWS, CURRENT_RUN, FACTS, Spool
from app.writes.positions import highest_positions

_EDGES: Mapping[RecordType, str] = {
    RecordType.RELATION: "from_artifact_id",
    RecordType.STORY_LINK: "story_id",
    RecordType.RUN_LINK: "run_id",
}
"""The field that names what they start from."""

_OUTSIDE = """
CREATE TABLE outside AS
SELECT DISTINCT named.type, named.id FROM named LEFT JOIN thing ON thing.id = named.id
WHERE thing.id IS NULL
UNION
SELECT 'artifact', relation.newer FROM relation LEFT JOIN thing ON thing.id = relation.newer
WHERE thing.id IS NULL
UNION
SELECT 'artifact', relation.source FROM relation LEFT JOIN thing ON thing.id = relation.source
WHERE thing.id IS NULL
"""
_LINKED_STORIES = """
SELECT id FROM thing WHERE type = 'story' AND known AND id > ? AND (
  id IN (SELECT story_id FROM story_link) OR id IN (SELECT story_id FROM curated)
) ORDER BY id LIMIT ?
"""
_PRIMARY_BY_REFERENCE = """
UPDATE story_link SET is_primary = EXISTS (
  SELECT 1 FROM curated WHERE curated.story_id = story_link.story_id
    AND curated.role = story_link.role AND curated.artifact_id = story_link.artifact_id
) WHERE is_primary IS NULL
"""
_PRIMARY_AS_THERE = """
UPDATE story_link SET is_primary = 1
WHERE story_id = ?1 AND artifact_id = ?2 AND role = ?3 AND is_primary IS NULL
"""
_ADD_LINK = """
INSERT INTO story_link SELECT NULL, ?1, ?2, ?3, 1, NULL WHERE NOT EXISTS (
  SELECT 1 FROM story_link WHERE story_id = ?1 AND artifact_id = ?2 AND role = ?3
)
"""
_SCENES = """
CREATE TABLE scenes AS
SELECT story_id, max(position) AS highest, sum(position IS NULL) AS unplaced
FROM story_link WHERE role = 'scene_image' GROUP BY story_id
"""
_SETTLED = """
SELECT line, is_primary, highest, unplaced FROM story_link LEFT JOIN scenes USING (story_id)
WHERE line IN (SELECT value FROM json_each(?))
"""


async def look_outside(spool: Spool, graph: Graph) -> None:
    """Notes what the lines name that the graph has and the file has not."""
    spool.db.execute(_OUTSIDE)
    for record_type in THINGS:
        after = ""
        asked = "SELECT id FROM outside WHERE type = ? AND id > ? ORDER BY id LIMIT ?"
        while rows := list(spool.rows(asked, record_type, after, CHUNK_ROWS)):
            after = rows[-1][0]
            for one in await read_records(graph, record_type, [row[0] for row in rows]):
                facts = (one.get(fact) for fact in FACTS)
                spool.db.execute(ADD_THING, (record_type, None, 1, *facts))


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
                _mark_known(spool, found)
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
    spool.db.execute("CREATE INDEX story_link_key ON story_link (story_id, role, artifact_id)")
    spool.db.execute("CREATE INDEX curated_key ON curated (story_id, role)")
    after = ""
    while rows := list(spool.rows(_LINKED_STORIES, after, CHUNK_ROWS)):
        after = rows[-1][0]
        for one in await graph.rows(STATEMENTS["primaries"], ids=[row[0] for row in rows]):
            key = (one["story_id"], one["artifact_id"], one["role"])
            spool.db.execute(_PRIMARY_AS_THERE, key)
            spool.db.execute(_ADD_LINK, key)
    spool.db.execute(_PRIMARY_BY_REFERENCE)


async def compare_edges(spool: Spool, graph: Graph, problems: Problems) -> None:
    """Leaves out the relations and links that are there already, as they are."""
    _settle_links(spool)
    spool.db.execute("CREATE TABLE known_edge (line INTEGER PRIMARY KEY)")
    if spool.db.execute("SELECT EXISTS (SELECT 1 FROM thing WHERE known)").fetchone()[0]:
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
                _mark_edges(spool, {row["line"] for row in rows} - {row["line"] for row in new})
                spool.replace(seq, new)


async def _refuse_full_stories(spool: Spool, graph: Graph, problems: Problems) -> None:
    """A scene without a position comes after all others of its story: there must be room for it."""
    for _, rows in spool.chunks(RecordType.STORY_LINK):
        unplaced = [row for row in rows if has_to_be_placed(Role(row["role"]), row["position"])]
        known = _known(spool, [row["story_id"] for row in unplaced])
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
    known = set(_known(spool, [row[start] for row in rows]))
    return await same_edges(graph, record_type, [row for row in rows if row[start] in known])


async def _compare_current_runs(spool: Spool, graph: Graph, problems: Problems) -> None:
    for seq, rows in spool.chunks(CURRENT_RUN):
        ids = [row["story_id"] for row in rows]
        stories = await read_records(graph, RecordType.STORY, _known(spool, ids))
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
    spool.db.execute("CREATE INDEX story_link_line ON story_link (line)")
    spool.db.execute(_SCENES)
    spool.db.execute("CREATE INDEX scenes_story ON scenes (story_id)")
    for seq, rows in spool.chunks(RecordType.STORY_LINK):
        lines = orjson.dumps([row["line"] for row in rows]).decode()
        settled = {line: told for line, *told in spool.rows(_SETTLED, lines)}
        for row in rows:
            is_primary, row["reserved"], row["unplaced"] = settled[row["line"]]
            row["is_primary"] = bool(is_primary)
            slot = slot_of(row["story_id"], Role(row["role"]))
            row["slot"] = slot if row["is_primary"] else None
        spool.replace(seq, rows)


def _mark_edges(spool: Spool, lines: set[int]) -> None:
    spool.db.executemany("INSERT INTO known_edge VALUES (?)", [(line,) for line in lines])


def _is_there(row: Row, there: Row | None, problems: Problems) -> bool:
    if there is None:
        return False
    differs = differing(row, there)
    if differs:
        message = f"the graph has this already, with another {', '.join(differs)}"
        problems.add(row["line"], Conflict(message))
    return True


def _mark_known(spool: Spool, ids: Collection[str]) -> None:
    spool.db.execute(
        "UPDATE thing SET known = 1 WHERE id IN (SELECT value FROM json_each(?))",
        (orjson.dumps(list(ids)).decode(),),
    )


def _known(spool: Spool, ids: Sequence[str]) -> list[str]:
    found = spool.rows(
        "SELECT id FROM thing WHERE known AND id IN (SELECT value FROM json_each(?))",
        orjson.dumps(list(ids)).decode(),
    )
    return [row[0] for row in found]
