"""Looks for cycles in the relations of a file, together with those that the graph has already.

An artifact from which nothing is derived any more is taken away with its relations, and so on: a
whole row of such artifacts at a time (A. B. Kahn, Topological sorting of large networks, 1962).
What remains in the end has a cycle. All of it is done in the spool.
"""

from __future__ import annotations

from app.domain.forms import RecordType
from app.errors import Cycle
from app.graph.session import Graph
from app.transfer.problems import Problems
from app.transfer.records import read_records
from app.transfer.spool import CHUNK_ROWS, Spool

_TOLD = 20
"""How many artifacts of a long cycle are named at each end."""

_EDGES = """
CREATE TABLE edge AS
SELECT relation.line, relation.type, newer.n AS newer, source.n AS source FROM relation
LEFT JOIN thing AS newer ON newer.id = relation.newer AND newer.type = 'artifact'
LEFT JOIN thing AS source ON source.id = relation.source AND source.type = 'artifact'
"""
_LATE = """
SELECT EXISTS (
  SELECT 1 FROM edge JOIN thing ON thing.n = edge.newer JOIN relation ON relation.line = edge.line
  WHERE thing.known AND edge.line NOT IN (SELECT line FROM known_edge)
)
"""
_FIRST_ROW = """
INSERT INTO row SELECT DISTINCT newer FROM edge
WHERE newer IS NOT NULL AND newer NOT IN (SELECT n FROM waiting)
"""
_WAITING = """
CREATE TABLE waiting (n INTEGER PRIMARY KEY, left INTEGER);
CREATE TABLE row (n INTEGER PRIMARY KEY);
CREATE TABLE hit (n INTEGER PRIMARY KEY, times INTEGER);
"""
_COUNT = """
INSERT INTO waiting SELECT source, count(*) FROM edge
WHERE newer IS NOT NULL AND source IS NOT NULL GROUP BY source
"""
_ROUND = (
    "DELETE FROM hit",
    "INSERT INTO hit SELECT source, count(*) FROM row CROSS JOIN edge ON edge.newer = row.n"
    " WHERE source IS NOT NULL GROUP BY source",
    "UPDATE waiting SET left = left - (SELECT times FROM hit WHERE hit.n = waiting.n)"
    " WHERE n IN (SELECT n FROM hit)",
    "DELETE FROM row",
    "INSERT INTO row SELECT waiting.n FROM hit CROSS JOIN waiting USING (n) WHERE left = 0",
    "DELETE FROM waiting WHERE n IN (SELECT n FROM row)",
)
_ANY_NEWER = """
SELECT edge.newer, edge.line FROM edge JOIN waiting ON waiting.n = edge.newer
WHERE edge.source = ? LIMIT 1
"""


def make_edges(spool: Spool) -> None:
    """Gives the relations the numbers of their artifacts, in place of ids."""
    spool.db.execute(_EDGES)
    spool.db.execute("CREATE INDEX edge_newer ON edge (newer, source)")


async def check_lineage(spool: Spool, graph: Graph, problems: Problems) -> None:
    """Notes a cycle, at a line that closes it, with its way."""
    await _add_relations_of_graph(spool, graph)
    _take_away(spool)
    found = spool.db.execute("SELECT n FROM waiting LIMIT 1").fetchone()
    if found is not None:
        line, path = _cycle(spool, found[0])
        shown = path if len(path) <= 2 * _TOLD else [*path[:_TOLD], "...", *path[-_TOLD:]]
        message = f"the relations make a cycle of {len(path)} artifacts: {' -> '.join(shown)}"
        problems.add(line, Cycle(f"{message} -> {path[0]}", path))


async def _add_relations_of_graph(spool: Spool, graph: Graph) -> None:
    """Adds the ancestors in the graph of what the file names, if a cycle can go through them.

    It can only through a new relation of an artifact that the graph has.
    """
    if not spool.db.execute(_LATE).fetchone()[0]:
        return
    spool.db.execute("CREATE TABLE reached (place INTEGER PRIMARY KEY, n INTEGER UNIQUE)")
    spool.db.execute(
        "INSERT INTO reached (n) SELECT DISTINCT source FROM edge JOIN thing ON thing.n = source"
        " WHERE thing.known"
    )
    place = 0
    asked = (
        "SELECT place, id FROM reached JOIN thing USING (n) WHERE place > ? ORDER BY place LIMIT ?"
    )
    while rows := spool.db.execute(asked, (place, CHUNK_ROWS)).fetchall():
        place = rows[-1][0]
        for one in await read_records(graph, RecordType.RELATION, [row[1] for row in rows]):
            newer = _number(spool, one["from_artifact_id"])
            source = _number(spool, one["to_artifact_id"])
            spool.db.execute("INSERT INTO edge VALUES (NULL, NULL, ?, ?)", (newer, source))
            spool.db.execute("INSERT OR IGNORE INTO reached (n) VALUES (?)", (source,))


def _number(spool: Spool, artifact_id: str) -> int:
    known = "SELECT n FROM thing WHERE id = ? AND type = 'artifact'"
    found = spool.db.execute(known, (artifact_id,)).fetchone()
    if found is not None:
        return found[0]
    spool.db.execute(
        "INSERT INTO thing (id, type, known) VALUES (?, 'artifact', 1)", (artifact_id,)
    )
    return spool.db.execute("SELECT last_insert_rowid()").fetchone()[0]


def _take_away(spool: Spool) -> None:
    for statement in (*_WAITING.split(";")[:3], _COUNT, _FIRST_ROW):
        spool.db.execute(statement)
    while spool.db.execute("SELECT EXISTS (SELECT 1 FROM row)").fetchone()[0]:
        for statement in _ROUND:
            spool.db.execute(statement)


def _cycle(spool: Spool, start: int) -> tuple[int, list[str]]:
    """A cycle among what is left, and the last line of the file that is part of it.

    Of whatever is left something newer is left: so going on to it must come back at last.
    """
    spool.db.execute("CREATE INDEX edge_source ON edge (source)")
    lines: dict[int, int] = {}
    at = start
    while at not in lines:
        newer, line = spool.db.execute(_ANY_NEWER, (at,)).fetchone()
        lines[at] = line or 0
        at = newer
    ring = list(lines)[list(lines).index(at) :]
    names = dict(
        spool.rows("SELECT n, id FROM thing WHERE n IN (SELECT value FROM json_each(?))", str(ring))
    )
    return max(lines[n] for n in ring), [names[n] for n in reversed(ring)]
