"""The past of a subject, found from what it is now by undoing its events."""

from __future__ import annotations

import pytest

from app.actions.archive_artifact import archive_artifact
from app.actions.link_artifact import link_artifact
from app.actions.publish_artifact import publish_artifact
from app.actions.relate_artifacts import relate_artifacts
from app.actions.retract_relation import retract_relation
from app.actions.revise_artifact import revise_stored
from app.actions.set_primary import set_primary
from app.actions.unarchive_artifact import unarchive_artifact
from app.actions.unlink_artifact import unlink_artifact
from app.domain.lineage import RelationType
from app.domain.stories import Role

pytestmark = pytest.mark.anyio

COVER, SCENE = Role.COVER, Role.SCENE_IMAGE


def links_of(look, story_id):
    rows = look.rows(
        "MATCH (:Story {id: $id})-[l:HAS_ARTIFACT]->(a)"
        " RETURN {artifact: a.id, role: l.role, is_primary: l.is_primary, position: l.position}",
        id=story_id,
    )
    return [link for [link] in rows]


def relations_of(look, artifact_id):
    rows = look.rows(
        "MATCH (:Artifact {id: $id})-[r]->(a:Artifact)"
        " RETURN {type: toLower(type(r)), to: a.id, note: r.note}",
        id=artifact_id,
    )
    return [relation for [relation] in rows]


def in_order(members):
    return sorted(members, key=lambda member: sorted(map(str, member.items())))


def undone(members, before, after):
    """Takes away what an event has brought, and puts back what it has taken away."""
    rest = [member for member in members if member not in after]
    assert len(rest) == len(members) - len(after)
    return rest + [{key: one[key] for key in one if key != "created_at"} for one in before]


async def test_the_links_of_a_story_at_any_revision_are_found_from_its_events(
    graph, look, story, artifact
):
    fox, one, two, three = story(), artifact(), artifact(), artifact()
    steps = [
        lambda: link_artifact(graph, story_id=fox, artifact_id=one, role=COVER, is_primary=True),
        lambda: link_artifact(graph, story_id=fox, artifact_id=two, role=SCENE, position=1),
        lambda: set_primary(graph, story_id=fox, role=SCENE, artifact_id=two),
        lambda: link_artifact(graph, story_id=fox, artifact_id=two, role=SCENE, position=4),
        lambda: set_primary(graph, story_id=fox, role=COVER, artifact_id=two),
        lambda: set_primary(graph, story_id=fox, role=SCENE, artifact_id=three),
        lambda: revise_stored(
            graph, request_id="1", artifact_id=two, media_type="image/png", name="two"
        ),
        lambda: unlink_artifact(graph, story_id=fox, artifact_id=two, role=SCENE),
        lambda: archive_artifact(graph, artifact_id=three, release_primaries=True),
        lambda: set_primary(graph, story_id=fox, role=COVER, artifact_id=one),
    ]
    seen = [links_of(look, fox)]
    for step in steps:
        await step()
        seen.append(links_of(look, fox))

    links, found = seen[-1], [seen[-1]]
    for _, before, after in reversed(look.events(fox)):
        links = undone(links, before["links"], after["links"])
        found.insert(0, links)

    assert list(map(in_order, found)) == list(map(in_order, seen))


async def test_the_state_and_relations_of_an_artifact_are_found_from_its_events(
    graph, look, artifact
):
    cover, sketch, scan = artifact(), artifact(), artifact()
    ends = {"relation_type": RelationType.DERIVED_FROM, "from_artifact_id": cover}
    steps = [
        lambda: relate_artifacts(graph, request_id="1", to_artifact_id=sketch, note="x", **ends),
        lambda: publish_artifact(graph, artifact_id=cover),
        lambda: relate_artifacts(graph, request_id="2", to_artifact_id=scan, **ends),
        lambda: archive_artifact(graph, artifact_id=cover),
        lambda: retract_relation(graph, to_artifact_id=sketch, **ends),
        lambda: unarchive_artifact(graph, artifact_id=cover),
    ]
    seen = [("candidate", [])]
    for step in steps:
        await step()
        seen.append((look.node(cover)["state"], relations_of(look, cover)))

    (state, relations), found = seen[-1], [seen[-1]]
    for _, before, after in reversed(look.events(cover)):
        state = before.get("state", state)
        relations = undone(relations, before.get("relations", []), after.get("relations", []))
        found.insert(0, (state, relations))

    assert [(state, in_order(relations)) for state, relations in found] == [
        (state, in_order(relations)) for state, relations in seen
    ]
