"""The relations of a file, and those of the graph, as edges between the numbers of artifacts."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from app.domain.forms import RecordType, Row
from app.transfer.spool.cycles import find_cycle
from app.transfer.spool.database import Database, listed
from app.transfer.spool.things import Things

_TABLES = """
CREATE TABLE relation (
  line INTEGER PRIMARY KEY, type TEXT, newer TEXT, source TEXT, known INTEGER
);
CREATE TABLE edge (line INTEGER, type TEXT, newer INTEGER, source INTEGER);
CREATE TABLE reached (place INTEGER PRIMARY KEY, n INTEGER UNIQUE)
"""
_ADD = "INSERT INTO relation VALUES (?, ?, ?, ?, 0)"
_CONNECT = """
INSERT INTO edge
SELECT relation.line, relation.type, newer.n, source.n FROM relation
LEFT JOIN thing AS newer ON newer.id = relation.newer AND newer.type = 'artifact'
LEFT JOIN thing AS source ON source.id = relation.source AND source.type = 'artifact';
CREATE INDEX edge_newer ON edge (newer, source)
"""
_DOUBLED = """
SELECT line, first FROM (
  SELECT line, min(line) OVER (PARTITION BY newer, source, type) AS first
  FROM edge WHERE newer IS NOT NULL AND source IS NOT NULL
) WHERE line > first
"""
_MARK_KNOWN = "UPDATE relation SET known = 1 WHERE line IN (SELECT value FROM json_each(?))"
_ANY_NEW_OF_GRAPH = """
SELECT 1 FROM edge JOIN thing ON thing.n = edge.newer JOIN relation ON relation.line = edge.line
WHERE thing.known AND NOT relation.known LIMIT 1
"""
_REACH_FIRST = """
INSERT INTO reached (n)
SELECT DISTINCT source FROM edge JOIN thing ON thing.n = source WHERE thing.known
"""
_REACHED = """
SELECT place, id FROM reached JOIN thing USING (n) WHERE place > ? ORDER BY place LIMIT ?
"""


class Relations:
    """Which artifact is made from which."""

    def __init__(self, db: Database, things: Things) -> None:
        self._db = db
        self._things = things
        db.create(_TABLES)

    def note(self, line: int, _: RecordType, row: Row) -> None:
        """Takes what a line says."""
        ends = (row["from_artifact_id"], row["to_artifact_id"])
        self._db.run_later(_ADD, line, row["relation_type"], *ends)

    def connect(self) -> None:
        """Makes edges of the relations, when the things of the graph that lines name were added."""
        self._db.run_all(_CONNECT)

    def doubled(self) -> Iterator[tuple[int, int]]:
        """The lines whose relation an earlier line has, each with the first line that has it."""
        return self._db.rows(_DOUBLED)

    def mark_known(self, lines: Collection[int]) -> None:
        """Notes that the graph has the relations of these lines."""
        self._db.run(_MARK_KNOWN, listed(lines))

    def any_new_of_graph(self) -> bool:
        """Whether an artifact that the graph has gets a source that it does not have there."""
        return self._db.row(_ANY_NEW_OF_GRAPH) is not None

    def reached(self) -> Iterator[list[str]]:
        """Pages of the ids of the sources that the graph has, and of those that `add` adds."""
        self._db.run(_REACH_FIRST)
        return self._db.pages(_REACHED, 0)

    def add(self, newer_id: str, source_id: str) -> None:
        """Adds a relation of the graph."""
        newer, source = self._things.number(newer_id), self._things.number(source_id)
        self._db.run("INSERT INTO edge VALUES (NULL, NULL, ?, ?)", newer, source)
        self._db.run("INSERT OR IGNORE INTO reached (n) VALUES (?)", source)

    def cycle(self) -> tuple[int, list[str]] | None:
        """The answer of `find_cycle` for all these relations, for which it can be asked once."""
        return find_cycle(self._db)
