"""An id is one thing's, of whatever type: whichever way a second one comes, it is refused."""

from __future__ import annotations

from itertools import permutations

import pytest

from app.errors import Conflict
from app.graph.checks import CHECKS, run_checks
from app.transfer.importing import import_file
from tests.builders import an_id
from tests.lines import (
    artifact_line,
    assessment_line,
    run_line,
    step_line,
    story_line,
    whole,
    write_lines,
)

pytestmark = [pytest.mark.anyio, pytest.mark.releases]

SAME = an_id("z", 7)
LINES = {
    "Story": story_line(2, id=SAME),
    "Run": run_line(2, id=SAME),
    "AgentStep": step_line(2, id=SAME),
    "Artifact": artifact_line(2, id=SAME),
    "Assessment": assessment_line(2, id=SAME),
}
AROUND = [story_line(), run_line(), artifact_line()]
TAKE = "CREATE (:{label}:Entity {{id: $id}})"
PAIRS = [*permutations(LINES, 2)]


@pytest.mark.parametrize(("first", "second"), PAIRS)
async def test_a_second_file_with_the_id_of_another_type_is_refused_by_its_line(
    bring, refused, first, second
):
    await bring([*AROUND, LINES[first]])

    [problem] = await refused([artifact_line(3), LINES[second]])

    assert (problem.line, problem.code) == (2, "CONFLICT")
    assert problem.message == f"the id {SAME} is that of the graph's {first} already"


@pytest.mark.parametrize(("first", "second"), PAIRS)
async def test_a_second_line_with_the_id_of_another_type_is_refused(refused, first, second):
    problems = await refused([*AROUND, LINES[first], LINES[second]])

    [problem] = [one for one in problems if one.line == 5]
    kind = LINES[first]["type"]
    assert problem.message == f"the id {SAME} is that of the {kind} of line 4 already"


@pytest.mark.unlawful("what has the id has nothing else")
@pytest.mark.parametrize("taken", LINES)
@pytest.mark.parametrize("coming", LINES)
async def test_an_id_that_is_taken_after_the_check_is_a_conflict(
    bring, driver, graph, store, tmp_path, seen, taken, coming
):
    await bring(AROUND)
    path = write_lines(tmp_path / "second.jsonl", [LINES[coming]])

    def take(what, done, total):
        if (what, done) == ("Checking", total):
            driver.execute_query(TAKE.format(label=taken), id=SAME)
            before.extend(seen())

    before = []
    with pytest.raises(Conflict) as raised:
        await import_file(graph, store, path, largest=1000, progress=take)

    assert raised.value.message == f"the id {SAME} is taken already"
    assert seen() == before


async def test_what_an_import_brings_has_ids_of_its_own(bring, graph):
    await bring(whole())

    assert await run_checks(graph) == {name: [] for name in CHECKS}
