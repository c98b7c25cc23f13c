"""Events say what changed with the names and enum values of the schema."""

from __future__ import annotations

import json
from typing import Any

import neo4j
import pytest

from app.domain.artifacts import State
from app.domain.assessments import AssessmentKind
from app.domain.events import EventKind
from app.domain.lineage import RelationType
from app.domain.runs import Status
from app.domain.stories import Role
from tests.client import Api
from tests.recording import (
    a_picture,
    a_run,
    a_story,
    artifact_facts,
    brought,
    linked,
    moved,
    related,
    request_id,
    staged,
)
from tests.sockets import watching

pytestmark = pytest.mark.anyio

Told = list[tuple[str, dict[str, Any], dict[str, Any]]]

UNRECORDED = {"ARTIFACT_PRUNED", "ARTIFACT_RESTORED"}
"""What no mutation does yet."""
WATCHED = """subscription ($of: ArtifactScope!) { artifactChanged(of: $of) {
  cursor event { kind before after } } }"""


async def history(api: Api, field: str, subject: str) -> Told:
    """The kind, `before` and `after` of each event of a story, run or artifact, oldest first."""
    query = (
        f"query ($id: ID!) {{ {field}(id: $id) {{"
        " history(first: 100) { nodes { kind before after } } } }"
    )
    events = (await api(query, id=subject))[field]["history"]["nodes"]
    return [(event["kind"], event["before"], event["after"]) for event in reversed(events)]


def a_link(artifact: str, role: str, **facts: Any) -> dict[str, Any]:
    known = {"artifactId": artifact, "role": role, "isPrimary": False, "position": None}
    return {**known, **facts}


async def story_told(api: Api) -> Told:
    """Everything that can happen to a story, and what is expected to be told of it."""
    metadata = {"mood": "CALM", "is_primary": "candidate"}
    facts = {"requestId": request_id(), "title": "The fox", "metadata": metadata}
    story = (await api.do("createStory", facts, "story { id }"))["story"]["id"]
    made = await brought(api, fox="IMAGE", hen="IMAGE")
    fox, hen = made["fox"], made["hen"]
    run = await a_run(api, story)
    change = {"storyId": story, "title": "A fox", "metadata": None}
    await api.do("updateStory", change)
    await api.do("setCurrentRun", {"storyId": story, "runId": run})
    await linked(api, story, fox, "SCENE_IMAGE")
    await api.do("setPrimary", {"storyId": story, "artifactId": hen, "role": "COVER"})
    await api.do("unlinkArtifact", {"storyId": story, "artifactId": fox, "role": "SCENE_IMAGE"})
    await moved(api, "archiveArtifact", hen, releasePrimaries=True)
    batch = {
        "requestId": request_id(),
        "run": {"workflow": "book", "storyId": story},
        "links": [{"artifact": fox, "role": "COVER", "isPrimary": True}],
        "setCurrent": True,
    }
    ingested = (await api.do("ingestRun", batch, "run { id }"))["run"]["id"]
    scene, cover = a_link(fox, "SCENE_IMAGE", position=0), a_link(hen, "COVER")

    told = await history(api, "story", story)
    assert told == [
        ("STORY_CREATED", {}, {"title": "The fox", "synopsis": None, "metadata": metadata}),
        (
            "STORY_UPDATED",
            {"title": "The fox", "metadata": metadata},
            {"title": "A fox", "metadata": None},
        ),
        ("CURRENT_RUN_SET", {"currentRunId": None}, {"currentRunId": run}),
        ("ARTIFACT_LINKED", {"links": []}, {"links": [scene]}),
        ("PRIMARY_SET", {"links": []}, {"links": [{**cover, "isPrimary": True}]}),
        ("ARTIFACT_UNLINKED", {"links": [scene]}, {"links": []}),
        ("PRIMARY_RELEASED", {"links": [{**cover, "isPrimary": True}]}, {"links": [cover]}),
        (
            "RUN_INGESTED",
            {"links": [], "currentRunId": run},
            {"links": [a_link(fox, "COVER", isPrimary=True)], "currentRunId": ingested},
        ),
    ]
    return told


