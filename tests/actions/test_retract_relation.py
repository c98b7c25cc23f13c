"""Taking a relation back."""

from __future__ import annotations

import pytest

from app.actions.relate_artifacts import relate_artifacts
from app.actions.retract_relation import Retracted, retract_relation
from app.domain.lineage import RelationType
from app.domain.moments import answered_moment
from app.errors import BadInput, NotFound

pytestmark = pytest.mark.anyio

NOBODY = "5f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c11"


async def derived(graph, one, other, request_id="relate"):
    return await relate_artifacts(
        graph,
        request_id=request_id,
        relation_type=RelationType.DERIVED_FROM,
        from_artifact_id=one,
        to_artifact_id=other,
        note="inked",
    )


async def retracted(graph, one, other, relation_type=RelationType.DERIVED_FROM, reason=None):
    return await retract_relation(
        graph,
        relation_type=relation_type,
        from_artifact_id=one,
        to_artifact_id=other,
        reason=reason,
    )


async def test_a_retracted_relation_is_gone_and_its_event_keeps_what_it_was(graph, look, artifact):
    cover, sketch = artifact(), artifact()
    await derived(graph, cover, sketch)
    [[created_at]] = look.rows("MATCH ()-[r:DERIVED_FROM]->() RETURN toString(r.created_at)")

    gone = await retracted(graph, cover, sketch, reason="it was traced from another")

    assert gone == Retracted(
        relation_type=RelationType.DERIVED_FROM,
        from_artifact_id=cover,
        to_artifact_id=sketch,
        rev=2,
    )
    assert look.rows("MATCH ()-[r:DERIVED_FROM]->() RETURN r") == []
    was = {"type": "derived_from", "to": sketch, "note": "inked"}
    was["created_at"] = answered_moment(created_at)
    assert look.events(cover)[1:] == [
        ("relation_retracted", {"relations": [was]}, {"relations": []}),
    ]
    assert look.rows("MATCH (e:Event {key: $key}) RETURN e.reason", key=f"{cover}:2") == [
        ["it was traced from another"]
    ]


async def test_a_retracted_relation_leaves_the_other_types(graph, look, artifact):
    cover, sketch = artifact(), artifact()
    await derived(graph, cover, sketch)
    await relate_artifacts(
        graph,
        request_id="variant",
        relation_type=RelationType.VARIANT_OF,
        from_artifact_id=cover,
        to_artifact_id=sketch,
    )

    await retracted(graph, cover, sketch)

    assert look.rows("MATCH (:Artifact)-[r]->(:Artifact) RETURN type(r)") == [["VARIANT_OF"]]


async def test_a_retracted_relation_can_be_made_again_the_other_way_round(graph, look, artifact):
    cover, sketch = artifact(), artifact()
    await derived(graph, cover, sketch)

    await retracted(graph, cover, sketch)
    await derived(graph, sketch, cover, request_id="turned")

    assert look.rows("MATCH (a:Artifact)-[r]->(b:Artifact) RETURN a.id, b.id") == [[sketch, cover]]


async def test_only_a_relation_that_is_there_is_retracted(graph, artifact, refused):
    cover, sketch = artifact(), artifact()
    await derived(graph, cover, sketch)

    with refused(NotFound) as other_type:
        await retracted(graph, cover, sketch, RelationType.TRANSCODED_FROM)
    with refused(NotFound):
        await retracted(graph, sketch, cover)
    with refused(NotFound):
        await retracted(graph, NOBODY, sketch)
    with refused(BadInput):
        await retracted(graph, "no id", sketch)

    assert other_type.value.message == "the artifacts have no relation transcoded_from"


async def test_of_many_who_retract_a_relation_one_does(graph, look, race, artifact):
    cover, sketch = artifact(), artifact()
    await derived(graph, cover, sketch)

    outcomes = await race(lambda _: retracted(graph, cover, sketch), range(6))

    assert outcomes.count(NotFound) == 5
    assert look.node(cover)["rev"] == 2
    assert look.rows("MATCH (l:Lock) RETURN l.name, l.n") == [["lineage", 2]]
