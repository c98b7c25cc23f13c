"""Parquet files have what the lines of an export over HTTP have, and other tools read them."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from app.transfer import parquet
from app.transfer.parquet import FILES
from tests.builders import an_id
from tests.lines import artifact_line, run_line, step_line, story_line
from tests.recording import a_story, a_text, moved
from tests.transfer.test_commands import Run, run
from tests.transfer.test_streaming import another_story, in_order, lines, whole

pytestmark = pytest.mark.anyio
__all__ = ["run"]

ROOT = Path(__file__).parents[2]
JSON_COLUMNS = {"metadata", "parameters", "before", "after"}


def read(folder: Path) -> list[dict[str, Any]]:
    """The rows of all files as lines."""
    rows = [
        {"type": record_type, **row}
        for record_type, name in FILES.items()
        for row in rows_of(folder / f"{name}.parquet")
    ]
    return [
        {
            name: json.loads(value) if name in JSON_COLUMNS else value
            for name, value in row.items()
            if value is not None
        }
        for row in rows
    ]


def rows_of(path: Path) -> list[dict[str, Any]]:
    table = pq.read_table(path)
    for place, column in enumerate(table.schema):
        if pa.types.is_timestamp(column.type):
            texts = pc.cast(table[column.name], pa.string())
            moments = pc.replace_substring(texts, pattern=" ", replacement="T")
            table = table.set_column(place, column.name, moments)
    return table.to_pylist()


async def test_the_files_have_the_lines_of_an_export(run: Run, bring, http, api, tmp_path) -> None:
    await bring([*whole(), *another_story()])
    await moved(api, "archiveArtifact", await a_text(api, "a plan"), reason="too long")

    for number, query in enumerate(["", f"story={an_id('s', 9)}", f"run={an_id('r', 1)}"]):
        options = query and ["--" + query.partition("=")[0], query.partition("=")[2]]
        folder = tmp_path / f"tables {number}"
        ended = await run("parquet", str(folder), *options, "--json")

        expected = await lines(http, query and f"?{query}")
        assert ended.code == 0, ended.stderr
        assert in_order(read(folder)) == in_order(expected)
        assert sum(json.loads(ended.stdout)["records"].values()) == len(expected)
    assert sorted(path.name for path in tmp_path.glob("tables*")) == [
        "tables 0",
        "tables 1",
        "tables 2",
    ]


async def test_rows_beyond_a_group_are_written(run: Run, bring, http, graph, tmp_path, monkeypatch):
    monkeypatch.setattr(parquet, "GROUP", 2)
    await bring(whole())

    counts = await parquet.write_parquet(graph, None, tmp_path / "tables")

    assert in_order(read(tmp_path / "tables")) == in_order(await lines(http))
    assert counts["artifacts"] == pq.read_table(tmp_path / "tables" / "artifacts.parquet").num_rows
    assert pq.ParquetFile(tmp_path / "tables" / "artifacts.parquet").num_row_groups > 1


async def test_the_query_of_the_documentation_sums_costs_in_duckdb(bring, graph, tmp_path) -> None:
    page = (ROOT / "docs" / "import.md").read_text(encoding="utf-8")
    [query] = re.findall(r"```sql\n(.*?)```", page, re.DOTALL)
    published = {"state": "published", "created_by_step_id": an_id("t", 1)}
    await bring(
        [
            story_line(),
            run_line(),
            step_line(model="brush-2", cost_micro_usd=12_500),
            artifact_line(1, **published),
            artifact_line(2, created_by_step_id=an_id("t", 1)),
        ]
    )

    await parquet.write_parquet(graph, None, tmp_path / "tables")

    query = query.replace("'tables/", f"'{tmp_path}/tables/")
    assert duckdb.sql(query).fetchall() == [("brush-2", 0.0125)]


async def test_the_columns_have_types_that_can_be_counted_with(graph, tmp_path) -> None:
    await parquet.write_parquet(graph, None, tmp_path / "tables")

    types = {
        column.name: str(column.type)
        for name in FILES.values()
        for column in pq.read_schema(tmp_path / "tables" / f"{name}.parquet")
        if str(column.type) != "string"
    }
    assert types == {
        **dict.fromkeys(("created_at", "updated_at", "started_at"), "timestamp[ns, tz=UTC]"),
        **dict.fromkeys(("finished_at", "last_seen_at"), "timestamp[ns, tz=UTC]"),
        **dict.fromkeys(("pruned_at", "at"), "timestamp[ns, tz=UTC]"),
        **dict.fromkeys(("step_order", "input_tokens", "output_tokens"), "int64"),
        **dict.fromkeys(("cost_micro_usd", "size", "position", "rev"), "int64"),
        "score": "double",
        "is_primary": "bool",
    }


async def test_files_that_cannot_be_written_leave_nothing(run: Run, api, tmp_path) -> None:
    story = await a_story(api)
    there = tmp_path / "there"
    (there / "inside").mkdir(parents=True)

    occupied = await run("parquet", str(there))
    nowhere = await run("parquet", str(tmp_path / "no" / "tables"))
    unknown = await run("parquet", str(tmp_path / "tables"), "--run", story)
    both = await run("parquet", str(tmp_path / "tables"), "--run", story, "--story", story)

    assert (occupied.code, nowhere.code, unknown.code, both.code) == (78, 78, 2, 2)
    assert f"{there} cannot be written: Directory not empty" in occupied.stderr
    assert "cannot be written: No such file or directory" in nowhere.stderr
    assert f"there is no run {story}" in unknown.stderr
    assert "give a story or a run, not both" in both.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["there"]
    assert [path.name for path in there.iterdir()] == ["inside"]


async def test_without_its_package_the_command_says_what_to_install(
    graph, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    with pytest.raises(parquet.CannotRun, match="install the extra `export`"):
        await parquet.write_parquet(graph, None, tmp_path / "tables")

    assert list(tmp_path.iterdir()) == []
