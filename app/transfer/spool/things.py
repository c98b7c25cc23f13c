"""The stories, runs, steps, artifacts and assessments of a file, and what it names of the graph."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from app.domain.forms import RecordType, Row
from app.domain.runs import FINAL, Status
from app.transfer.spool.database import Database, listed

_TABLE = """
CREATE TABLE thing (
  n INTEGER PRIMARY KEY, type TEXT, line INTEGER, known INTEGER, id TEXT, kind TEXT, state TEXT,
  story_id TEXT, run_id TEXT, current_run_id TEXT, status TEXT, finished_at TEXT
)
"""
_FACTS = ("id", "kind", "state", "story_id", "run_id", "current_run_id", "status", "finished_at")
_ADD = "INSERT INTO thing VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_SAME_IDS = """
SELECT line, id, first, first_type FROM (
  SELECT line, id, first_value(line) OVER same AS first, first_value(type) OVER same AS first_type
  FROM thing WINDOW same AS (PARTITION BY id ORDER BY line)
) WHERE line > first
"""
_KNOWN = "SELECT id FROM thing WHERE known AND id IN (SELECT value FROM json_each(?))"
_MARK_KNOWN = "UPDATE thing SET known = 1 WHERE id IN (SELECT value FROM json_each(?))"
_ENDED_RUNS = """
SELECT id, finished_at FROM thing
WHERE type = 'run' AND id IN (SELECT value FROM json_each(?))
  AND status IN (SELECT value FROM json_each(?))
"""
_SET_STATUS = "UPDATE thing SET status = ? WHERE id IN (SELECT value FROM json_each(?))"
_FOREIGN_RUNS = """
SELECT story.line, run.id FROM thing AS story
JOIN thing AS run ON run.id = story.current_run_id AND run.type = 'run'
WHERE story.line IS NOT NULL AND run.story_id IS NOT story.id
"""


class SameId(NamedTuple):
    """A line with the id that the first line of it has, and the type of that one."""

    line: int
    id: str
    first: int
    first_type: str


class Things:
    """What has an id: of the file, and what the graph has and lines of the file name."""

    def __init__(self, db: Database) -> None:
        self._db = db
        db.create(_TABLE, "CREATE INDEX thing_id ON thing (id)")

    def note(self, line: int, record_type: RecordType, row: Row) -> None:
        """Takes what a line says."""
        self._db.run_later(_ADD, record_type, line, 0, *map(row.get, _FACTS))

    def add_known(self, record_type: RecordType, row: Row) -> None:
        """Adds what the graph has and the file has not."""
        self._db.run(_ADD, record_type, None, 1, *map(row.get, _FACTS))

    def number(self, artifact_id: str) -> int:
        """The number of an artifact; one that is not here yet is added as one of the graph."""
        asked = "SELECT n FROM thing WHERE id = ? AND type = 'artifact'"
        found = self._db.row(asked, artifact_id)
        if found is None:
            self.add_known(RecordType.ARTIFACT, {"id": artifact_id})
            found = self._db.row("SELECT last_insert_rowid()")
        return found[0]

    def mark_known(self, ids: Collection[str]) -> None:
        """Notes that the graph has these."""
        self._db.run(_MARK_KNOWN, listed(ids))

    def any_known(self) -> bool:
        """Whether the graph has any of all these things."""
        return self._db.row("SELECT 1 FROM thing WHERE known LIMIT 1") is not None

    def known(self, ids: Collection[str]) -> list[str]:
        """Those of the ids that the graph has."""
        return [thing_id for (thing_id,) in self._db.rows(_KNOWN, listed(ids))]

    def same_ids(self) -> Iterator[SameId]:
        """The lines whose id an earlier line has."""
        return map(SameId._make, self._db.rows(_SAME_IDS))

    def ended_runs(self, ids: Collection[str]) -> dict[str, str | None]:
        """When those of these runs ended that have ended, as far as that is known, by id."""
        return dict(self._db.rows(_ENDED_RUNS, listed(ids), listed(FINAL)))

    def cancel(self, step_ids: Collection[str]) -> None:
        """Notes that these steps are CANCELLED."""
        self._db.run(_SET_STATUS, Status.CANCELLED, listed(step_ids))

    def foreign_runs(self) -> Iterator[tuple[int, str]]:
        """The lines of stories whose current run is not one of theirs, each with its id."""
        return self._db.rows(_FOREIGN_RUNS)
