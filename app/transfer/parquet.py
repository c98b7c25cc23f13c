"""Writes the graph, or a part of it, as Parquet files, which pandas and DuckDB read."""

from __future__ import annotations

import shutil
from collections.abc import Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from app.domain.forms import FORMS, MOMENTS, RecordType, Row
from app.domain.moments import answered_moment
from app.errors import CannotRun
from app.graph.session import Graph
from app.transfer.streaming import EVENT, Part, records
from app.transfer.writing import writing

FILES: Mapping[str, str] = {
    RecordType.STORY: "stories",
    RecordType.RUN: "runs",
    RecordType.STEP: "steps",
    RecordType.ARTIFACT: "artifacts",
    RecordType.ASSESSMENT: "assessments",
    RecordType.RELATION: "relations",
    RecordType.STORY_LINK: "story_links",
    RecordType.RUN_LINK: "run_links",
    EVENT: "events",
}
"""The name of the file of each type of record."""

_COLUMNS: Mapping[str, Sequence[str]] = {
    **{name: [one for one in form.fields if one != "content"] for name, form in FORMS.items()},
    EVENT: ["about_id", "rev", "kind", "actor", "at", "before", "after", "reason"],
}
_TYPES: Mapping[str, str] = {
    **dict.fromkeys(MOMENTS | {"at"}, "timestamp"),
    **dict.fromkeys(("step_order", "position", "rev", "size", "cost_micro_usd"), "int64"),
    **dict.fromkeys(("input_tokens", "output_tokens"), "int64"),
    "score": "float64",
    "is_primary": "bool",
}
"""The types of columns that are no text. JSON is text."""

GROUP = 20_000
"""Rows that are written at a time, and can be skipped together by who reads."""


async def write_parquet(graph: Graph, part: Part | None, folder: Path) -> dict[str, int]:
    """Writes a file for each type of record into a new folder; the number of rows by its name.

    The columns are the fields of the lines of an export. The folder is there as a whole or not at
    all. Raises CannotRun without pyarrow, and CannotWrite when there is something already.
    """
    pyarrow, parquet = _libraries()
    with _new_folder(folder) as partial, ExitStack() as stack:
        files = {
            name: stack.enter_context(
                _File(pyarrow, parquet, partial / f"{FILES[name]}.parquet", name)
            )
            for name in FILES
        }
        async for record_type, rows in records(graph, part):
            files[record_type].add(rows)
    return {FILES[name]: file.count for name, file in files.items()}


class _File:
    """The rows of one type of record, on their way into a file."""

    def __init__(self, pyarrow: Any, parquet: Any, path: Path, record_type: str) -> None:
        types = {
            "timestamp": pyarrow.timestamp("ns", tz="UTC"),
            "int64": pyarrow.int64(),
            "float64": pyarrow.float64(),
            "bool": pyarrow.bool_(),
            "text": pyarrow.string(),
        }
        fields = [(name, types[_TYPES.get(name, "text")]) for name in _COLUMNS[record_type]]
        self._pyarrow = pyarrow
        self._schema = pyarrow.schema(fields)
        self._writer = parquet.ParquetWriter(path, self._schema, compression="zstd")
        self._rows: list[Row] = []
        self.count = 0

    def __enter__(self) -> _File:
        return self

    def __exit__(self, *_: object) -> None:
        """Writes what is left, and ends the file."""
        self._write()
        self._writer.close()

    def add(self, rows: Sequence[Row]) -> None:
        """Takes more rows."""
        self._rows += rows
        self.count += len(rows)
        if len(self._rows) >= GROUP:
            self._write()

    def _write(self) -> None:
        columns = [
            self._pyarrow.array([_cell(name, row.get(name)) for row in self._rows]).cast(of)
            for name, of in zip(self._schema.names, self._schema.types, strict=True)
        ]
        self._writer.write_table(self._pyarrow.table(columns, schema=self._schema))
        self._rows = []


def _cell(name: str, value: Any) -> Any:
    return (
        answered_moment(value) if value is not None and _TYPES.get(name) == "timestamp" else value
    )


@contextmanager
def _new_folder(folder: Path) -> Generator[Path]:
    """A folder that takes its name when the block ends without an error."""
    partial = folder.with_name(f".{folder.name}.{uuid4()}")
    with writing(folder):
        try:
            partial.mkdir()
            yield partial
            partial.rename(folder)
        finally:
            shutil.rmtree(partial, ignore_errors=True)


def _libraries() -> tuple[Any, Any]:
    """pyarrow, and what it has for Parquet."""
    try:
        import pyarrow  # pyright: ignore[reportMissingTypeStubs]
        from pyarrow import parquet  # pyright: ignore[reportMissingTypeStubs]
    except ImportError:
        raise CannotRun(
            "Parquet needs pyarrow, which is not installed: install the extra `export`."
        ) from None
    return pyarrow, parquet
