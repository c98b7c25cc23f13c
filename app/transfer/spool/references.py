"""What the lines of a file name by its id: it is in the file, in the graph, or missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from app.domain.forms import CURATED, RecordType, Row
from app.transfer.spool.database import Database

_TABLES = """
CREATE TABLE reference (line INTEGER, field TEXT, type TEXT, id TEXT);
CREATE TABLE outside (type TEXT, id TEXT, PRIMARY KEY (type, id)) WITHOUT ROWID
"""
_ADD = "INSERT INTO reference VALUES (?, ?, ?, ?)"
_FIND_OUTSIDE = """
INSERT INTO outside
SELECT type, id FROM reference WHERE id NOT IN (SELECT id FROM thing)
UNION SELECT 'artifact', newer FROM relation WHERE newer NOT IN (SELECT id FROM thing)
UNION SELECT 'artifact', source FROM relation WHERE source NOT IN (SELECT id FROM thing)
"""
_OUTSIDE = "SELECT id FROM outside WHERE type = ?3 AND id > ?1 ORDER BY id LIMIT ?2"
_MISSING = """
SELECT said.line, said.field, said.type, said.id, thing.type FROM (
  SELECT line, field, type, id FROM reference
  UNION ALL SELECT line, 'from_artifact_id', 'artifact', relation.newer
  FROM edge JOIN relation USING (line) WHERE edge.newer IS NULL
  UNION ALL SELECT line, 'to_artifact_id', 'artifact', relation.source
  FROM edge JOIN relation USING (line) WHERE edge.source IS NULL
) AS said LEFT JOIN thing ON thing.id = said.id
WHERE thing.type IS NOT said.type
"""

_FIELDS: dict[RecordType, dict[str, RecordType]] = {
    RecordType.STORY: {
        **dict.fromkeys(CURATED, RecordType.ARTIFACT),
        "current_run_id": RecordType.RUN,
    },
    RecordType.RUN: {"story_id": RecordType.STORY, "retry_of_id": RecordType.RUN},
    RecordType.STEP: {"run_id": RecordType.RUN, "retry_of_id": RecordType.STEP},
    RecordType.ARTIFACT: {"created_by_step_id": RecordType.STEP},
    RecordType.ASSESSMENT: {"artifact_id": RecordType.ARTIFACT},
    RecordType.STORY_LINK: {"story_id": RecordType.STORY, "artifact_id": RecordType.ARTIFACT},
    RecordType.RUN_LINK: {"run_id": RecordType.RUN, "artifact_id": RecordType.ARTIFACT},
}
"""What the fields of a type name; the relations name theirs in a table of their own."""


class Missing(NamedTuple):
    """A line whose field names something of a type that is not there.

    `found` is the type of what has the id, None when nothing has it.
    """

    line: int
    field: str
    type: str
    id: str
    found: str | None


class References:
    """What lines name, by the fields that do."""

    def __init__(self, db: Database) -> None:
        self._db = db
        db.create(_TABLES, _FIND_OUTSIDE)

    def note(self, line: int, record_type: RecordType, row: Row) -> None:
        """Takes what a line says."""
        for field, named in _FIELDS[record_type].items():
            if row[field] is not None:
                self._db.run_later(_ADD, line, field, named, row[field])

    def outside(self, record_type: RecordType) -> Iterator[list[str]]:
        """Pages of the ids that lines name as those of a type and the file does not have."""
        return self._db.pages(_OUTSIDE, "", record_type)

    def missing(self) -> Iterator[Missing]:
        """What lines name that neither the file nor the graph has, after `Relations.connect`."""
        return map(Missing._make, self._db.rows(_MISSING))
