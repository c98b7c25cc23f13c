"""The model, sentence by sentence, through the API.

Each test is named after a sentence of the model, and its docstring is that sentence.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.client import Api
from tests.recording import (
    a_run,
    a_step,
    a_story,
    an_artifact,
    linked,
    related,
    request_id,
    uploaded,
)

pytestmark = pytest.mark.anyio


async def states(api: Api, artifact_id: str) -> str:
    data = await api("query ($id: ID!) { artifact(id: $id) { state } }", id=artifact_id)
    return data["artifact"]["state"]


async def asked(api: Api, noun: str, node_id: str, selection: str) -> Any:
    data = await api(f"query ($id: ID!) {{ {noun}(id: $id) {{ {selection} }} }}", id=node_id)
    return data[noun]


# Decision


async def test_story_is_the_user_facing_experience_container(api: Api) -> None:
    """`story` is the user-facing experience container."""
    story = await a_story(api, "The fox")
    await a_run(api, story)
    cover = await an_artifact(api, "cover", kind="IMAGE")
    await linked(api, story, cover, "COVER", isPrimary=True)

    found = await asked(api, "story", story, "title cover { name } runs { totalCount }")

    assert found == {"title": "The fox", "cover": {"name": "cover"}, "runs": {"totalCount": 1}}


async def test_artifact_is_a_first_class_immutable_object(api: Api) -> None:
    """`artifact` is a first-class immutable object."""
    alone = await an_artifact(api, "alone")
    fields = await api('{ __type(name: "Mutation") { fields { name } } }')

    found = await asked(api, "node", alone, "__typename ... on Artifact { name story { id } }")

    assert found == {"__typename": "Artifact", "name": "alone", "story": None}
    names = {field["name"] for field in fields["__type"]["fields"]}
    assert "updateArtifact" not in names
    assert "reviseArtifact" in names


async def test_run_and_agent_step_capture_multi_agent_execution_provenance(api: Api) -> None:
    """`run` and `agent_step` capture multi-agent execution provenance."""
    run = await a_run(api, await a_story(api))
    for name, agent in (("write", "writer"), ("paint", "painter")):
        facts = {"requestId": request_id(), "runId": run, "name": name, "agent": agent}
        made = await api.do("createStep", facts, "... on StepPayload { step { id } }")
        await an_artifact(api, f"by {agent}", stepId=made["step"]["id"])

    found = await asked(
        api, "run", run, "steps { nodes { agent artifacts { nodes { name run { id } } } } }"
    )

    assert [
        (step["agent"], [(made["name"], made["run"]["id"]) for made in step["artifacts"]["nodes"]])
        for step in found["steps"]["nodes"]
    ] == [("writer", [("by writer", run)]), ("painter", [("by painter", run)])]


async def test_links_and_relations_form_a_lineage_graph_instead_of_embedding_in_stories(
    api: Api,
) -> None:
    """links/relations form a lineage graph instead of embedding everything in `stories`."""
    idea = await an_artifact(api, "idea")
    sketch = await an_artifact(api, "sketch", sources=[{"artifactId": idea}])
    cover = await an_artifact(api, "cover", kind="IMAGE", sources=[{"artifactId": sketch}])
    await linked(api, await a_story(api), cover, "COVER", isPrimary=True)

    found = await api(
        "{ stories { nodes { cover { ancestors { edges { depth node { name } } } } } } }"
    )

    cover_found = found["stories"]["nodes"][0]["cover"]
    assert cover_found["ancestors"]["edges"] == [
        {"depth": 1, "node": {"name": "sketch"}},
        {"depth": 2, "node": {"name": "idea"}},
    ]


async def test_this_keeps_stories_lean(api: Api, driver: Any) -> None:
    """This keeps `stories` lean and lets us scale storage, observability, and retention safely."""
    story = await a_story(api)
    for number in range(5):
        scene = await an_artifact(api, f"scene {number}", kind="IMAGE")
        await linked(api, story, scene, "SCENE_IMAGE", position=number)

    kept = driver.execute_query("MATCH (story:Story) RETURN keys(story) AS keys").records

    assert set(kept[0]["keys"]) <= {
        "id",
        "title",
        "synopsis",
        "metadata",
        "created_at",
        "updated_at",
        "rev",
    }


# Entities


async def test_entity_story_has_experience_metadata_and_canonical_references(api: Api) -> None:
    """`story`: experience metadata and canonical artifact references."""
    facts = {
        "requestId": request_id(),
        "title": "The fox",
        "synopsis": "A fox follows her own tracks.",
        "metadata": {"ages": "3-6"},
    }

    made = await api.do(
        "createStory",
        facts,
        "... on StoryPayload { story { title synopsis metadata cover { id } } }",
    )

    assert made["story"] == {
        "title": "The fox",
        "synopsis": "A fox follows her own tracks.",
        "metadata": {"ages": "3-6"},
        "cover": None,
    }


async def test_entity_run_is_one_workflow_execution_for_a_story_or_session(api: Api) -> None:
    """`run`: one generation workflow execution for a story/session."""
    story = await a_story(api)
    asks = "... on RunPayload { run { workflow sessionId story { id } } }"
    facts = {"workflow": "picture-book"}

    for_story = await api.do(
        "createRun", {**facts, "requestId": request_id(), "storyId": story}, asks
    )
    in_session = await api.do(
        "createRun", {**facts, "requestId": request_id(), "sessionId": "monday"}, asks
    )
    for_nothing = await api.do("createRun", {**facts, "requestId": request_id()}, asks)

    assert for_story["run"] == {
        "workflow": "picture-book",
        "sessionId": None,
        "story": {"id": story},
    }
    assert in_session["run"] == {
        "workflow": "picture-book",
        "sessionId": "monday",
        "story": None,
    }
    assert for_nothing["code"] == "BAD_INPUT"


async def test_entity_agent_step_is_one_unit_of_work_in_a_run(api: Api) -> None:
    """`agent_step`: one unit of work in a run."""
    run = await a_run(api, await a_story(api))
    step = await a_step(api, run, "paint")
    await api.do("startStep", {"stepId": step}, "... on StepPayload { step { id } }")

    ended = await api.do(
        "finishStep",
        {"stepId": step, "status": "COMPLETED", "inputTokens": 12, "costMicroUsd": 1_500_000},
        "... on StepPayload { step { name status inputTokens costUsd run { id } } }",
    )

    assert ended["step"] == {
        "name": "paint",
        "status": "COMPLETED",
        "inputTokens": 12,
        "costUsd": 1.5,
        "run": {"id": run},
    }


async def test_entity_artifact_is_an_immutable_media_or_data_payload(api: Api) -> None:
    """`artifact`: immutable media/data payload (image/audio/video/text/json)."""
    for kind in ("IMAGE", "AUDIO", "VIDEO", "TEXT", "JSON"):
        await an_artifact(api, kind, kind=kind)

    found = await api("{ artifacts { nodes { kind name content { size sha256 } } } }")

    nodes = found["artifacts"]["nodes"]
    assert sorted(node["kind"] for node in nodes) == ["AUDIO", "IMAGE", "JSON", "TEXT", "VIDEO"]
    assert all(node["name"] == node["kind"] for node in nodes)
    assert all(int(node["content"]["size"]) > 0 for node in nodes)


async def test_entity_artifact_relation_is_a_directed_edge_between_artifacts(api: Api) -> None:
    """`artifact_relation`: directed edges between artifacts."""
    sketch, cover = await an_artifact(api, "sketch"), await an_artifact(api, "cover")

    made = await related(api, "DERIVED_FROM", cover, sketch)

    assert made["relation"] == {
        "type": "DERIVED_FROM",
        "from": {"id": cover},
        "to": {"id": sketch},
    }
    counts = "sources { totalCount } derivatives { totalCount }"
    assert await asked(api, "artifact", cover, counts) == {
        "sources": {"totalCount": 1},
        "derivatives": {"totalCount": 0},
    }
    assert await asked(api, "artifact", sketch, counts) == {
        "sources": {"totalCount": 0},
        "derivatives": {"totalCount": 1},
    }


async def test_entity_story_artifact_link_is_a_role_mapping_on_a_story(api: Api) -> None:
    """`story_artifact_link`: user-facing role mapping for artifacts on a story."""
    story, cover = await a_story(api), await an_artifact(api, "cover", kind="IMAGE")

    await linked(api, story, cover, "COVER")

    found = await asked(api, "story", story, "links { nodes { role artifact { id } } }")
    assert found["links"]["nodes"] == [{"role": "COVER", "artifact": {"id": cover}}]


async def test_entity_run_artifact_link_is_a_stage_mapping_for_a_run(api: Api) -> None:
    """`run_artifact_link`: stage mapping for artifacts produced/consumed by a run."""
    run = await a_run(api, await a_story(api))
    brief, plan = await an_artifact(api, "brief"), await an_artifact(api, "plan")
    for artifact, direction in ((brief, "CONSUMED"), (plan, "PRODUCED")):
        facts = {"runId": run, "artifactId": artifact, "stage": "plan", "direction": direction}
        await api.do("linkRunArtifact", facts, "... on RunLinkPayload { link { stage } }")

    found = await asked(
        api,
        "run",
        run,
        "produced { nodes { stage artifact { id } } } consumed { nodes { stage artifact { id } } }",
    )

    assert found == {
        "produced": {"nodes": [{"stage": "plan", "artifact": {"id": plan}}]},
        "consumed": {"nodes": [{"stage": "plan", "artifact": {"id": brief}}]},
    }


# Lifecycle states


async def test_state_intermediate_is_temporary_during_orchestration(api: Api) -> None:
    """`intermediate`: temporary artifacts generated during orchestration."""
    facts = {
        "requestId": request_id(),
        "kind": "TEXT",
        "mediaType": "text/plain",
        "name": "scratch",
        "content": {"text": "scratch"},
    }
    made = await api.do(
        "registerArtifact", facts, "... on NewArtifactPayload { artifact { id state } }"
    )
    story = await a_story(api)

    refused = await linked(api, story, made["artifact"]["id"], "COVER")

    assert made["artifact"]["state"] == "INTERMEDIATE"
    assert refused["code"] in {"ILLEGAL_STATE", "KIND_MISMATCH"}


async def test_state_candidate_is_reviewed_and_not_yet_published(api: Api) -> None:
    """`candidate`: reviewed/usable outputs not yet published."""
    picture = await an_artifact(api, "cover", kind="IMAGE", state="INTERMEDIATE")
    story = await a_story(api)
    refused = await linked(api, story, picture, "COVER")

    await api.do(
        "promoteArtifact", {"artifactId": picture}, "... on ArtifactPayload { __typename }"
    )

    assert refused["code"] == "ILLEGAL_STATE"
    assert await states(api, picture) == "CANDIDATE"
    assert (await linked(api, story, picture, "COVER"))["link"]["role"] == "COVER"


async def test_state_published_is_user_visible_and_approved(api: Api) -> None:
    """`published`: user-visible approved outputs."""
    story, cover = await a_story(api), await an_artifact(api, "cover", kind="IMAGE")
    await linked(api, story, cover, "COVER", isPrimary=True)
    visible = "cover(publishedOnly: true) { id }"
    before = await asked(api, "story", story, visible)

    await api.do("publishArtifact", {"artifactId": cover}, "... on ArtifactPayload { __typename }")

    assert before == {"cover": None}
    assert await asked(api, "story", story, visible) == {"cover": {"id": cover}}


async def test_state_archived_is_retained_but_not_active(api: Api) -> None:
    """`archived`: retained but not active."""
    reject = await an_artifact(api, "reject")

    await api.do(
        "archiveArtifact",
        {"artifactId": reject, "reason": "two moons"},
        "... on ArtifactPayload { __typename }",
    )

    found = await asked(
        api, "artifact", reject, "state content { size } history { nodes { kind reason } }"
    )
    assert found["state"] == "ARCHIVED"
    assert found["content"] == {"size": "6"}
    assert found["history"]["nodes"][0] == {"kind": "ARTIFACT_ARCHIVED", "reason": "two moons"}
    back = await api.do(
        "unarchiveArtifact", {"artifactId": reject}, "... on ArtifactPayload { artifact { state } }"
    )
    assert back["artifact"]["state"] == "CANDIDATE"


# Canonical story roles


@pytest.mark.parametrize(
    ("role", "kind", "other"),
    [
        pytest.param("COVER", "IMAGE", "AUDIO", id="`cover`"),
        pytest.param("FINAL_AUDIO", "AUDIO", "VIDEO", id="`final_audio`"),
        pytest.param("FINAL_VIDEO", "VIDEO", "IMAGE", id="`final_video`"),
        pytest.param("SCENE_IMAGE", "IMAGE", "AUDIO", id="`scene_image`"),
    ],
)
async def test_canonical_story_role(api: Api, role: str, kind: str, other: str) -> None:
    story = await a_story(api)
    fitting = await an_artifact(api, "fits", kind=kind)
    wrong = await an_artifact(api, "does not fit", kind=other)

    made = await linked(api, story, fitting, role, isPrimary=True)
    refused = await linked(api, story, wrong, role)

    assert made["link"] == {"role": role, "isPrimary": True}
    assert refused["code"] == "KIND_MISMATCH"


# Immutability and versioning


async def test_updates_produce_a_new_artifact_id(api: Api) -> None:
    """Artifacts are immutable: updates produce a new `artifact_id`."""
    old = await an_artifact(api, "draft")
    before = await asked(api, "artifact", old, "name sha256 size mediaType createdAt")
    facts = {
        "requestId": request_id(),
        "artifactId": old,
        "kind": "TEXT",
        "mediaType": "text/plain",
        "name": "second draft",
        "content": {"text": "better"},
    }

    made = await api.do(
        "reviseArtifact",
        facts,
        "... on NewArtifactPayload { artifact { id sources { nodes { type to { id } } } } }",
    )

    assert made["artifact"]["id"] != old
    assert made["artifact"]["sources"]["nodes"] == [{"type": "VARIANT_OF", "to": {"id": old}}]
    assert await asked(api, "artifact", old, "name sha256 size mediaType createdAt") == before


async def test_mutations_happen_at_link_level(api: Api) -> None:
    """Mutations happen at link level (`story_artifact_link`), not blob level."""
    story = await a_story(api)
    first = await an_artifact(api, "first cover", kind="IMAGE")
    second = await an_artifact(api, "second cover", kind="IMAGE")
    await linked(api, story, first, "COVER", isPrimary=True)
    bytes_before = await asked(api, "artifact", first, "sha256 content { size }")

    await api.do(
        "setPrimary",
        {"storyId": story, "role": "COVER", "artifactId": second},
        "... on LinkPayload { __typename }",
    )

    assert await asked(api, "story", story, "cover { id }") == {"cover": {"id": second}}
    assert await asked(api, "artifact", first, "sha256 content { size }") == bytes_before


@pytest.mark.parametrize("relation_type", ["DERIVED_FROM", "VARIANT_OF", "TRANSCODED_FROM"])
async def test_derivations_are_recorded_via_artifact_relation(api: Api, relation_type: str) -> None:
    """Derivations are recorded via `artifact_relation` using relation types like:"""
    source, newer = await an_artifact(api, "source"), await an_artifact(api, "newer")
    other = await an_artifact(api, "unrelated")

    await related(api, relation_type, newer, source)

    one_type = f"sources(relationTypes: [{relation_type}]) {{ nodes {{ to {{ id }} }} }}"
    found = await asked(api, "artifact", newer, f"{one_type} ancestors {{ nodes {{ id }} }}")
    assert found["sources"]["nodes"] == [{"to": {"id": source}}]
    assert found["ancestors"]["nodes"] == [{"id": source}]
    assert other not in str(found)


# Naming and relation semantics


async def test_ids_are_opaque_uuid_strings(api: Api) -> None:
    """IDs are opaque UUID strings at API/service boundaries."""
    story = await a_story(api)
    run = await a_run(api, story)
    step = await a_step(api, run)
    artifact = await an_artifact(api)

    refused = await api.ask('{ story(id: "story-1") { id } }')

    uuid = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    assert all(re.fullmatch(uuid, made) for made in (story, run, step, artifact))
    assert refused["errors"][0]["extensions"]["code"] == "BAD_INPUT"


async def test_relation_semantics_are_directional(api: Api) -> None:
    """Relation semantics are directional (`from_artifact_id` -> `to_artifact_id`)."""
    source, newer = await an_artifact(api, "source"), await an_artifact(api, "newer")
    await related(api, "DERIVED_FROM", newer, source)

    ways = "ancestors { nodes { id } } descendants { nodes { id } }"
    back = await related(api, "DERIVED_FROM", source, newer)

    assert await asked(api, "artifact", newer, ways) == {
        "ancestors": {"nodes": [{"id": source}]},
        "descendants": {"nodes": []},
    }
    assert await asked(api, "artifact", source, ways) == {
        "ancestors": {"nodes": []},
        "descendants": {"nodes": [{"id": newer}]},
    }
    assert back["code"] == "CYCLE"


async def test_is_primary_enforces_one_canonical_output_per_role(api: Api) -> None:
    """`story_artifact_link.is_primary = 1` enforces one canonical output per role."""
    story = await a_story(api)
    covers = [await an_artifact(api, f"cover {n}", kind="IMAGE") for n in range(3)]

    for cover in covers:
        await linked(api, story, cover, "COVER", isPrimary=True)

    found = await asked(api, "story", story, "links { nodes { isPrimary artifact { id } } }")
    primaries = [link["artifact"]["id"] for link in found["links"]["nodes"] if link["isPrimary"]]
    assert len(found["links"]["nodes"]) == 3
    assert primaries == [covers[-1]]


# ERD


async def test_stories_1_to_runs_n(api: Api) -> None:
    """stories (1) --------< runs (N)"""
    story, other = await a_story(api), await a_story(api, "another")
    runs = {await a_run(api, story) for _ in range(3)}
    await a_run(api, other)

    found = await asked(api, "story", story, "runs { nodes { id story { id } } }")

    assert {run["id"] for run in found["runs"]["nodes"]} == runs
    assert {run["story"]["id"] for run in found["runs"]["nodes"]} == {story}


async def test_runs_1_to_agent_steps_n(api: Api) -> None:
    """+--------< agent_steps (N)"""
    run = await a_run(api, await a_story(api))
    steps = [await a_step(api, run, name) for name in ("plan", "write", "paint")]

    found = await asked(api, "run", run, "steps { nodes { id stepOrder run { id } } }")

    assert found["steps"]["nodes"] == [
        {"id": step, "stepOrder": order, "run": {"id": run}}
        for order, step in enumerate(steps, start=1)
    ]


async def test_agent_steps_1_to_artifacts_n_by_created_by_step_id(api: Api) -> None:
    """+--------< artifacts (N) [created_by_step_id]"""
    step = await a_step(api, await a_run(api, await a_story(api)))
    made = {await an_artifact(api, f"sketch {n}", stepId=step) for n in range(2)}
    loose = await an_artifact(api, "of no step")

    found = await asked(api, "step", step, "artifacts { nodes { id createdByStep { id } } }")

    assert {one["id"] for one in found["artifacts"]["nodes"]} == made
    assert {one["createdByStep"]["id"] for one in found["artifacts"]["nodes"]} == {step}
    assert await asked(api, "artifact", loose, "createdByStep { id }") == {"createdByStep": None}


async def test_story_artifact_links_n_between_stories_and_artifacts(api: Api) -> None:
    """+--------< story_artifact_links (N) >-------- artifacts (N)"""
    stories = [await a_story(api, title) for title in ("fox", "boat")]
    pictures = [await an_artifact(api, name, kind="IMAGE") for name in ("one", "two")]
    for story in stories:
        for picture in pictures:
            await linked(api, story, picture, "SCENE_IMAGE")

    of_story = await asked(api, "story", stories[0], "artifacts { nodes { id } }")
    of_picture = await asked(api, "artifact", pictures[0], "storyLinks { nodes { story { id } } }")

    assert {one["id"] for one in of_story["artifacts"]["nodes"]} == set(pictures)
    assert {link["story"]["id"] for link in of_picture["storyLinks"]["nodes"]} == set(stories)


async def test_run_artifact_links_n_between_runs_and_artifacts(api: Api) -> None:
    """runs (1) --------< run_artifact_links (N) >-------- artifacts (N)"""
    story = await a_story(api)
    runs = [await a_run(api, story), await a_run(api, story)]
    plans = [await an_artifact(api, "one"), await an_artifact(api, "two")]
    for run in runs:
        for plan in plans:
            facts = {"runId": run, "artifactId": plan, "stage": "plan", "direction": "CONSUMED"}
            await api.do("linkRunArtifact", facts, "... on RunLinkPayload { link { stage } }")

    of_run = await asked(api, "run", runs[0], "consumed { nodes { artifact { id } } }")
    of_plan = await asked(api, "artifact", plans[0], "runLinks { nodes { run { id } } }")

    assert {link["artifact"]["id"] for link in of_run["consumed"]["nodes"]} == set(plans)
    assert {link["run"]["id"] for link in of_plan["runLinks"]["nodes"]} == set(runs)


async def test_artifact_relations_n_between_artifacts(api: Api) -> None:
    """artifacts (1) ----< artifact_relations (N) >---- artifacts (1)"""
    sources = [await an_artifact(api, f"source {n}") for n in range(2)]
    newer = [await an_artifact(api, f"newer {n}") for n in range(2)]
    for one in newer:
        for source in sources:
            await related(api, "DERIVED_FROM", one, source)

    up = await asked(api, "artifact", newer[0], "sources { nodes { to { id } } }")
    down = await asked(api, "artifact", sources[0], "derivatives { nodes { from { id } } }")

    assert {relation["to"]["id"] for relation in up["sources"]["nodes"]} == set(sources)
    assert {relation["from"]["id"] for relation in down["derivatives"]["nodes"]} == set(newer)


# Story field policy


@pytest.mark.parametrize(
    ("role", "kind", "field"),
    [
        pytest.param("COVER", "IMAGE", "cover", id="`cover_artifact_id`"),
        pytest.param("FINAL_AUDIO", "AUDIO", "canonicalAudio", id="`canonical_audio_id`"),
        pytest.param("FINAL_VIDEO", "VIDEO", "canonicalVideo", id="`canonical_video_id`"),
    ],
)
async def test_stories_hold_only_curated_references_for_user_facing_defaults(
    api: Api, role: str, kind: str, field: str
) -> None:
    """`stories` table should only hold curated references for user-facing defaults:"""
    story = await a_story(api)
    chosen = await an_artifact(api, "chosen", kind=kind)
    other = await an_artifact(api, "other", kind=kind)
    await linked(api, story, other, role)

    await linked(api, story, chosen, role, isPrimary=True)

    assert await asked(api, "story", story, f"{field} {{ id }}") == {field: {"id": chosen}}


async def test_a_story_has_a_current_run_id(api: Api) -> None:
    """`current_run_id`"""
    story = await a_story(api)
    run = await a_run(api, story)
    foreign = await a_run(api, await a_story(api, "another"))
    asks = "... on StoryPayload { story { currentRun { id } } }"

    chosen = await api.do("setCurrentRun", {"storyId": story, "runId": run}, asks)
    refused = await api.do("setCurrentRun", {"storyId": story, "runId": foreign}, asks)

    assert chosen["story"] == {"currentRun": {"id": run}}
    assert refused["code"] == "BAD_INPUT"


async def test_all_other_generated_assets_remain_in_artifacts_and_link_tables(api: Api) -> None:
    """All other generated assets remain in `artifacts` + link tables."""
    story = await a_story(api)
    step = await a_step(api, await a_run(api, story))
    await an_artifact(api, "sketch", stepId=step, stage="sketch")
    upload = await uploaded(api, "IMAGE", "image/png", b"\x89PNG\r\n\x1a\nscene")
    assert upload

    found = await asked(
        api,
        "story",
        story,
        "artifacts { totalCount } cover { id }"
        " runs { nodes { produced { nodes { artifact { name } } } } }",
    )
    made = await api(
        "query ($id: ID!) { artifacts(where: {madeFor: $id}) { nodes { name } } }", id=story
    )

    assert found["artifacts"]["totalCount"] == 0
    assert found["cover"] is None
    assert found["runs"]["nodes"][0]["produced"]["nodes"] == [{"artifact": {"name": "sketch"}}]
    assert made["artifacts"]["nodes"] == [{"name": "sketch"}]
