"""Withdrawing: what goes, what takes its place, and that it is what was planned."""

from __future__ import annotations

import anyio
import pytest

from app.actions import withdraw_artifacts as module
from app.actions.link_artifact import link_artifact
from app.actions.publish_artifact import publish_artifact
from app.actions.register_artifact import register_stored
from app.actions.relate_artifacts import relate_artifacts
from app.actions.set_primary import set_primary
from app.actions.withdraw_artifacts import Withdrawn, plan_withdrawal, withdraw_artifacts
from app.domain.artifacts import Kind, State
from app.domain.lineage import RelationType, Source
from app.domain.stories import Role
from app.errors import BadInput, Conflict, NotFound
from tests.waiting import BLOCKED, until

pytestmark = [pytest.mark.anyio, pytest.mark.releases]

NOBODY = "5f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c11"
STATES = "MATCH (a:Artifact) RETURN a.id, a.state, a.rev"
SLOTS = (
    "MATCH (s:Story)-[l:HAS_ARTIFACT]->(a) WHERE l.is_primary OR l.slot IS NOT NULL"
    " RETURN s.id, l.slot, a.id"
)


@pytest.fixture
def made_from(look):
    """Says that artifacts came from others, as an import brings it."""

    def relate(*pairs):
        look.rows(
            "UNWIND $pairs AS pair MATCH (a {id: pair[0]}), (b {id: pair[1]}) CREATE (a)"
            "-[:DERIVED_FROM {key: pair[0] + '|' + pair[1], created_at: datetime()}]->(b)",
            pairs=pairs,
        )

    return relate


async def planned(graph, artifact_id):
    plan = await plan_withdrawal(graph, artifact_id)
    assert plan is not None
    return plan


async def linked(graph, story_id, artifact_id, role=Role.COVER, *, primary=False, position=None):
    await link_artifact(
        graph,
        story_id=story_id,
        artifact_id=artifact_id,
        role=role,
        is_primary=primary,
        position=position,
    )


def told(artifact_id, role, *, is_primary, position=None):
    return {
        "artifact": artifact_id,
        "role": role,
        "is_primary": is_primary,
        "position": position,
    }


async def test_what_was_made_from_the_artifact_is_archived_with_it_and_nothing_else(
    graph, look, artifact, made_from
):
    idea, sketch, other = artifact(), artifact(state="intermediate"), artifact()
    cover, thumbnail, lost = artifact(state="published"), artifact(), artifact(state="archived")
    made_from((sketch, idea), (cover, sketch), (cover, other), (thumbnail, cover), (lost, sketch))

    done = await withdraw_artifacts(
        graph, plan_token=(await planned(graph, sketch)).token, reason="not ours", actor="ada"
    )

    assert done == Withdrawn(artifact_id=sketch, archived=3, primaries=0)
    assert sorted(look.rows(STATES)) == sorted(
        [
            [idea, "candidate", 0],
            [other, "candidate", 0],
            [lost, "archived", 0],
            *([one, "archived", 1] for one in (sketch, cover, thumbnail)),
        ]
    )
    assert look.events(cover) == [
        ("artifact_archived", {"state": "published"}, {"state": "archived"})
    ]
    assert look.rows("MATCH (e:Event) RETURN DISTINCT e.actor, e.reason") == [["ada", "not ours"]]


async def test_a_plan_tells_what_each_descendant_has_left(graph, artifact, made_from):
    sketch, other, cover, thumbnail, copy = (artifact() for _ in range(5))
    made_from((cover, sketch), (cover, other), (thumbnail, cover), (copy, sketch))

    plan = await planned(graph, sketch)

    assert {one.id: (one.depth, one.alternative, one.intact) for one in plan.descendants} == {
        cover: (1, True, False),
        copy: (1, False, False),
        thumbnail: (2, True, False),
    }


async def test_the_best_replacement_takes_the_role_and_others_are_left_empty(
    graph, look, story, artifact, made_from
):
    fox, boat = story(), story()
    sketch, cover, variant, scene = (artifact() for _ in range(4))
    spare, shown = artifact(), artifact(state="published")
    made_from((cover, sketch), (variant, cover), (scene, sketch))
    for one in (variant, shown, spare):
        await linked(graph, fox, one)
    await linked(graph, fox, cover, primary=True)
    await linked(graph, fox, scene, Role.SCENE_IMAGE, primary=True, position=4)
    await linked(graph, boat, sketch, primary=True)
    await linked(graph, boat, shown, Role.SCENE_IMAGE, primary=True, position=1)
    before = {one: look.node(one)["rev"] for one in (fox, boat)}

    plan = await planned(graph, sketch)
    done = await withdraw_artifacts(graph, plan_token=plan.token)

    assert done == Withdrawn(artifact_id=sketch, archived=4, primaries=3)
    assert sorted(look.rows(SLOTS)) == sorted(
        [[fox, f"{fox}|cover", shown], [boat, f"{boat}|scene_image", shown]]
    )
    assert look.events(fox)[-1] == (
        "primary_set",
        {
            "links": [
                told(cover, "cover", is_primary=True),
                told(shown, "cover", is_primary=False),
                told(scene, "scene_image", is_primary=True, position=4),
            ]
        },
        {
            "links": [
                told(cover, "cover", is_primary=False),
                told(shown, "cover", is_primary=True),
                told(scene, "scene_image", is_primary=False, position=4),
            ]
        },
    )
    assert look.events(boat)[-1][0] == "primary_released"
    assert {one: look.node(one)["rev"] for one in (fox, boat)} == {
        one: rev + 1 for one, rev in before.items()
    }


