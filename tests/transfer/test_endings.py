"""Lines of steps that had not ended when their runs did, as older exports have them."""

from __future__ import annotations

import pytest

from tests.builders import an_id
from tests.lines import day, run_line, step_line, story_line

pytestmark = pytest.mark.anyio

STEPS = (
    "MATCH (s:AgentStep) RETURN s.id, s.status, CASE WHEN s.finished_at IS NOT NULL"
    " THEN toString(datetime({datetime: s.finished_at, timezone: 'Z'})) END"
)
FAILED = {"status": "failed", "error": "no paint"}
OLD = [
    story_line(),
    run_line(1, **FAILED, finished_at=day(5)),
    run_line(2),
    run_line(3, status="running"),
    step_line(1, status="running", started_at=day(4)),
    step_line(2, status="pending"),
    step_line(3, status="running", started_at=day(6)),
    step_line(4),
    step_line(5, status="pending", run_id=an_id("r", 2)),
    step_line(6, status="running", run_id=an_id("r", 3)),
]


@pytest.fixture
def steps(driver):
    def told():
        rows = driver.execute_query(STEPS).records
        return {step: (status, finished_at) for step, status, finished_at in rows}

    return told


async def test_steps_that_outlive_their_runs_are_cancelled_with_them(bring, steps):
    await bring(reversed(OLD))

    assert steps() == {
        an_id("t", 1): ("cancelled", day(5)),
        an_id("t", 2): ("cancelled", day(5)),
        an_id("t", 3): ("cancelled", day(6)),
        an_id("t", 4): ("completed", None),
        an_id("t", 5): ("cancelled", None),
        an_id("t", 6): ("running", None),
    }


async def test_the_same_lines_again_change_nothing(bring, seen):
    await bring(OLD)
    before = seen()

    again = await bring(OLD)

    assert sum(again.new.values()) == 0
    assert seen() == before


async def test_a_step_that_comes_to_an_ended_run_of_the_graph_is_cancelled(bring, steps):
    await bring(OLD[:2])

    await bring([step_line(1, status="running", started_at=day(4))])

    assert steps() == {an_id("t", 1): ("cancelled", day(5))}
