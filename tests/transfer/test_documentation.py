"""What docs/import.md shows and says is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.cli.failures import FAILED, INTERRUPTED, UNUSABLE
from app.domain.forms import FORMS
from app.graph.checks import CHECKS, run_checks

pytestmark = pytest.mark.anyio

PAGE = (Path(__file__).parents[2] / "docs" / "import.md").read_text(encoding="utf-8")


async def test_the_example_can_be_imported(bring, tmp_path, graph):
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "cover.png").write_bytes(b"\x89PNG\r\n\x1a\n...")
    [example] = re.findall(r"```jsonl\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "story.jsonl").write_text(example, encoding="utf-8")

    imported = await bring(tmp_path / "story.jsonl")

    assert imported.new == {**dict.fromkeys(FORMS, 1), "artifact": 2}
    assert await run_checks(graph) == {name: [] for name in CHECKS}


@pytest.mark.parametrize("record_type", FORMS)
async def test_the_names_of_a_type_are_documented_and_those_that_must_be_there(record_type):
    [row] = re.findall(rf"^\| `{record_type}` \| (.*) \|$", PAGE, re.MULTILINE)
    names = re.sub(r"\(.*?\)", "", row)

    form = FORMS[record_type]
    assert set(re.findall(r"`(\w+)`", names)) == set(form.fields)
    assert set(re.findall(r"\*\*`(\w+)`\*\*", names)) == set(form.required)


async def test_the_exit_codes_are_documented():
    codes = re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE)

    assert [int(code) for code in codes] == [0, FAILED, INTERRUPTED, UNUSABLE]
