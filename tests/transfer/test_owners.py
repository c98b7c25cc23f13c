"""What belongs to one thing only gets no second owner, also from two imports at once."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import anyio
import pytest

from app.cli.transfers import run_import
from app.errors import Conflict, IdTaken
from app.graph.checks import CHECKS, run_checks
from app.transfer.importing import import_file
from app.transfer.loading import Loader
from app.writes import artifacts, assessments, blobs, runs, steps
from tests.builders import an_id
from tests.lines import (
    artifact_line,
    assessment_line,
    run_line,
    step_line,
    story_line,
    story_link_line,
    text_line,
    write_lines,
)

pytestmark = [pytest.mark.anyio, pytest.mark.releases]

AROUND = [
    *(story_line(number) for number in (1, 2)),
    *(run_line(number) for number in (1, 2)),
    *(step_line(number) for number in (1, 2)),
    *(artifact_line(number) for number in (1, 2)),
]
R1, R2 = an_id("r", 1), an_id("r", 2)
RIVALS = {
    "HAS_RUN": [run_line(5, story_id=an_id("s", number)) for number in (1, 2)],
    "HAS_STEP": [step_line(5, run_id=run) for run in (R1, R2)],
    "CREATED": [artifact_line(5, created_by_step_id=an_id("t", number)) for number in (1, 2)],
    "STORED_AS": [text_line(5, text) for text in ("one", "two")],
    "ASSESSES": [assessment_line(5, number) for number in (1, 2)],
    "CURRENT_RUN": [story_line(1, current_run_id=run) for run in (R1, R2)],
    "HAS_ARTIFACT": [story_link_line(number, is_primary=True) for number in (1, 2)],
}
"""Two lines, of which each gives the same thing another owner, content, current run or primary."""


@pytest.fixture
def overtaken(graph, store, settings, tmp_path):
    """Imports a line; when it was checked, another import brings another to its end."""

    async def importing(line, rival):
        other = write_lines(tmp_path / "rival.jsonl", [rival])

        def meanwhile(what, done, total):
            if (what, done) == ("Checking", total):
                with ThreadPoolExecutor() as threads:
                    threads.submit(anyio.run, run_import, settings, other, print).result()

        path = write_lines(tmp_path / "line.jsonl", [line])
        return await import_file(graph, store, path, largest=1000, progress=meanwhile)

    return importing


@pytest.mark.parametrize("edge", RIVALS)
async def test_of_two_imports_at_once_one_gives_an_owner(bring, overtaken, seen, graph, edge):
    await bring(AROUND)
    before = len(edges(seen, edge))

    with pytest.raises(Conflict, match="another import has written meanwhile"):
        await overtaken(*RIVALS[edge])

    assert len(edges(seen, edge)) == before + 1
    assert await run_checks(graph) == {name: [] for name in CHECKS}


@pytest.mark.parametrize("edge", RIVALS)
async def test_nor_does_one_give_a_second_owner_without_the_lock_of_imports(
    bring, overtaken, seen, graph, monkeypatch, edge
):
    monkeypatch.setattr(Loader, "_alone", lambda self, work: self._graph.write(work))
    await bring(AROUND)
    before = len(edges(seen, edge))

    with pytest.raises((Conflict, IdTaken)):
        await overtaken(*RIVALS[edge])

    assert len(edges(seen, edge)) == before + 1
    assert await run_checks(graph) == {name: [] for name in CHECKS}


def merging(statement):
    """A statement that takes what is there already for what it makes."""
    text = re.sub(
        r"CREATE \((\w+):(\w+):Entity {\s*id: row.id,(.*?)\n}\)",
        r"MERGE (\1:\2 {id: row.id}) SET \1 += {\3}",
        statement.text,
        flags=re.DOTALL,
    )
    return replace(statement, text=re.sub(r"CREATE \((\w+)\)-", r"MERGE (\1)-", text))


@pytest.mark.unlawful("what has two owners is what comes of it")
@pytest.mark.parametrize("edge", ["HAS_RUN", "HAS_STEP", "CREATED", "STORED_AS", "ASSESSES"])
async def test_without_the_lock_who_merges_gives_a_second_owner(
    bring, overtaken, seen, monkeypatch, edge
):
    monkeypatch.setattr(Loader, "_alone", lambda self, work: self._graph.write(work))
    await bring(AROUND)
    before = len(edges(seen, edge))

    with monkeypatch.context() as merged:
        for module in (artifacts, assessments, blobs, runs, steps):
            statements = {name: merging(one) for name, one in module._STATEMENTS.items()}
            merged.setattr(module, "_STATEMENTS", statements)
        await overtaken(*RIVALS[edge])

    assert len(edges(seen, edge)) == before + 2


def edges(seen, edge):
    return [one for one in seen() if one[0] == edge]
