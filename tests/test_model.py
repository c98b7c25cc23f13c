"""The model, sentence by sentence, through the API.

Each test is named after a sentence of the model, and its docstring is that sentence.
"""

from __future__ import annotations

import inspect
import re
import sys
from typing import Any

import neo4j
import pytest

from tests.bucket import Bucket
from tests.client import MUTATIONS, SCHEMA, Api
from tests.recording import (
    MEDIA,
    a_picture,
    a_run,
    a_step,
    a_story,
    a_text,
    artifact_facts,
    brought,
    linked,
    moved,
    related,
    request_id,
    staged,
    uploaded,
)

pytestmark = [pytest.mark.anyio, pytest.mark.releases]

SENTENCES = (
    # Decision
    "`story` is the user-facing experience container.",
    "`artifact` is a first-class immutable object.",
    "`run` and `agent_step` capture multi-agent execution provenance.",
    "links/relations form a lineage graph instead of embedding everything in `stories`.",
    "This keeps `stories` lean and lets us scale storage, observability, and retention safely.",
    # Entities
    "`story`: experience metadata and canonical artifact references.",
    "`run`: one generation workflow execution for a story/session.",
    "`agent_step`: one unit of work in a run.",
    "`artifact`: immutable media/data payload (image/audio/video/text/json).",
    "`artifact_relation`: directed edges between artifacts.",
    "`story_artifact_link`: user-facing role mapping for artifacts on a story.",
    "`run_artifact_link`: stage mapping for artifacts produced/consumed by a run.",
    # Lifecycle States
    "`intermediate`: temporary artifacts generated during orchestration.",
    "`candidate`: reviewed/usable outputs not yet published.",
    "`published`: user-visible approved outputs.",
    "`archived`: retained but not active.",
    # Canonical Story Roles
    "`cover`",
    "`final_audio`",
    "`final_video`",
    "`scene_image`",
    # Immutability and Versioning
    "Artifacts are immutable: updates produce a new `artifact_id`.",
    "Mutations happen at link level (`story_artifact_link`), not blob level.",
    "Derivations are recorded via `artifact_relation` using relation types like:",
    "`derived_from`",
    "`variant_of`",
    "`transcoded_from`",
    # Naming and Relation Semantics
    "IDs are opaque UUID strings at API/service boundaries.",
    "Relation semantics are directional (`from_artifact_id` -> `to_artifact_id`).",
    "`story_artifact_link.is_primary = 1` enforces one canonical output per role.",
    # ERD (Logical)
    "stories (1) --------< runs (N)",
    "+--------< agent_steps (N)",
    "+--------< artifacts (N) [created_by_step_id]",
    "+--------< story_artifact_links (N) >-------- artifacts (N)",
    "runs (1) --------< run_artifact_links (N) >-------- artifacts (N)",
    "artifacts (1) ----< artifact_relations (N) >---- artifacts (1)",
    # Story Field Policy
    "`stories` table should only hold curated references for user-facing defaults:",
    "`cover_artifact_id`",
    "`canonical_audio_id`",
    "`canonical_video_id`",
    "`current_run_id`",
    "All other generated assets remain in `artifacts` + link tables.",
)


def test_every_sentence_has_a_test_of_its_name() -> None:
    tests = {
        name: inspect.getdoc(test)
        for name, test in inspect.getmembers(sys.modules[__name__], inspect.iscoroutinefunction)
        if name.startswith("test_")
    }

    assert tests == {
        "test_" + re.sub("[^a-z0-9]+", "_", sentence.lower()).strip("_"): sentence
        for sentence in SENTENCES
    }


async def asked(api: Api, noun: str, node_id: str, selection: str) -> Any:
    data = await api(f"query ($id: ID!) {{ {noun}(id: $id) {{ {selection} }} }}", id=node_id)
    return data[noun]


# Decision


async def test_story_is_the_user_facing_experience_container(api: Api) -> None:
    """`story` is the user-facing experience container."""
    story = await a_story(api, "The fox")
    run = await a_run(api, story)
    cover = (await brought(api, cover="IMAGE"))["cover"]
    await linked(api, story, cover, "COVER", isPrimary=True)

    found = await asked(api, "story", story, "title cover { id } runs { nodes { id } }")

    assert found == {"title": "The fox", "cover": {"id": cover}, "runs": {"nodes": [{"id": run}]}}


