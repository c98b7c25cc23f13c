"""What a run produced and consumed."""

from __future__ import annotations

import pytest

from app.actions.link_run_artifact import RunLinked, link_run_artifact
from app.domain.links import Direction
from app.errors import BadInput, NotFound

pytestmark = pytest.mark.anyio

NOBODY = "5f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c11"
LINKS = "MATCH (r:Run)-[l:PRODUCED|CONSUMED]->(a) RETURN a.id, type(l), l.stage, l.key"


async def linked(graph, run_id, artifact_id, direction=Direction.PRODUCED, stage="paint"):
    return await link_run_artifact(
        graph, run_id=run_id, artifact_id=artifact_id, stage=stage, direction=direction
    )


@pytest.mark.parametrize("direction", Direction)
async def test_a_run_is_linked_to_what_it_made_or_used(graph, look, step, artifact, direction):
    (run_id, _), sketch = step(), artifact()

    link = await linked(graph, run_id, sketch, direction)

    key = f"{run_id}|paint|{sketch}"
    assert link == RunLinked(
        run_id=run_id, artifact_id=sketch, stage="paint", direction=direction, key=key, rev=1
    )
    assert look.rows(LINKS) == [[sketch, direction.name, "paint", key]]
    made = [[sketch, run_id]] if direction is Direction.PRODUCED else []
    assert look.rows("MATCH (a)-[:MADE_IN]->(r:Run) RETURN a.id, r.id") == made
    told = {"artifact": sketch, "stage": "paint"}
    assert look.events(run_id) == [("run_linked", {direction.word: []}, {direction.word: [told]})]
    assert look.node(run_id)["rev"] == 1


async def test_a_run_may_use_in_one_stage_what_it_made_in_another(graph, look, step, artifact):
    (run_id, _), sketch = step(), artifact()

    await linked(graph, run_id, sketch)
    await linked(graph, run_id, sketch, Direction.CONSUMED)
    await linked(graph, run_id, sketch, Direction.CONSUMED, stage="ink")

    assert sorted(row[1:3] for row in look.rows(LINKS)) == [
        ["CONSUMED", "ink"],
        ["CONSUMED", "paint"],
        ["PRODUCED", "paint"],
    ]


async def test_a_run_makes_an_artifact_once_however_many_stages_produced_it(
    graph, look, step, artifact
):
    (run_id, _), sketch = step(), artifact()

    for stage in ("paint", "ink"):
        await linked(graph, run_id, sketch, stage=stage)

    assert look.rows("MATCH (a)-[:MADE_IN]->(r:Run) RETURN a.id, r.id") == [[sketch, run_id]]


async def test_a_run_is_linked_to_an_artifact_once_in_a_stage(graph, look, race, step, artifact):
    async def link(ends):
        return await linked(graph, *ends)

    for n in range(1, 6):
        (run_id, _), sketch = step(), artifact()

        outcomes = await race(link, [(run_id, sketch)] * 8)

        assert [outcome.rev for outcome in outcomes] == [1] * 8
        assert len(look.rows(LINKS)) == n


async def test_a_run_link_has_two_ends_and_a_stage(graph, step, artifact, refused):
    (run_id, _), sketch = step(), artifact()

    with refused(NotFound) as no_run:
        await linked(graph, NOBODY, sketch)
    with refused(NotFound) as no_artifact:
        await linked(graph, run_id, NOBODY)
    with refused(BadInput):
        await linked(graph, run_id, sketch, stage="")

    assert no_run.value.message == f"there is no run {NOBODY}"
    assert no_artifact.value.message == f"there is no artifact {NOBODY}"
