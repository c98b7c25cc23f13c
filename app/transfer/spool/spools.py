"""A file's records in chunks, as they are written later, and what is asked of all of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson

from app.domain.forms import RecordType, Row
from app.errors import CannotRun
from app.transfer.spool.database import Database
from app.transfer.spool.links import Links
from app.transfer.spool.primaries import Primaries
from app.transfer.spool.references import References
from app.transfer.spool.relations import Relations
from app.transfer.spool.retries import Retries
from app.transfer.spool.things import Things

CHUNK_BYTES = 8 * 1024**2

CURRENT_RUN = "currentRun"
"""The type of the rows that say which run is the current one of a story."""

RETRY = "retry"
"""The type of the rows that say which run or step another one tries again."""

_TABLE = "CREATE TABLE chunk (seq INTEGER PRIMARY KEY, type TEXT, count INTEGER, rows BLOB)"
_NEXT = "SELECT seq, rows FROM chunk WHERE type = ? AND seq > ? ORDER BY seq LIMIT 1"


class NoRoom(CannotRun):
    """There is no room for the temporary file of an import."""

    def __init__(self, why: object) -> None:
        super().__init__(f"An import needs room for temporary files; TMPDIR says where: {why}")


class Spool:
    """The records of a file: memory does not grow with them.

    Its parts read the tables of one another, and each alone creates and describes its own.
    """

    def __init__(self, path: str, chunk_rows: int) -> None:
        self._db = Database(path, page_rows=chunk_rows)
        self._db.create(_TABLE)
        self._chunk_rows = chunk_rows
        self._rows: dict[str, list[Row]] = {}
        self._bytes: dict[str, int] = {}
        self.things = Things(self._db)
        self.references = References(self._db)
        self.relations = Relations(self._db, self.things)
        self.links = Links(self._db)
        self.primaries = Primaries(self._db)
        self.retries = Retries(self._db)
        self._db.begin()
        named, linked = (self.things, self.references), (self.references, self.links)
        self._parts = {
            RecordType.STORY: (*named, self.primaries),
            RecordType.RUN: (*named, self.retries),
            RecordType.STEP: (*named, self.retries),
            RecordType.ARTIFACT: named,
            RecordType.ASSESSMENT: named,
            RecordType.RELATION: (self.relations,),
            RecordType.STORY_LINK: linked,
            RecordType.RUN_LINK: linked,
        }

    def close(self) -> None:
        """Closes the database, of which nothing is kept."""
        self._db.close()

    def add(self, line: int, length: int, record_type: RecordType, row: Row) -> None:
        """Takes a record from a line of so many bytes."""
        row["line"] = line
        for part in self._parts[record_type]:
            part.note(line, record_type, row)
        self._keep(record_type, length, row)
        if (run_id := row.get("current_run_id")) is not None:
            self._keep(CURRENT_RUN, 0, {"line": line, "story_id": row["id"], "run_id": run_id})
        if (other := row.get("retry_of_id")) is not None:
            self._keep(RETRY, 0, {"line": line, "id": row["id"], "retry_of_id": other})

    def finish(self) -> None:
        """Says that these were all; now questions can be asked."""
        for name in list(self._rows):
            self._flush(name)
        self._db.finish()

    def chunks(self, name: str) -> Iterator[tuple[int, list[Row]]]:
        """The rows of a type, some at a time, each with the number of its chunk."""
        seq = 0
        while found := self._db.row(_NEXT, name, seq):
            seq, rows = found
            yield seq, orjson.loads(rows)

    def replace(self, seq: int, rows: list[Row]) -> None:
        """Keeps these rows in the place of those of a chunk."""
        written = "UPDATE chunk SET count = ?, rows = ? WHERE seq = ?"
        self._db.run(written, len(rows), orjson.dumps(rows), seq)

    def counts(self) -> dict[str, int]:
        """How many rows there are of each type."""
        return dict(self._db.rows("SELECT type, sum(count) FROM chunk GROUP BY type"))

    def _keep(self, name: str, length: int, row: Row) -> None:
        rows = self._rows.setdefault(name, [])
        rows.append(row)
        self._bytes[name] = self._bytes.get(name, 0) + length
        if len(rows) == self._chunk_rows or self._bytes[name] > CHUNK_BYTES:
            self._flush(name)

    def _flush(self, name: str) -> None:
        rows = self._rows.pop(name)
        self._bytes[name] = 0
        written = "INSERT INTO chunk (type, count, rows) VALUES (?, ?, ?)"
        self._db.run(written, name, len(rows), orjson.dumps(rows))
        self._db.flush()


@contextmanager
def open_spool(chunk_rows: int) -> Generator[Spool]:
    """An empty spool. Raises NoRoom, also later, when what it takes does not fit any more."""
    try:
        folder = TemporaryDirectory(prefix="artifact-graph-")
    except OSError as error:
        raise NoRoom(error.strerror) from error
    try:
        with folder as path, closing(Spool(str(Path(path) / "spool.db"), chunk_rows)) as spool:
            yield spool
    except sqlite3.OperationalError as error:
        raise NoRoom(error) from error