async def test_artifact_is_a_first_class_immutable_object(api: Api) -> None:
    """`artifact` is a first-class immutable object."""
    payload = "name kind mediaType sha256 size metadata createdAt content { sha256 size mediaType }"
    alone = await a_text(api, "alone", metadata={"mood": "calm"})
    before = await asked(api, "artifact", alone, payload)

    await moved(api, "publishArtifact", alone)
    await related(api, "DERIVED_FROM", alone, await a_text(api, "idea"))

    assert await asked(api, "node", alone, "__typename ... on Artifact { story { id } }") == {
        "__typename": "Artifact",
        "story": None,
    }
    assert await asked(api, "artifact", alone, payload) == before
    takes_payload = {
        name
        for name, field in MUTATIONS.items()
        if "mediaType" in field.args["input"].type.of_type.fields
    }
    assert takes_payload == {"createUpload", "registerArtifact", "reviseArtifact"}


async def test_run_and_agent_step_capture_multi_agent_execution_provenance(api: Api) -> None:
    """`run` and `agent_step` capture multi-agent execution provenance."""
    run = await a_run(api, await a_story(api))
    for agent in ("writer", "painter"):
        step = await a_step(api, run, f"{agent}'s work", agent)
        await a_text(api, f"by {agent}", stepId=step)

    found = await asked(
        api, "run", run, "steps { nodes { agent name artifacts { nodes { name run { id } } } } }"
    )

    assert found["steps"]["nodes"] == [
        {
            "agent": agent,
            "name": f"{agent}'s work",
            "artifacts": {"nodes": [{"name": f"by {agent}", "run": {"id": run}}]},
        }
        for agent in ("writer", "painter")
    ]


async def test_links_relations_form_a_lineage_graph_instead_of_embedding_everything_in_stories(
    api: Api,
) -> None:
    """links/relations form a lineage graph instead of embedding everything in `stories`."""
    made = await brought(api, idea="TEXT", sketch="IMAGE", cover="IMAGE", unrelated="IMAGE")
    await related(api, "DERIVED_FROM", made["sketch"], made["idea"])
    await related(api, "DERIVED_FROM", made["cover"], made["sketch"])
    story = await a_story(api)
    await linked(api, story, made["cover"], "COVER", isPrimary=True)

    found = await asked(
        api, "story", story, "cover { ancestors { edges { depth node { name } } } }"
    )

    assert found["cover"]["ancestors"]["edges"] == [
        {"depth": 1, "node": {"name": "sketch"}},
        {"depth": 2, "node": {"name": "idea"}},
    ]


async def test_this_keeps_stories_lean_and_lets_us_scale_storage_observability_and_retention_safely(
    api: Api, driver: neo4j.Driver, bucket: Bucket
) -> None:
    """This keeps `stories` lean and lets us scale storage, observability, and retention safely."""
    story = await a_story(api)
    kept = "MATCH (story:Story) RETURN properties(story) AS kept"
    [before] = driver.execute_query(kept).records
    scene = await a_picture(api, "scene", stepId=await a_step(api, await a_run(api, story)))
    await linked(api, story, scene, "SCENE_IMAGE", position=0)
    await linked(api, story, scene, "COVER", isPrimary=True)

    await moved(api, "archiveArtifact", scene, releasePrimaries=True)

    [after] = driver.execute_query(kept).records
    changed = {name for name, value in after["kept"].items() if value != before["kept"][name]}
    assert set(after["kept"]) == {"id", "title", "created_at", "updated_at", "rev"}
    assert changed == {"rev", "updated_at"}
    [stored] = driver.execute_query("MATCH (blob:Blob) RETURN blob.key AS key").records
    assert bucket.get(stored["key"]) == MEDIA["IMAGE"][1] + b"scene"


# Entities


async def test_story_experience_metadata_and_canonical_artifact_references(api: Api) -> None:
    """`story`: experience metadata and canonical artifact references."""
    said = {
        "title": "The fox",
        "synopsis": "A fox follows her own tracks.",
        "metadata": {"ages": "3-6"},
    }

    made = await api.do(
        "createStory",
        {"requestId": request_id(), **said},
        "story { title synopsis metadata"
        " cover { id } canonicalAudio { id } canonicalVideo { id } }",
    )

    nothing = {"cover": None, "canonicalAudio": None, "canonicalVideo": None}
    assert made["story"] == {**said, **nothing}


