"""A temporary SQLite database: what it keeps, and asks of it, a page at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing
from typing import Any

import orjson

_SETTINGS = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -16384;
PRAGMA temp_store = FILE
"""


class Database:
    """One connection, with one transaction of all that follows the creation of tables."""

    def __init__(self, path: str, *, page_rows: int) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._page_rows = page_rows
        self._later: dict[str, list[tuple[Any, ...]]] = {}
        self._then: list[str] = []
        self.run_all(_SETTINGS)

    def close(self) -> None:
        """Closes the connection."""
        self._connection.close()

    def create(self, tables: str, then: str = "") -> None:
        """Creates tables, and keeps for `finish` what is to be run when they are full."""
        self.run_all(tables)
        self._then.append(then)

    def begin(self) -> None:
        """Begins the transaction, when tables were created: these are on disk, if there is room."""
        self.run("BEGIN")

    def finish(self) -> None:
        """Makes indexes, and what else tables need before they are asked, in order of creation."""
        for script in self._then:
            self.run_all(script)

    def run(self, text: str, *parameters: object) -> None:
        """Runs a statement."""
        self._connection.execute(text, parameters)

    def run_all(self, script: str) -> None:
        """Runs statements with semicolons between them."""
        for statement in script.split(";"):
            self._connection.execute(statement)

    def run_later(self, text: str, *parameters: object) -> None:
        """Takes the parameters of a statement that `flush` runs, for all of them at once."""
        self._later.setdefault(text, []).append(parameters)

    def flush(self) -> None:
        """Runs what was to be run later."""
        for text, parameters in self._later.items():
            if parameters:
                self._connection.executemany(text, parameters)
                parameters.clear()

    def row(self, text: str, *parameters: object) -> Any:
        """The first row of a question, None without one."""
        with closing(self._connection.execute(text, parameters)) as cursor:
            return cursor.fetchone()

    def rows(self, text: str, *parameters: object) -> Iterator[Any]:
        """The rows of a question, one after the other; nothing may be written between them."""
        with closing(self._connection.execute(text, parameters)) as cursor:
            yield from cursor

    def pages(self, text: str, after: str | int, *parameters: object) -> Iterator[list[Any]]:
        """The last column of a question whose rows are in the order of their first column.

        Its parameters are what the first column comes after, how many rows there may be, and these.
        More may be written between two pages: what comes after the one is in the next.
        """
        while rows := list(self.rows(text, after, self._page_rows, *parameters)):
            after = rows[-1][0]
            yield [row[-1] for row in rows]


def listed(values: Collection[object]) -> str:
    """Values as the one parameter of `json_each`."""
    return orjson.dumps(list(values)).decode()
