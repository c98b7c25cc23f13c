"""The links of a file's stories and runs to artifacts."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from app.domain.forms import RecordType, Row
from app.transfer.spool.database import Database, listed

_TABLES = """
CREATE TABLE story_link (
  line INTEGER, story_id TEXT, artifact_id TEXT, role TEXT, is_primary INTEGER, position INTEGER
);
CREATE TABLE run_link (line INTEGER, direction TEXT, key TEXT);
CREATE TABLE scenes (story_id TEXT PRIMARY KEY, highest INTEGER, unplaced INTEGER) WITHOUT ROWID
"""
_INDEXES = """
CREATE INDEX story_link_key ON story_link (story_id, role, artifact_id);
CREATE INDEX story_link_line ON story_link (line)
"""
_ADD_STORY_LINK = "INSERT INTO story_link VALUES (?, ?, ?, ?, ?, ?)"
_ADD_RUN_LINK = "INSERT INTO run_link VALUES (?, ?, ?)"
_DOUBLED = """
SELECT line, first FROM (
  SELECT line, min(line) OVER (PARTITION BY story_id, role, artifact_id) AS first FROM story_link
) WHERE line > first
UNION ALL
SELECT line, first FROM (
  SELECT line, min(line) OVER (PARTITION BY direction, key) AS first FROM run_link
) WHERE line > first
"""
_LINKED = """
SELECT link.line, link.role, link.is_primary, thing.kind, thing.state FROM story_link AS link
JOIN thing ON thing.id = link.artifact_id AND thing.type = 'artifact'
WHERE link.line IS NOT NULL
"""
_COUNT_SCENES = """
INSERT INTO scenes
SELECT story_id, max(position), sum(position IS NULL)
FROM story_link WHERE role = 'scene_image' GROUP BY story_id
"""
_PLACES = """
SELECT line, is_primary, highest, unplaced FROM story_link LEFT JOIN scenes USING (story_id)
WHERE line IN (SELECT value FROM json_each(?))
"""


class Linked(NamedTuple):
    """A line that links an artifact to a story, and what the artifact is."""

    line: int
    role: str
    is_primary: bool
    kind: str
    state: str


class Links:
    """What stories and runs have, as lines say it."""

    def __init__(self, db: Database) -> None:
        self._db = db
        db.create(_TABLES, _INDEXES)

    def note(self, line: int, record_type: RecordType, row: Row) -> None:
        """Takes what a line says."""
        if record_type is RecordType.STORY_LINK:
            values = (row["role"], row["is_primary"], row["position"])
            self._db.run_later(_ADD_STORY_LINK, line, row["story_id"], row["artifact_id"], *values)
        else:
            self._db.run_later(_ADD_RUN_LINK, line, row["direction"], row["key"])

    def doubled(self) -> Iterator[tuple[int, int]]:
        """The lines whose link an earlier line has, each with the first line that has it."""
        return self._db.rows(_DOUBLED)

    def linked(self) -> Iterator[Linked]:
        """The links of stories to artifacts that there are, after `Primaries.settle`."""
        for line, role, is_primary, kind, state in self._db.rows(_LINKED):
            yield Linked(line, role, bool(is_primary), kind, state)

    def count_scenes(self) -> None:
        """Looks for the highest positions of scenes, and how many have none, of each story."""
        self._db.run(_COUNT_SCENES)

    def places(self, lines: Collection[int]) -> dict[int, tuple[bool, int | None, int | None]]:
        """Whether the links of these lines are primary, and what the scenes of their stories have.

        That is the highest position, and how many have none, as the file says it; both are None in
        a story without scenes. It is asked after `count_scenes` and `Primaries.settle`.
        """
        return {
            line: (bool(is_primary), highest, unplaced)
            for line, is_primary, highest, unplaced in self._db.rows(_PLACES, listed(lines))
        }