async def test_run_one_generation_workflow_execution_for_a_story_session(api: Api) -> None:
    """`run`: one generation workflow execution for a story/session."""
    story = await a_story(api)

    async def created(**home: str) -> dict[str, Any]:
        facts = {"requestId": request_id(), "workflow": "picture-book", **home}
        return await api.do("createRun", facts, "run { workflow sessionId story { id } }")

    assert (await created(storyId=story))["run"] == {
        "workflow": "picture-book",
        "sessionId": None,
        "story": {"id": story},
    }
    assert (await created(sessionId="monday"))["run"] == {
        "workflow": "picture-book",
        "sessionId": "monday",
        "story": None,
    }
    assert (await created())["code"] == "BAD_INPUT"


async def test_agent_step_one_unit_of_work_in_a_run(api: Api) -> None:
    """`agent_step`: one unit of work in a run."""
    run = await a_run(api, await a_story(api))
    step = await a_step(api, run, "paint", "painter")
    await api.do("startStep", {"stepId": step})

    ended = await api.do(
        "finishStep",
        {"stepId": step, "status": "COMPLETED", "inputTokens": 12, "costMicroUsd": 1_500_000},
        "step { name agent status inputTokens outputTokens costUsd run { id } }",
    )

    assert ended["step"] == {
        "name": "paint",
        "agent": "painter",
        "status": "COMPLETED",
        "inputTokens": "12",
        "outputTokens": None,
        "costUsd": 1.5,
        "run": {"id": run},
    }


async def test_artifact_immutable_media_data_payload_image_audio_video_text_json(api: Api) -> None:
    """`artifact`: immutable media/data payload (image/audio/video/text/json)."""
    for kind in ("IMAGE", "AUDIO", "VIDEO"):
        content = {"uploadId": await uploaded(api, kind)}
        await a_text(api, kind, kind=kind, mediaType=MEDIA[kind][0], content=content)
    await a_text(api, "TEXT")
    facts = {"kind": "JSON", "mediaType": "application/json", "content": {"json": {"a": 1}}}
    await a_text(api, "JSON", **facts)

    found = await api("{ artifacts(order: OLDEST) { nodes { name kind content { size } } } }")

    sizes = {"IMAGE": "8", "AUDIO": "16", "VIDEO": "24", "TEXT": "4", "JSON": "7"}
    assert found["artifacts"]["nodes"] == [
        {"name": kind, "kind": kind, "content": {"size": size}} for kind, size in sizes.items()
    ]


async def test_artifact_relation_directed_edges_between_artifacts(api: Api) -> None:
    """`artifact_relation`: directed edges between artifacts."""
    sketch, cover = (await brought(api, sketch="IMAGE", cover="IMAGE")).values()

    made = await related(api, "DERIVED_FROM", cover, sketch)

    edge = {"type": "DERIVED_FROM", "from": {"id": cover}, "to": {"id": sketch}}
    ends = "nodes { type from { id } to { id } }"
    both = f"sources {{ {ends} }} derivatives {{ {ends} }}"
    assert made["relation"] == edge
    assert await asked(api, "artifact", cover, both) == {
        "sources": {"nodes": [edge]},
        "derivatives": {"nodes": []},
    }
    assert await asked(api, "artifact", sketch, both) == {
        "sources": {"nodes": []},
        "derivatives": {"nodes": [edge]},
    }


async def test_story_artifact_link_user_facing_role_mapping_for_artifacts_on_a_story(
    api: Api,
) -> None:
    """`story_artifact_link`: user-facing role mapping for artifacts on a story."""
    story, cover = await a_story(api), (await brought(api, cover="IMAGE"))["cover"]
    await linked(api, story, cover, "COVER")

    await linked(api, story, cover, "SCENE_IMAGE", position=3)

    found = await asked(api, "story", story, "links { nodes { role position artifact { id } } }")
    assert found["links"]["nodes"] == [
        {"role": "COVER", "position": None, "artifact": {"id": cover}},
        {"role": "SCENE_IMAGE", "position": 3, "artifact": {"id": cover}},
    ]


