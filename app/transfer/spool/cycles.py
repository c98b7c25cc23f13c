"""Looks for a cycle among the edges.

An artifact from which nothing is derived any more is taken away with its relations, and so on: a
whole row of such artifacts at a time (A. B. Kahn, Topological sorting of large networks, 1962).
What remains in the end has a cycle.
"""

from __future__ import annotations

from app.transfer.spool.database import Database, listed

_START = """
CREATE TABLE waiting (n INTEGER PRIMARY KEY, left INTEGER);
CREATE TABLE row (n INTEGER PRIMARY KEY);
CREATE TABLE hit (n INTEGER PRIMARY KEY, times INTEGER);
INSERT INTO waiting SELECT source, count(*) FROM edge
WHERE newer IS NOT NULL AND source IS NOT NULL GROUP BY source;
INSERT INTO row SELECT DISTINCT newer FROM edge
WHERE newer IS NOT NULL AND newer NOT IN (SELECT n FROM waiting)
"""
_ROUND = """
DELETE FROM hit;
INSERT INTO hit SELECT source, count(*) FROM row CROSS JOIN edge ON edge.newer = row.n
WHERE source IS NOT NULL GROUP BY source;
UPDATE waiting SET left = left - (SELECT times FROM hit WHERE hit.n = waiting.n)
WHERE n IN (SELECT n FROM hit);
DELETE FROM row;
INSERT INTO row SELECT waiting.n FROM hit CROSS JOIN waiting USING (n) WHERE left = 0;
DELETE FROM waiting WHERE n IN (SELECT n FROM row)
"""
_ANY_NEWER = """
SELECT edge.newer, edge.line FROM edge JOIN waiting ON waiting.n = edge.newer
WHERE edge.source = ? LIMIT 1
"""
_IDS = "SELECT n, id FROM thing WHERE n IN (SELECT value FROM json_each(?))"


def find_cycle(db: Database) -> tuple[int, list[str]] | None:
    """The last line of the file that is part of a cycle, and the artifacts of that by their ids.

    Each of them comes before one of its sources. None without a cycle.
    """
    db.run_all(_START)
    while db.row("SELECT 1 FROM row LIMIT 1"):
        db.run_all(_ROUND)
    left = db.row("SELECT n FROM waiting LIMIT 1")
    return left and _cycle_from(db, left[0])


def _cycle_from(db: Database, start: int) -> tuple[int, list[str]]:
    """Of whatever is left something newer is left: so going on to it must come back at last."""
    db.run("CREATE INDEX edge_source ON edge (source)")
    lines: dict[int, int] = {}
    at = start
    while at not in lines:
        newer, line = db.row(_ANY_NEWER, at)
        lines[at] = line or 0
        at = newer
    ring = list(lines)[list(lines).index(at) :]
    ids = dict(db.rows(_IDS, listed(ring)))
    return max(lines[n] for n in ring), [ids[n] for n in reversed(ring)]