async def test_a_plan_is_carried_out_once(graph, artifact, refused):
    token = (await planned(graph, artifact())).token
    await withdraw_artifacts(graph, plan_token=token)

    with refused(Conflict) as raised:
        await withdraw_artifacts(graph, plan_token=token)

    assert raised.value.message == ("what the withdrawal comes to has changed: look at a new plan")


async def test_a_plan_that_is_out_of_date_is_refused_whatever_has_changed(
    graph, story, artifact, made_from, refused
):
    fox, sketch, cover, late = story(), artifact(), artifact(), artifact()
    made_from((cover, sketch))

    async def stale(change) -> None:
        token = (await planned(graph, sketch)).token
        await change
        with refused(Conflict):
            await withdraw_artifacts(graph, plan_token=token)

    await stale(publish_artifact(graph, artifact_id=cover))
    await stale(set_primary(graph, story_id=fox, role=Role.COVER, artifact_id=cover))
    await stale(linked(graph, fox, late))
    await stale(derived(graph, late, cover))


async def derived(graph, newer, source):
    await relate_artifacts(
        graph,
        request_id=f"{newer} from {source}",
        relation_type=RelationType.DERIVED_FROM,
        from_artifact_id=newer,
        to_artifact_id=source,
    )


async def test_what_is_missing_cannot_be_withdrawn(graph, artifact, refused):
    artifact()

    assert await plan_withdrawal(graph, NOBODY) is None
    with refused(NotFound):
        await withdraw_artifacts(graph, plan_token=f"{NOBODY}.{'0' * 64}")
    with refused(BadInput):
        await withdraw_artifacts(graph, plan_token="x")


async def test_something_can_still_be_made_from_what_was_withdrawn(graph, look, artifact):
    sketch = artifact()
    await withdraw_artifacts(graph, plan_token=(await planned(graph, sketch)).token)

    made = await register_stored(
        graph,
        request_id="late",
        kind=Kind.IMAGE,
        media_type="image/png",
        name="late",
        state=State.CANDIDATE,
        sources=[Source(artifact_id=sketch, relation_type=RelationType.DERIVED_FROM)],
    )

    assert [one.id for one in (await planned(graph, sketch)).descendants] == [made.artifact_id]


MANY = (
    "MATCH (source:Artifact {id: $id}) UNWIND range(1, 60) AS number"
    " CREATE (a:Artifact:Entity {id: randomUUID(), kind: 'image', state: 'candidate', rev: 0,"
    " media_type: 'image/test', name: 'one of many', created_at: datetime()})"
    " CREATE (a)-[:DERIVED_FROM {key: a.id + '|' + source.id, created_at: datetime()}]->(source)"
)


async def _withdrawn_while_related(
    graph, look, story, artifact, made_from, monkeypatch, *, related_first=False
):
    """Withdraws while what the replacement was made from becomes a descendant: what came first.

    That is begun when the withdrawal has worked its plan out for the last time, which then waits
    until it is done, or waits for a lock. The artifact has many derivatives: Neo4j does not lock
    such a one for one more.
    """
    fox, sketch, cover, base, spare = story(), artifact(), artifact(), artifact(), artifact()
    made_from((cover, sketch), (spare, base))
    look.rows(MANY, id=sketch)
    await linked(graph, fox, spare)
    await linked(graph, fox, cover, primary=True)
    token = (await planned(graph, sketch)).token
    archive, related, order = module._archive, anyio.Event(), []

    async def relate() -> None:
        await derived(graph, base, sketch)
        order.append("related")
        related.set()

    async def archive_late(*arguments):
        tasks.start_soon(relate)
        await until(related.is_set if related_first else lambda: look.rows(BLOCKED) == [[1]])
        return await archive(*arguments)

    monkeypatch.setattr(module, "_archive", archive_late)
    async with anyio.create_task_group() as tasks:
        await withdraw_artifacts(graph, plan_token=token)
        order.append("withdrawn")
    return order


async def test_nothing_is_related_between_the_plan_and_the_withdrawal(
    graph, look, story, artifact, made_from, monkeypatch
):
    order = await _withdrawn_while_related(graph, look, story, artifact, made_from, monkeypatch)

    assert order == ["withdrawn", "related"]


async def test_without_the_lock_a_replacement_is_downstream_before_the_withdrawal_is_done(
    graph, look, story, artifact, made_from, monkeypatch
):
    async def no_lock(transaction) -> None:
        pass

    monkeypatch.setattr(module, "lock_lineage", no_lock)

    order = await _withdrawn_while_related(
        graph, look, story, artifact, made_from, monkeypatch, related_first=True
    )

    assert order == ["related", "withdrawn"]