async def test_run_artifact_link_stage_mapping_for_artifacts_produced_consumed_by_a_run(
    api: Api,
) -> None:
    """`run_artifact_link`: stage mapping for artifacts produced/consumed by a run."""
    run = await a_run(api, await a_story(api))
    brief, plan = (await brought(api, brief="TEXT", plan="TEXT")).values()
    await staged(api, run, brief, "CONSUMED")

    await staged(api, run, plan, "PRODUCED")

    link = "nodes { stage direction artifact { id } }"
    found = await asked(api, "run", run, f"produced {{ {link} }} consumed {{ {link} }}")
    assert found == {
        way.lower(): {"nodes": [{"stage": "plan", "direction": way, "artifact": {"id": artifact}}]}
        for way, artifact in (("PRODUCED", plan), ("CONSUMED", brief))
    }


# Lifecycle states


async def test_intermediate_temporary_artifacts_generated_during_orchestration(api: Api) -> None:
    """`intermediate`: temporary artifacts generated during orchestration."""
    facts = artifact_facts("scratch", kind="IMAGE", mediaType="image/png")
    facts["content"] = {"uploadId": await uploaded(api, "IMAGE")}
    del facts["state"]
    made = await api.do("registerArtifact", facts, "artifact { id state }")

    refused = await linked(api, await a_story(api), made["artifact"]["id"], "COVER")

    assert made["artifact"]["state"] == "INTERMEDIATE"
    assert refused["code"] == "ILLEGAL_STATE"


async def test_candidate_reviewed_usable_outputs_not_yet_published(api: Api) -> None:
    """`candidate`: reviewed/usable outputs not yet published."""
    story, picture = await a_story(api), await a_picture(api, state="INTERMEDIATE")

    promoted = await moved(api, "promoteArtifact", picture)

    assert promoted["artifact"] == {"state": "CANDIDATE"}
    assert (await linked(api, story, picture, "COVER", isPrimary=True))["link"] == {
        "role": "COVER",
        "isPrimary": True,
    }
    shown = "cover { id } published: cover(publishedOnly: true) { id }"
    assert await asked(api, "story", story, shown) == {"cover": {"id": picture}, "published": None}


async def test_published_user_visible_approved_outputs(api: Api) -> None:
    """`published`: user-visible approved outputs."""
    story, cover = await a_story(api), (await brought(api, cover="IMAGE"))["cover"]
    await linked(api, story, cover, "COVER", isPrimary=True)
    visible = "cover(publishedOnly: true) { id state }"
    before = await asked(api, "story", story, visible)

    await moved(api, "publishArtifact", cover)

    assert before == {"cover": None}
    assert await asked(api, "story", story, visible) == {
        "cover": {"id": cover, "state": "PUBLISHED"}
    }


async def test_archived_retained_but_not_active(api: Api) -> None:
    """`archived`: retained but not active."""
    story, reject = await a_story(api), await a_picture(api, "two moons")
    facts = "name content { size } storyLinks { totalCount }"
    before = await asked(api, "artifact", reject, facts)

    archived = await moved(api, "archiveArtifact", reject, reason="one moon too many")

    assert archived["artifact"] == {"state": "ARCHIVED"}
    assert (await linked(api, story, reject, "COVER"))["code"] == "ILLEGAL_STATE"
    assert await asked(api, "artifact", reject, facts) == before
    back = await moved(api, "unarchiveArtifact", reject)
    assert back["artifact"] == {"state": "CANDIDATE"}


# Canonical story roles


async def assert_role_takes(api: Api, role: str, kind: str) -> None:
    """Of every kind of artifact, the role takes that one, and one of them is its canonical one."""
    story = await a_story(api)
    made = await brought(api, **{name: name for name in MEDIA}, other=kind)
    await linked(api, story, made["other"], role)

    answers = {name: await linked(api, story, made[name], role, isPrimary=True) for name in MEDIA}

    assert answers.pop(kind)["link"] == {"role": role, "isPrimary": True}
    assert [answer["code"] for answer in answers.values()] == ["KIND_MISMATCH"] * 5
    found = await asked(
        api,
        "story",
        story,
        f"links(roles: [{role}], primaryOnly: true) {{ nodes {{ artifact {{ id }} }} }}",
    )
    assert found["links"]["nodes"] == [{"artifact": {"id": made[kind]}}]


async def test_cover(api: Api) -> None:
    """`cover`"""
    await assert_role_takes(api, "COVER", "IMAGE")


async def test_final_audio(api: Api) -> None:
    """`final_audio`"""
    await assert_role_takes(api, "FINAL_AUDIO", "AUDIO")