async def run_told(api: Api) -> Told:
    """Everything that can happen to a run."""
    run = await a_run(api, await a_story(api))
    plan = await a_picture(api)
    await api.do("startRun", {"runId": run})
    await staged(api, run, plan, "PRODUCED")
    await staged(api, run, plan, "CONSUMED")
    await api.do("finishRun", {"runId": run, "status": "FAILED", "error": "candidate"})
    link = {"artifactId": plan, "stage": "plan"}

    told = await history(api, "run", run)
    assert told == [
        ("RUN_CREATED", {}, {"status": "PENDING"}),
        ("RUN_STARTED", {"status": "PENDING"}, {"status": "RUNNING"}),
        ("RUN_LINKED", {"produced": []}, {"produced": [link]}),
        ("RUN_LINKED", {"consumed": []}, {"consumed": [link]}),
        (
            "RUN_FINISHED",
            {"status": "RUNNING", "error": None},
            {"status": "FAILED", "error": "candidate"},
        ),
    ]
    return told


async def artifact_told(api: Api) -> Told:
    """Everything that can happen to an artifact."""
    sketch, idea = (await brought(api, sketch="IMAGE", idea="TEXT")).values()
    source = {"artifactId": idea, "relationType": "TRANSCODED_FROM", "note": "candidate"}
    facts = artifact_facts(state="INTERMEDIATE", sources=[source])
    registered = await api.do("registerArtifact", facts, "artifact { id }")
    made = registered["artifact"]["id"]
    await moved(api, "promoteArtifact", made)
    await moved(api, "publishArtifact", made)
    await moved(api, "archiveArtifact", made)
    await moved(api, "unarchiveArtifact", made)
    await related(api, "DERIVED_FROM", made, sketch)
    at = (
        await api(
            "query ($id: ID!) { artifact(id: $id) {"
            " sources(relationTypes: [DERIVED_FROM]) { nodes { createdAt } } } }",
            id=made,
        )
    )["artifact"]["sources"]["nodes"][0]["createdAt"]
    await api.do(
        "retractRelation",
        {"relationType": "DERIVED_FROM", "fromArtifactId": made, "toArtifactId": sketch},
    )
    score = {"kind": "SAFETY", "score": 0.5, "by": "guard-2"}
    assessed = await api.do(
        "assessArtifact",
        {"requestId": request_id(), "artifactId": made, **score},
        "assessment { id }",
    )
    revision = artifact_facts("a better plan", artifactId=made)
    revised = await api.do("reviseArtifact", revision, "artifact { id }")
    relation = {"relationType": "DERIVED_FROM", "toArtifactId": sketch, "note": None}
    first = {"relationType": "TRANSCODED_FROM", "toArtifactId": idea, "note": "candidate"}

    told = await history(api, "artifact", made)
    assert told == [
        ("ARTIFACT_REGISTERED", {}, {"state": "INTERMEDIATE", "relations": [first]}),
        ("ARTIFACT_PROMOTED", {"state": "INTERMEDIATE"}, {"state": "CANDIDATE"}),
        ("ARTIFACT_PUBLISHED", {"state": "CANDIDATE"}, {"state": "PUBLISHED"}),
        ("ARTIFACT_ARCHIVED", {"state": "PUBLISHED"}, {"state": "ARCHIVED"}),
        ("ARTIFACT_UNARCHIVED", {"state": "ARCHIVED"}, {"state": "CANDIDATE"}),
        ("RELATION_ADDED", {"relations": []}, {"relations": [relation]}),
        ("RELATION_RETRACTED", {"relations": [{**relation, "createdAt": at}]}, {"relations": []}),
        (
            "ARTIFACT_ASSESSED",
            {"assessments": []},
            {"assessments": [{"id": assessed["assessment"]["id"], **score, "note": None}]},
        ),
        ("ARTIFACT_REVISED", {}, {"versionIds": [revised["artifact"]["id"]]}),
    ]
    return told


