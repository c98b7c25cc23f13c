"""Which runs and steps try others again: those of a file, and those of the graph they lead to."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.forms import RecordType, Row
from app.transfer.spool.database import Database

_TABLE = "CREATE TABLE retry (line INTEGER, type TEXT, id TEXT, retry_of_id TEXT, run_id TEXT)"
_INDEXES = """
CREATE INDEX retry_id ON retry (id);
CREATE INDEX retry_older ON retry (retry_of_id)
"""
_ADD = "INSERT INTO retry VALUES (?, ?, ?, ?, ?)"
_STARTS = """
SELECT retry_of_id FROM retry WHERE retry_of_id > ?1
UNION SELECT run_id FROM retry WHERE run_id > ?1
ORDER BY 1 LIMIT ?2
"""
_RETRIED = """
SELECT retry.line, older.type, older.status FROM retry
JOIN thing AS older ON older.id = retry.retry_of_id AND older.type = retry.type
"""
_CIRCULAR = """
WITH RECURSIVE ended(id) AS (
  SELECT id FROM retry WHERE retry_of_id NOT IN (SELECT id FROM retry)
  UNION SELECT retry.id FROM ended JOIN retry ON retry.retry_of_id = ended.id
)
SELECT line, id FROM retry WHERE line IS NOT NULL AND id NOT IN (SELECT id FROM ended)
"""
_OF_OTHER_RUNS = """
WITH RECURSIVE way(line, run_id, goal) AS (
  SELECT retry.line, retry.run_id, older.run_id FROM retry
  JOIN thing AS older ON older.id = retry.retry_of_id AND older.type = 'step'
  WHERE retry.type = 'step'
  UNION SELECT way.line, retry.retry_of_id, way.goal FROM way
  JOIN retry ON retry.id = way.run_id WHERE way.run_id <> way.goal
)
SELECT line FROM way GROUP BY line HAVING NOT max(run_id = goal)
"""


class Retries:
    """Each of a run or a step, by the ids of the new one and of the one that it tries again."""

    def __init__(self, db: Database) -> None:
        self._db = db
        db.create(_TABLE, _INDEXES)

    def note(self, line: int, record_type: RecordType, row: Row) -> None:
        """Takes what a line says."""
        if row.get("retry_of_id") is not None:
            ids = (row["id"], row["retry_of_id"], row.get("run_id"))
            self._db.run_later(_ADD, line, record_type, *ids)

    def starts(self) -> Iterator[list[str]]:
        """Pages of the ids at which retries of the graph go on: what is tried again, and runs."""
        return self._db.pages(_STARTS, "")

    def add(self, thing_id: str, retry_of_id: str) -> None:
        """Adds a retry of the graph."""
        self._db.run(_ADD, None, None, thing_id, retry_of_id, None)

    def retried(self) -> Iterator[tuple[int, str, str]]:
        """The lines that try again what there is, each with the type and the status of that."""
        return self._db.rows(_RETRIED)

    def circular(self) -> Iterator[tuple[int, str]]:
        """The lines whose retries lead into a circle, each with its id."""
        return self._db.rows(_CIRCULAR)

    def of_other_runs(self) -> Iterator[int]:
        """The lines of steps whose run does not lead to the run of what they try again."""
        return (line for (line,) in self._db.rows(_OF_OTHER_RUNS))