async def test_final_video(api: Api) -> None:
    """`final_video`"""
    await assert_role_takes(api, "FINAL_VIDEO", "VIDEO")


async def test_scene_image(api: Api) -> None:
    """`scene_image`"""
    await assert_role_takes(api, "SCENE_IMAGE", "IMAGE")


# Immutability and versioning


async def test_artifacts_are_immutable_updates_produce_a_new_artifact_id(api: Api) -> None:
    """Artifacts are immutable: updates produce a new `artifact_id`."""
    payload = "name kind mediaType sha256 size state createdAt content { size sha256 }"
    old = await a_text(api, "draft")
    before = await asked(api, "artifact", old, payload)
    facts = artifact_facts("second draft", artifactId=old)

    made = await api.do(
        "reviseArtifact", facts, "artifact { id name sources { nodes { type to { id } } } }"
    )

    assert made["artifact"].pop("id") != old
    assert made["artifact"] == {
        "name": "second draft",
        "sources": {"nodes": [{"type": "VARIANT_OF", "to": {"id": old}}]},
    }
    assert await asked(api, "artifact", old, payload) == before


async def test_mutations_happen_at_link_level_story_artifact_link_not_blob_level(
    api: Api, driver: neo4j.Driver, bucket: Bucket
) -> None:
    """Mutations happen at link level (`story_artifact_link`), not blob level."""
    story, first = await a_story(api), await a_picture(api, "first cover")
    second = await a_picture(api, "second cover")
    await linked(api, story, first, "COVER", isPrimary=True)
    rows = driver.execute_query("MATCH (b:Blob) RETURN properties(b) AS b ORDER BY b.key").records

    await api.do("setPrimary", {"storyId": story, "role": "COVER", "artifactId": second})

    found = await asked(api, "story", story, "links { nodes { isPrimary artifact { name } } }")
    assert sorted(
        (one["artifact"]["name"], one["isPrimary"]) for one in found["links"]["nodes"]
    ) == [
        ("first cover", False),
        ("second cover", True),
    ]
    after = driver.execute_query("MATCH (b:Blob) RETURN properties(b) AS b ORDER BY b.key").records
    assert after == rows
    assert sorted(bucket.get(row["b"]["key"])[-12:] for row in rows) == [
        b"\nfirst cover",
        b"second cover",
    ]


async def test_derivations_are_recorded_via_artifact_relation_using_relation_types_like(
    api: Api,
) -> None:
    """Derivations are recorded via `artifact_relation` using relation types like:"""
    types: Any = SCHEMA.type_map["RelationType"]
    source, newer = (await brought(api, source="TEXT", newer="TEXT")).values()

    for relation_type in types.values:
        await related(api, relation_type, newer, source)

    found = await asked(api, "artifact", newer, "sources { nodes { type to { id } } }")
    recorded = {(one["type"], one["to"]["id"]) for one in found["sources"]["nodes"]}
    assert recorded == {
        (name, source) for name in ("DERIVED_FROM", "VARIANT_OF", "TRANSCODED_FROM")
    }


async def assert_relation_is_followed(api: Api, relation_type: str) -> None:
    """A relation of that type is found by it, and is a way of the lineage; by others it is not."""
    made = await brought(api, source="TEXT", newer="TEXT", other="TEXT", unrelated="TEXT")
    others = {"DERIVED_FROM", "VARIANT_OF", "TRANSCODED_FROM"} - {relation_type}
    await related(api, others.pop(), made["newer"], made["other"])

    await related(api, relation_type, made["newer"], made["source"])

    only = f"relationTypes: [{relation_type}]"
    found = await asked(
        api,
        "artifact",
        made["newer"],
        f"sources({only}) {{ nodes {{ type to {{ name }} }} }}"
        f" ancestors({only}) {{ nodes {{ name }} }} all: ancestors {{ totalCount }}",
    )
    assert found == {
        "sources": {"nodes": [{"type": relation_type, "to": {"name": "source"}}]},
        "ancestors": {"nodes": [{"name": "source"}]},
        "all": {"totalCount": 2},
    }


async def test_derived_from(api: Api) -> None:
    """`derived_from`"""
    await assert_relation_is_followed(api, "DERIVED_FROM")


async def test_variant_of(api: Api) -> None:
    """`variant_of`"""
    await assert_relation_is_followed(api, "VARIANT_OF")


