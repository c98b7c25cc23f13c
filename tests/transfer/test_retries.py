"""Lines of runs and steps that try others again."""

from __future__ import annotations

import pytest

from tests.builders import an_id
from tests.lines import run_line, step_line, story_line

pytestmark = [pytest.mark.anyio, pytest.mark.releases]

FAILED = {"status": "failed", "error": "no paint"}


def run(number, of=None, **facts):
    """A run that has failed, and tries another one again."""
    return run_line(number, **FAILED, retry_of_id=of and an_id("r", of), **facts)


def step(number, of=None, in_run=1, **facts):
    """A step of a run that has failed, and tries another one again."""
    ids = {"run_id": an_id("r", in_run), "retry_of_id": of and an_id("t", of)}
    return step_line(number, **{**FAILED, **ids, **facts})


CHAIN = [story_line(), run(1), run(2, 1), run(3, 2), run(4, 2)]
STEPS = [step(1), step(2, 1), step(3, 2, in_run=3), step(4, 1, in_run=3)]


@pytest.fixture
def retries(seen):
    def told():
        ends = [(one, other) for what, one, other, _ in seen() if what == "RETRY_OF"]
        return {
            (int(one[-2:], 16), int(other[-2:], 16), one[:8] == an_id("r", 0)[:8])
            for one, other in ends
        }

    return told


RUNS = {(2, 1, True), (3, 2, True), (4, 2, True)}
ALL = RUNS | {(2, 1, False), (3, 2, False), (4, 1, False)}


@pytest.mark.parametrize("chunk", [1, 5_000])
async def test_retries_come_in_whatever_the_order_of_their_lines(bring, retries, chunk):
    await bring([*CHAIN, *STEPS][::-1], chunk_rows=chunk)

    assert retries() == ALL


async def test_the_same_lines_again_change_nothing(bring, seen):
    await bring([*CHAIN, *STEPS])
    before = seen()

    again = await bring([*CHAIN, *STEPS])
    for line in (lines := [dict(line) for line in [*CHAIN, *STEPS]]):
        line.pop("retry_of_id", None)
    short = await bring(lines)

    assert sum(again.new.values()) == sum(short.new.values()) == 0
    assert seen() == before


async def test_an_import_that_ended_before_the_retries_is_completed(bring, driver, retries):
    await bring([*CHAIN, *STEPS])
    driver.execute_query("MATCH ()-[r:RETRY_OF]->() DELETE r")

    await bring([*CHAIN, *STEPS])

    assert retries() == ALL


async def test_what_is_tried_again_may_be_in_the_graph_already(bring, retries):
    await bring([*CHAIN[:3], *STEPS[:2]])

    await bring([*CHAIN[3:], *STEPS[2:]])

    assert retries() == ALL


async def test_a_retry_in_the_graph_of_another_is_a_conflict(bring, refused):
    await bring(CHAIN)

    [problem] = await refused([run(3, 1)])

    assert (problem.line, problem.code) == (1, "CONFLICT")
    assert problem.message == f"retry_of_id: in the graph it is {an_id('r', 2)}"


async def test_a_step_that_is_cancelled_with_its_run_can_be_tried_again(bring, retries):
    left = step(1, status="running", error=None)

    await bring([*CHAIN, step(2, 1, in_run=2), left])

    assert retries() == {*RUNS, (2, 1, False)}


REFUSED = {
    "a run that was completed": (
        [run_line(5), run(6, 5)],
        7,
        "ILLEGAL_STATE",
        "only a run that FAILED or was CANCELLED can be tried again, and this one is COMPLETED",
    ),
    "a step that runs": (
        [
            run_line(5, status="running"),
            step(5, in_run=5, status="running", error=None),
            step(6, 5, in_run=5),
        ],
        8,
        "ILLEGAL_STATE",
        "only a step that FAILED or was CANCELLED can be tried again, and this one is RUNNING",
    ),
    "a run that there is not": (
        [run(5, 9)],
        6,
        "NOT_FOUND",
        f"retry_of_id: there is no run {an_id('r', 9)}",
    ),
    "a step of a run": (
        [run_line(5, retry_of_id=an_id("t", 1)), step(1)],
        6,
        "BAD_INPUT",
        f"retry_of_id: {an_id('t', 1)} is no run: its type is step",
    ),
    "itself": (
        [run(5, 5)],
        6,
        "BAD_INPUT",
        f"retry_of_id: the retries of {an_id('r', 5)} go round in a circle",
    ),
    "a step of a run that its run does not try again": (
        [step(1, in_run=4), step(2, 1, in_run=3)],
        7,
        "BAD_INPUT",
        "retry_of_id: it is no step of the same run, or of a run that this run retries",
    ),
    "a step of a later run": (
        [step(1, in_run=3), step(2, 1, in_run=2)],
        7,
        "BAD_INPUT",
        "retry_of_id: it is no step of the same run, or of a run that this run retries",
    ),
}


@pytest.mark.parametrize("why", REFUSED)
async def test_a_retry_that_cannot_be_is_refused(refused, why):
    lines, place, code, message = REFUSED[why]

    [problem] = await refused([*CHAIN, *lines])

    assert (problem.line, problem.code, problem.message) == (place, code, message)


@pytest.mark.parametrize("why", ["a step of a run that its run does not try again", "itself"])
async def test_so_is_one_after_what_the_graph_has(bring, refused, why):
    await bring(CHAIN)
    lines, place, code, message = REFUSED[why]

    [problem] = await refused(lines)

    assert (problem.line, problem.code, problem.message) == (place - len(CHAIN), code, message)


async def test_retries_that_go_round_through_the_graph_are_refused(bring, refused):
    await bring(CHAIN)

    problems = await refused([run(1, 5), run(5, 3)])

    assert [(problem.line, problem.code) for problem in problems] == [
        (1, "BAD_INPUT"),
        (2, "BAD_INPUT"),
    ]