async def test_every_event_is_told_in_the_words_of_the_schema(api: Api) -> None:
    told = [*await story_told(api), *await run_told(api), *await artifact_told(api)]

    assert {kind for kind, _, _ in told} | UNRECORDED == {kind.name for kind in EventKind}


async def test_an_ingested_run_tells_what_it_made(api: Api) -> None:
    facts = {"kind": "IMAGE", "mediaType": "image/png", "stage": "paint"}
    batch = {
        "requestId": request_id(),
        "run": {"workflow": "book", "sessionId": "monday", "status": "COMPLETED"},
        "artifacts": [{"ref": "fox", "name": "fox", **facts}],
    }

    made = await api.do("ingestRun", batch, "run { id } artifacts { id }")

    [fox] = [one["id"] for one in made["artifacts"]]
    produced = [{"artifactId": fox, "stage": "paint"}]
    assert await history(api, "run", made["run"]["id"]) == [
        (
            "RUN_CREATED",
            {},
            {"status": "COMPLETED", "error": None, "produced": produced, "consumed": []},
        )
    ]
    assert await history(api, "artifact", fox) == [
        ("ARTIFACT_REGISTERED", {}, {"state": "INTERMEDIATE", "relations": []})
    ]


async def test_an_event_of_an_older_version_is_told_alike(api: Api, driver: neo4j.Driver) -> None:
    [sketch, fox] = (await brought(api, sketch="IMAGE", fox="IMAGE")).values()
    old = {"type": "variant_of", "to": sketch, "created_at": "2026-03-01T12:00:00.5+02:00"}
    driver.execute_query(
        "MATCH (a:Artifact {id: $id}) SET a.rev = a.rev + 1"
        " CREATE (e:Event {key: a.id + ':' + a.rev, kind: 'relation_retracted', actor: 'local',"
        " at: datetime(), before: $before, after: '{\"relations\":[]}'})-[:ABOUT]->(a)",
        id=fox,
        before=json.dumps({"relations": [old]}),
    )

    was = {"relationType": "VARIANT_OF", "toArtifactId": sketch}
    was["createdAt"] = "2026-03-01T10:00:00.500000000Z"
    assert (await history(api, "artifact", fox))[-1] == (
        "RELATION_RETRACTED",
        {"relations": [was]},
        {"relations": []},
    )


async def test_a_change_that_is_watched_has_the_same_words(api: Api) -> None:
    story, fox = await a_story(api), await a_picture(api)

    async with watching(api.http, WATCHED, of={"storyId": story}) as watcher:
        assert await watcher.next() == {"event": None}
        await linked(api, story, fox, "COVER", isPrimary=True)

        assert await watcher.next() == {
            "event": {
                "kind": "PRIMARY_SET",
                "before": {"links": []},
                "after": {"links": [a_link(fox, "COVER", isPrimary=True)]},
            }
        }


async def test_a_first_message_has_no_artifact_where_only_its_id_is_asked_for(
    api: Api,
) -> None:
    story, fox = await a_story(api), await a_picture(api)
    query = (
        "subscription ($of: ArtifactScope!) {"
        " artifactChanged(of: $of) { cursor artifact { __typename id } } }"
    )

    async with watching(api.http, query, of={"storyId": story}) as watcher:
        assert await watcher.next() == {"artifact": None}
        await linked(api, story, fox, "COVER", isPrimary=True)

        assert await watcher.next() == {"artifact": {"__typename": "Artifact", "id": fox}}


@pytest.mark.parametrize("words", [State, Status, Role, AssessmentKind, RelationType])
def test_the_name_of_an_enum_value_is_its_word_in_capitals(words: Any) -> None:
    assert [one.value.upper() for one in words] == [one.name for one in words]