async def test_transcoded_from(api: Api) -> None:
    """`transcoded_from`"""
    await assert_relation_is_followed(api, "TRANSCODED_FROM")


# Naming and relation semantics


async def test_ids_are_opaque_uuid_strings_at_api_service_boundaries(api: Api) -> None:
    """IDs are opaque UUID strings at API/service boundaries."""
    story = await a_story(api)
    run = await a_run(api, story)
    made = {
        "story": story,
        "run": run,
        "step": await a_step(api, run),
        "artifact": await a_text(api),
    }

    for noun, node_id in made.items():
        assert re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", node_id)
        assert await asked(api, noun, node_id, "id") == {"id": node_id}
        for malformed in (f"{noun}-1", node_id.upper(), node_id[:-1]):
            refused = await api.ask(f'{{ {noun}(id: "{malformed}") {{ id }} }}')
            assert refused["errors"][0]["extensions"] == {"code": "BAD_INPUT"}


async def test_relation_semantics_are_directional_from_artifact_id_to_artifact_id(
    api: Api,
) -> None:
    """Relation semantics are directional (`from_artifact_id` -> `to_artifact_id`)."""
    source, newer = (await brought(api, source="TEXT", newer="TEXT")).values()
    await related(api, "DERIVED_FROM", newer, source)

    back = await related(api, "DERIVED_FROM", source, newer)

    ways = "ancestors { nodes { id } } descendants { nodes { id } }"
    assert (back["code"], back["path"]) == ("CYCLE", [newer, source])
    assert await asked(api, "artifact", newer, ways) == {
        "ancestors": {"nodes": [{"id": source}]},
        "descendants": {"nodes": []},
    }
    assert await asked(api, "artifact", source, ways) == {
        "ancestors": {"nodes": []},
        "descendants": {"nodes": [{"id": newer}]},
    }


async def test_story_artifact_link_is_primary_1_enforces_one_canonical_output_per_role(
    api: Api,
) -> None:
    """`story_artifact_link.is_primary = 1` enforces one canonical output per role."""
    story, other = await a_story(api), await a_story(api, "another")
    covers = list((await brought(api, one="IMAGE", two="IMAGE", three="IMAGE")).values())
    await linked(api, story, covers[0], "SCENE_IMAGE", isPrimary=True)
    await linked(api, other, covers[0], "COVER", isPrimary=True)

    for cover in covers:
        await linked(api, story, cover, "COVER", isPrimary=True)

    links = "links(roles: [COVER]) { totalCount } primary: links(primaryOnly: true)"
    found = await asked(api, "story", story, f"{links} {{ nodes {{ role artifact {{ id }} }} }}")
    assert found == {
        "links": {"totalCount": 3},
        "primary": {
            "nodes": [
                {"role": "COVER", "artifact": {"id": covers[2]}},
                {"role": "SCENE_IMAGE", "artifact": {"id": covers[0]}},
            ]
        },
    }
    assert await asked(api, "story", other, "cover { id }") == {"cover": {"id": covers[0]}}


# ERD


async def test_stories_1_runs_n(api: Api) -> None:
    """stories (1) --------< runs (N)"""
    stories = [await a_story(api, title) for title in ("fox", "boat", "moon")]
    first, second = [await a_run(api, stories[0]) for _ in range(2)]
    third = await a_run(api, stories[1])

    found = await api("{ stories(order: OLDEST) { nodes { runs { nodes { id story { id } } } } } }")

    assert [story["runs"]["nodes"] for story in found["stories"]["nodes"]] == [
        [{"id": run, "story": {"id": stories[0]}} for run in (second, first)],
        [{"id": third, "story": {"id": stories[1]}}],
        [],
    ]


async def test_agent_steps_n(api: Api) -> None:
    """+--------< agent_steps (N)"""
    story = await a_story(api)
    runs = [await a_run(api, story) for _ in range(3)]
    first, second = [await a_step(api, runs[0], name) for name in ("plan", "write")]
    third = await a_step(api, runs[1])

    found = [
        (await asked(api, "run", run, "steps { nodes { id stepOrder run { id } } }"))["steps"]
        for run in runs
    ]

    assert [steps["nodes"] for steps in found] == [
        [
            {"id": first, "stepOrder": 1, "run": {"id": runs[0]}},
            {"id": second, "stepOrder": 2, "run": {"id": runs[0]}},
        ],
        [{"id": third, "stepOrder": 1, "run": {"id": runs[1]}}],
        [],
    ]


