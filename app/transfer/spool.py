"""The records of a file, spooled into a temporary database: memory does not grow with the file.

What is written later is kept in chunks, and what must agree between lines in tables.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import orjson

from app.domain.forms import CURATED, RecordType, Row

CHUNK_ROWS = 5_000
CHUNK_BYTES = 8 * 1024**2

CURRENT_RUN = "currentRun"
"""The type of the rows that say which run is the current one of a story."""

RETRY = "retry"
"""The type of the rows that say which run or step another one tries again."""

_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -16384;
PRAGMA temp_store = FILE;
CREATE TABLE chunk (seq INTEGER PRIMARY KEY, type TEXT, count INTEGER, rows BLOB);
CREATE TABLE thing (
  n INTEGER PRIMARY KEY, id TEXT, type TEXT, line INTEGER, kind TEXT, state TEXT, story_id TEXT,
  run_id TEXT,
  status TEXT, finished_at TEXT, known INTEGER DEFAULT 0
);
CREATE TABLE named (line INTEGER, field TEXT, type TEXT, id TEXT);
CREATE TABLE relation (line INTEGER PRIMARY KEY, type TEXT, newer TEXT, source TEXT);
CREATE TABLE story_link (
  line INTEGER, story_id TEXT, artifact_id TEXT, role TEXT, is_primary INTEGER, position INTEGER
);
CREATE TABLE run_link (line INTEGER, direction TEXT, key TEXT);
CREATE TABLE curated (line INTEGER, field TEXT, story_id TEXT, role TEXT, artifact_id TEXT);
CREATE TABLE current_run (line INTEGER, story_id TEXT, run_id TEXT);
CREATE TABLE retry (line INTEGER, type TEXT, id TEXT, retry_of_id TEXT, run_id TEXT);
"""

FACTS = ("id", "kind", "state", "story_id", "run_id", "status", "finished_at")
"""What is noted of a thing, by the names of its line."""
ADD_THING = """
INSERT INTO thing (type, line, known, id, kind, state, story_id, run_id, status, finished_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

_INSERTS = {
    "thing": ADD_THING,
    "named": "INSERT INTO named VALUES (?, ?, ?, ?)",
    "relation": "INSERT INTO relation VALUES (?, ?, ?, ?)",
    "story_link": "INSERT INTO story_link VALUES (?, ?, ?, ?, ?, ?)",
    "run_link": "INSERT INTO run_link VALUES (?, ?, ?)",
    "curated": "INSERT INTO curated VALUES (?, ?, ?, ?, ?)",
    "current_run": "INSERT INTO current_run VALUES (?, ?, ?)",
    "retry": "INSERT INTO retry VALUES (?, ?, ?, ?, ?)",
}

_NAMES: dict[str, dict[str, RecordType]] = {
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
"""What the fields of a type name, but for relations, which have a table of their own."""


class Spool:
    """A file's records in the order in which they came."""

    def __init__(self, path: str) -> None:
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.executescript(_TABLES)
        self.db.execute("BEGIN")
        self._rows: dict[str, list[Row]] = {}
        self._bytes: dict[str, int] = {}
        self._facts: dict[str, list[tuple[Any, ...]]] = {table: [] for table in _INSERTS}

    def close(self) -> None:
        """Closes the database, of which nothing is kept."""
        self.db.close()

    def add(self, line: int, length: int, record_type: RecordType, row: Row) -> None:
        """Takes a record from a line of so many bytes."""
        row["line"] = line
        self._note(line, record_type, row)
        self._keep(record_type, length, row)

    def finish(self) -> None:
        """Says that these were all; now the tables can be asked."""
        for name in list(self._rows):
            self._flush(name)
        self.db.execute("CREATE INDEX thing_id ON thing (id)")

    def chunks(self, name: str) -> Iterator[tuple[int, list[Row]]]:
        """The rows of a type, some at a time, each with the number of its chunk."""
        seq = 0
        asked = "SELECT seq, rows FROM chunk WHERE type = ? AND seq > ? ORDER BY seq LIMIT 1"
        while found := self.db.execute(asked, (name, seq)).fetchone():
            seq = found[0]
            yield seq, orjson.loads(found[1])

    def replace(self, seq: int, rows: list[Row]) -> None:
        """Keeps these rows in the place of those of a chunk."""
        self.db.execute(
            "UPDATE chunk SET count = ?, rows = ? WHERE seq = ?",
            (len(rows), orjson.dumps(rows), seq),
        )

    def counts(self) -> dict[str, int]:
        """How many rows there are of each type."""
        return dict(self.db.execute("SELECT type, sum(count) FROM chunk GROUP BY type"))

    def rows(self, text: str, *parameters: object) -> Iterator[tuple[Any, ...]]:
        """The rows of a question to the tables, one after the other."""
        with closing(self.db.execute(text, parameters)) as cursor:
            yield from cursor

    def _keep(self, name: str, length: int, row: Row) -> None:
        rows = self._rows.setdefault(name, [])
        rows.append(row)
        self._bytes[name] = self._bytes.get(name, 0) + length
        if len(rows) == CHUNK_ROWS or self._bytes[name] > CHUNK_BYTES:
            self._flush(name)

    def _flush(self, name: str) -> None:
        rows = self._rows.pop(name)
        self._bytes[name] = 0
        self.db.execute(
            "INSERT INTO chunk (type, count, rows) VALUES (?, ?, ?)",
            (name, len(rows), orjson.dumps(rows)),
        )
        for table, facts in self._facts.items():
            if facts:
                self.db.executemany(_INSERTS[table], facts)
                facts.clear()

    def _note(self, line: int, record_type: RecordType, row: Row) -> None:
        facts = self._facts
        if record_type is RecordType.RELATION:
            newer, source = row["from_artifact_id"], row["to_artifact_id"]
            facts["relation"].append((line, row["relation_type"], newer, source))
            return
        for field, named in _NAMES[record_type].items():
            if row[field] is not None:
                facts["named"].append((line, field, named, row[field]))
        if record_type is RecordType.STORY_LINK:
            values = (row["role"], row["is_primary"], row["position"])
            facts["story_link"].append((line, row["story_id"], row["artifact_id"], *values))
        elif record_type is RecordType.RUN_LINK:
            facts["run_link"].append((line, row["direction"], row["key"]))
        else:
            facts["thing"].append((record_type, line, 0, *(row.get(fact) for fact in FACTS)))
        if record_type is RecordType.STORY:
            self._note_story(line, row)
        elif row.get("retry_of_id") is not None:
            ids = (row["id"], row["retry_of_id"])
            facts["retry"].append((line, record_type, *ids, row.get("run_id")))
            self._keep(RETRY, 0, {"line": line, "id": ids[0], "retry_of_id": ids[1]})

    def _note_story(self, line: int, row: Row) -> None:
        for field, role in CURATED.items():
            if row[field] is not None:
                self._facts["curated"].append((line, field, row["id"], role, row[field]))
        if row["current_run_id"] is not None:
            current = {"line": line, "story_id": row["id"], "run_id": row["current_run_id"]}
            self._facts["current_run"].append((line, row["id"], row["current_run_id"]))
            self._keep(CURRENT_RUN, 0, current)
