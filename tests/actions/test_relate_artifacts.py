"""Relating artifacts: what is written, what is refused, and rings that close at once."""

from __future__ import annotations

from itertools import pairwise

import pytest

import app.actions.relate_artifacts as module
from app.actions.relate_artifacts import Related, relate_artifacts
from app.domain.lineage import RelationType
from app.errors import (
    BadInput,
    Cycle,
    DuplicateRelation,
    IdempotencyMismatch,
    NotFound,
    SelfRelation,
)
from tests.waiting import until

pytestmark = [pytest.mark.anyio, pytest.mark.releases]

NOBODY = "5f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c11"
RELATIONS = "MATCH (a)-[r:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM]->(b)"
CYCLES = f"{RELATIONS} WHERE EXISTS {{ (b)-[:DERIVED_FROM*1..10]->(a) }} RETURN count(r)"


async def derived(graph, one, other, *, request_id=None, relation_type=RelationType.DERIVED_FROM):
    return await relate_artifacts(
        graph,
        request_id=request_id or f"{one} from {other}",
        relation_type=relation_type,
        from_artifact_id=one,
        to_artifact_id=other,
    )


@pytest.mark.parametrize("relation_type", RelationType)
async def test_a_relation_points_from_the_newer_artifact_at_its_source(
    graph, look, artifact, relation_type
):
    cover, sketch, _ = artifact(), artifact(), artifact()

    related = await relate_artifacts(
        graph,
        request_id="relate",
        relation_type=relation_type,
        from_artifact_id=cover,
        to_artifact_id=sketch,
        note="inked",
        actor="ada",
    )

    assert related == Related(
        relation_type=relation_type,
        from_artifact_id=cover,
        to_artifact_id=sketch,
        key=f"{cover}|{sketch}",
        rev=1,
    )
    assert look.rows(
        f"{RELATIONS} RETURN a.id, type(r), b.id, r.key, r.note, valueType(r.created_at)"
    ) == [
        [
            cover,
            relation_type.name,
            sketch,
            f"{cover}|{sketch}",
            "inked",
            "ZONED DATETIME NOT NULL",
        ]
    ]


async def test_a_relation_raises_the_newer_artifact_and_leaves_an_event_there(
    graph, look, artifact
):
    cover, sketch = artifact(), artifact()

    await derived(graph, cover, sketch)

    told = {"type": "derived_from", "to": sketch, "note": None}
    assert look.events(cover) == [
        ("relation_added", {"relations": []}, {"relations": [told]}),
    ]
    assert [look.node(cover)["rev"], look.node(sketch)["rev"]] == [1, 0]
    assert look.events(sketch) == []


async def test_an_artifact_is_not_made_from_itself(graph, artifact, refused):
    cover = artifact()

    with refused(SelfRelation):
        await derived(graph, cover, cover)


async def test_both_artifacts_of_a_relation_exist(graph, artifact, refused):
    cover = artifact()

    with refused(NotFound) as without_source:
        await derived(graph, cover, NOBODY)
    with refused(NotFound) as without_artifact:
        await derived(graph, NOBODY, cover)

    assert without_source.value.message == f"there is no artifact {NOBODY}"
    assert without_artifact.value.message == f"there is no artifact {NOBODY}"


async def test_the_ids_of_a_relation_are_checked(graph, artifact, refused):
    cover = artifact()

    with refused(BadInput):
        await derived(graph, cover, "../x")


async def test_two_artifacts_have_one_relation_of_a_type(graph, look, artifact, refused):
    cover, sketch = artifact(), artifact()
    await derived(graph, cover, sketch)

    with pytest.raises(DuplicateRelation, match=f"^{cover} is derived_from {sketch} already$"):
        await derived(graph, cover, sketch, request_id="again")

    await derived(
        graph, cover, sketch, request_id="other", relation_type=RelationType.TRANSCODED_FROM
    )
    assert look.rows(f"{RELATIONS} RETURN count(r)") == [[2]]


async def test_a_relation_that_closes_a_ring_is_refused_with_the_way_back(
    graph, artifact, derive, refused
):
    cover, drawing, sketch, other = artifact(), artifact(), artifact(), artifact()
    derive(cover, drawing)
    derive(drawing, sketch)
    derive(other, sketch)

    with refused(Cycle) as raised:
        await derived(graph, sketch, cover)

    assert raised.value.path == [cover, drawing, sketch]
    way = f"{cover} -> {drawing} -> {sketch}"
    assert raised.value.message == f"this would close a cycle of 3 artifacts: {way}"