async def test_artifacts_n_created_by_step_id(api: Api) -> None:
    """+--------< artifacts (N) [created_by_step_id]"""
    run = await a_run(api, await a_story(api))
    steps = [await a_step(api, run) for _ in range(2)]
    made = {await a_text(api, f"sketch {n}", stepId=steps[0]) for n in range(2)}
    other = await a_text(api, "of the other step", stepId=steps[1])
    loose = await a_text(api, "of no step")

    found = await asked(api, "step", steps[0], "artifacts { nodes { id createdByStep { id } } }")

    nodes = found["artifacts"]["nodes"]
    assert sorted(one["id"] for one in nodes) == sorted(made)
    assert [one["createdByStep"] for one in nodes] == [{"id": steps[0]}] * 2
    step_of = "createdByStep { id }"
    assert await asked(api, "artifact", other, step_of) == {"createdByStep": {"id": steps[1]}}
    assert await asked(api, "artifact", loose, step_of) == {"createdByStep": None}


async def test_story_artifact_links_n_artifacts_n(api: Api) -> None:
    """+--------< story_artifact_links (N) >-------- artifacts (N)"""
    stories = [await a_story(api, title) for title in ("fox", "boat", "of nothing")]
    pictures = list((await brought(api, one="IMAGE", two="IMAGE")).values())
    for story in stories[:2]:
        for place, picture in enumerate(pictures):
            await linked(api, story, picture, "SCENE_IMAGE", position=place)

    found = [
        (await asked(api, "story", story, "links { nodes { artifact { id } } }"))["links"]["nodes"]
        for story in stories
    ]

    assert found == [[{"artifact": {"id": one}} for one in pictures]] * 2 + [[]]
    for picture in pictures:
        shown = await asked(api, "artifact", picture, "storyLinks { nodes { story { id } } }")
        ids = [link["story"]["id"] for link in shown["storyLinks"]["nodes"]]
        assert sorted(ids) == sorted(stories[:2])


async def test_runs_1_run_artifact_links_n_artifacts_n(api: Api) -> None:
    """runs (1) --------< run_artifact_links (N) >-------- artifacts (N)"""
    story = await a_story(api)
    runs = [await a_run(api, story) for _ in range(3)]
    plans = list((await brought(api, one="TEXT", two="TEXT")).values())
    for run in runs[:2]:
        for plan in plans:
            await staged(api, run, plan, "CONSUMED")

    found = [
        (await asked(api, "run", run, "consumed { nodes { run { id } artifact { id } } }"))
        for run in runs
    ]

    for run, links in zip(runs[:2], found, strict=False):
        ends = [(one["run"]["id"], one["artifact"]["id"]) for one in links["consumed"]["nodes"]]
        assert sorted(ends) == sorted((run, plan) for plan in plans)
    assert found[2] == {"consumed": {"nodes": []}}
    of_plan = await asked(
        api, "artifact", plans[0], 'runLinks(stage: "plan") { nodes { run { id } } }'
    )
    assert sorted(link["run"]["id"] for link in of_plan["runLinks"]["nodes"]) == sorted(runs[:2])


async def test_artifacts_1_artifact_relations_n_artifacts_1(api: Api) -> None:
    """artifacts (1) ----< artifact_relations (N) >---- artifacts (1)"""
    made = await brought(api, a="TEXT", b="TEXT", c="TEXT", d="TEXT", unrelated="TEXT")
    pairs = [("c", "a"), ("c", "b"), ("d", "a"), ("d", "b")]

    for newer, source in pairs:
        await related(api, "DERIVED_FROM", made[newer], made[source])

    ends = "nodes { from { name } to { name } }"
    found = await api(
        f"{{ artifacts {{ nodes {{ sources {{ {ends} }} derivatives {{ {ends} }} }} }} }}"
    )
    for side in ("sources", "derivatives"):
        relations = [one for node in found["artifacts"]["nodes"] for one in node[side]["nodes"]]
        assert sorted((one["from"]["name"], one["to"]["name"]) for one in relations) == pairs
    twice = await related(api, "DERIVED_FROM", made["c"], made["a"])
    assert twice["code"] == "DUPLICATE_RELATION"


# Story field policy


async def test_stories_table_should_only_hold_curated_references_for_user_facing_defaults(
    api: Api, driver: neo4j.Driver
) -> None:
    """`stories` table should only hold curated references for user-facing defaults:"""
    story = await a_story(api)
    run = await a_run(api, story)
    await api.do("setCurrentRun", {"storyId": story, "runId": run})
    made = await brought(api, picture="IMAGE", sound="AUDIO", film="VIDEO", scene="IMAGE")
    for name, role in (("picture", "COVER"), ("sound", "FINAL_AUDIO"), ("film", "FINAL_VIDEO")):
        await linked(api, story, made[name], role, isPrimary=True)

    await linked(api, story, made["scene"], "SCENE_IMAGE", position=0)

    held = "MATCH (story:Story) RETURN keys(story) AS keys"
    [kept] = driver.execute_query(held).records
    assert sorted(kept["keys"]) == ["created_at", "id", "rev", "title", "updated_at"]
    of: Any = SCHEMA.type_map["Story"]
    single = {name for name, field in of.fields.items() if str(field.type) in {"Artifact", "Run"}}
    assert single == {"cover", "canonicalAudio", "canonicalVideo", "currentRun"}
    found = await asked(api, "story", story, " ".join(f"{name} {{ id }}" for name in single))
    assert found == {
        "cover": {"id": made["picture"]},
        "canonicalAudio": {"id": made["sound"]},
        "canonicalVideo": {"id": made["film"]},
        "currentRun": {"id": run},
    }


async def assert_reference(api: Api, field: str, role: str, kind: str) -> None:
    """The field is the primary of the role: none, then the one that was chosen, then none again."""
    story = await a_story(api)
    other, chosen = (await brought(api, other=kind, chosen=kind)).values()
    await linked(api, story, other, role)
    before = await asked(api, "story", story, f"{field} {{ id }}")

    await api.do("setPrimary", {"storyId": story, "role": role, "artifactId": chosen})

    assert before == {field: None}
    assert await asked(api, "story", story, f"{field} {{ id }}") == {field: {"id": chosen}}
    await api.do("unlinkArtifact", {"storyId": story, "role": role, "artifactId": chosen})
    assert await asked(api, "story", story, f"{field} {{ id }}") == {field: None}


async def test_cover_artifact_id(api: Api) -> None:
    """`cover_artifact_id`"""
    await assert_reference(api, "cover", "COVER", "IMAGE")


async def test_canonical_audio_id(api: Api) -> None:
    """`canonical_audio_id`"""
    await assert_reference(api, "canonicalAudio", "FINAL_AUDIO", "AUDIO")


async def test_canonical_video_id(api: Api) -> None:
    """`canonical_video_id`"""
    await assert_reference(api, "canonicalVideo", "FINAL_VIDEO", "VIDEO")


async def test_current_run_id(api: Api) -> None:
    """`current_run_id`"""
    story, other = await a_story(api), await a_story(api, "another")
    run, foreign = await a_run(api, story), await a_run(api, other)

    async def chosen(run_id: str | None) -> dict[str, Any]:
        facts = {"storyId": story, "runId": run_id}
        return await api.do("setCurrentRun", facts, "story { currentRun { id } }")

    assert (await chosen(run))["story"] == {"currentRun": {"id": run}}
    assert (await chosen(foreign))["code"] == "BAD_INPUT"
    assert await asked(api, "story", story, "currentRun { id }") == {"currentRun": {"id": run}}
    assert (await chosen(None))["story"] == {"currentRun": None}


async def test_all_other_generated_assets_remain_in_artifacts_link_tables(api: Api) -> None:
    """All other generated assets remain in `artifacts` + link tables."""
    story = await a_story(api)
    step = await a_step(api, await a_run(api, story))

    await a_text(api, "sketch", stepId=step, stage="sketch")

    found = await asked(
        api,
        "story",
        story,
        "cover { id } artifacts { nodes { name } }"
        " runs { nodes { produced { nodes { stage artifact { name } } } } }",
    )
    assert found == {
        "cover": None,
        "artifacts": {"nodes": []},
        "runs": {
            "nodes": [
                {"produced": {"nodes": [{"stage": "sketch", "artifact": {"name": "sketch"}}]}}
            ]
        },
    }
    made = await api(
        "query ($id: ID!) { artifacts(where: {madeFor: $id}) { nodes { name } } }", id=story
    )
    assert made["artifacts"]["nodes"] == [{"name": "sketch"}]