async def test_the_message_of_a_long_cycle_names_its_first_ten_artifacts(graph, artifact, derive):
    chain = [artifact() for _ in range(12)]
    for newer, source in pairwise(chain):
        derive(newer, source)

    with pytest.raises(Cycle) as raised:
        await derived(graph, chain[-1], chain[0])

    assert raised.value.path == chain
    assert raised.value.message.endswith(f": {' -> '.join(chain[:10])} -> ...")


async def test_a_ring_is_refused_across_relation_types(graph, artifact, refused):
    small, cover, sketch = artifact(), artifact(), artifact()
    await derived(graph, small, cover, relation_type=RelationType.TRANSCODED_FROM)
    await derived(graph, cover, sketch, relation_type=RelationType.VARIANT_OF)

    with refused(Cycle) as raised:
        await derived(graph, sketch, small, relation_type=RelationType.DERIVED_FROM)

    assert raised.value.path == [small, cover, sketch]


async def test_a_ring_is_refused_over_3000_hops(graph, look, artifact):
    first, last = artifact(), artifact()
    look.rows(
        "MATCH (first:Artifact {id: $first}) MATCH (last:Artifact {id: $last})"
        " UNWIND range(1, 2999) AS n"
        " CREATE (a:Artifact:Entity {id: toString(n), kind: 'text', media_type: 'text/plain',"
        "   rev: 0,"
        "   state: 'candidate', name: 'link', created_at: datetime() - duration({seconds: n})})"
        " WITH first, last, collect(a) AS links"
        " WITH [first] + links + [last] AS chain"
        " UNWIND range(0, 2999) AS n"
        " WITH chain[n] AS one, chain[n + 1] AS other"
        " CREATE (one)-[:DERIVED_FROM {key: one.id + '|' + other.id, created_at: datetime()}]"
        "->(other)",
        first=first,
        last=last,
    )

    with pytest.raises(Cycle) as raised:
        await derived(graph, last, first)

    assert raised.value.path == [first, *map(str, range(1, 3000)), last]


async def test_a_diamond_is_no_ring(graph, look, artifact):
    top, left, right, bottom = artifact(), artifact(), artifact(), artifact()

    for one, other in ((top, left), (top, right), (left, bottom), (right, bottom), (top, bottom)):
        await derived(graph, one, other)

    assert look.rows(f"{RELATIONS} RETURN count(r)") == [[5]]


async def test_a_retried_relation_is_made_once(graph, look, artifact):
    cover, sketch = artifact(), artifact()
    first = await derived(graph, cover, sketch, request_id="relate")

    again = await derived(graph, cover, sketch, request_id="relate")

    assert again == first
    assert look.rows(f"{RELATIONS} RETURN count(r)") == [[1]]


async def test_a_request_relates_no_other_artifacts(graph, artifact, refused):
    cover, sketch, other = artifact(), artifact(), artifact()
    await derived(graph, cover, sketch, request_id="relate")

    with refused(IdempotencyMismatch):
        await derived(graph, cover, other, request_id="relate")


def ring(artifact, derive, size):
    """Gaps of a ring: what is related already goes from the end of one gap to the next one."""
    gaps = [(artifact(), artifact()) for _ in range(size)]
    for (_, end), (start, _) in zip(gaps, [*gaps[1:], gaps[0]], strict=True):
        derive(end, start)
    return gaps


@pytest.mark.parametrize("size", [2, 3, 4])
async def test_a_ring_whose_gaps_are_closed_at_once_stays_open(
    graph, look, race, artifact, derive, size
):
    for _ in range(5):
        gaps = ring(artifact, derive, size)

        outcomes = await race(lambda gap: derived(graph, *gap), gaps)

        assert outcomes.count(Cycle) == 1
        assert sum(isinstance(outcome, Related) for outcome in outcomes) == size - 1
    assert look.rows(CYCLES) == [[0]]


@pytest.mark.parametrize("size", [2, 3, 4])
async def test_without_the_lock_such_a_ring_closes(
    graph, look, race, artifact, derive, size, monkeypatch
):
    async def take_no_lock(*_):
        return None

    looked = 0
    write = module.create_relations

    async def write_when_all_have_looked(*arguments):
        nonlocal looked
        looked += 1
        await until(lambda: looked >= size)
        await write(*arguments)

    monkeypatch.setattr(module, "lock_lineage", take_no_lock)
    monkeypatch.setattr(module, "create_relations", write_when_all_have_looked)
    outcomes = await race(lambda gap: derived(graph, *gap), ring(artifact, derive, size))
    assert all(isinstance(outcome, Related) for outcome in outcomes)

    [[cycles]] = look.rows(CYCLES)
    look.rows("MATCH (n:Artifact|Event) DETACH DELETE n")
    assert cycles > 0
