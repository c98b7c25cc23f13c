from __future__ import annotations

import re

import pytest

from app.domain.artifacts import Kind, State
from app.domain.assessments import AssessmentKind
from app.domain.runs import Status
from app.domain.stories import Role
from app.graph.checks import CHECKS, run_checks

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.releases,
    pytest.mark.unlawful("it is about what the checks find"),
]

OFFENDERS = {
    "one_primary_per_role": (
        "CREATE (s:Story {id: 's'})-[:HAS_ARTIFACT {role: 'cover', is_primary: true}]->"
        "(:Artifact {id: 'a'}), (s)-[:HAS_ARTIFACT {role: 'cover', is_primary: true}]->"
        "(:Artifact {id: 'b'}), (s)-[:HAS_ARTIFACT {role: 'cover', is_primary: false}]->"
        "(:Artifact {id: 'c'})",
        [{"story": "s", "role": "cover", "artifacts": ["a", "b"]}],
    ),
    "slot_if_and_only_if_primary": (
        "CREATE (s:Story {id: 's'})-[:HAS_ARTIFACT {role: 'cover', is_primary: true}]->"
        "(:Artifact {id: 'a'}), (s)-[:HAS_ARTIFACT {role: 'x', is_primary: false, slot: 's|x'}]->"
        "(:Artifact {id: 'b'}), (s)-[:HAS_ARTIFACT {role: 'y', is_primary: true, slot: 's|y'}]->"
        "(:Artifact {id: 'c'}), (s)-[:HAS_ARTIFACT {role: 'z', is_primary: true, slot: 's|a'}]->"
        "(:Artifact {id: 'd'})",
        [
            {"story": "s", "role": "cover", "artifact": "a", "is_primary": True, "slot": None},
            {"story": "s", "role": "x", "artifact": "b", "is_primary": False, "slot": "s|x"},
            {"story": "s", "role": "z", "artifact": "d", "is_primary": True, "slot": "s|a"},
        ],
    ),
    "position_if_and_only_if_scene": (
        "CREATE (s:Story {id: 's'}), (a:Artifact {id: 'a'}),"
        " (s)-[:HAS_ARTIFACT {role: 'cover'}]->(a),"
        " (s)-[:HAS_ARTIFACT {role: 'final_video', position: 0}]->(a),"
        " (s)-[:HAS_ARTIFACT {role: 'scene_image', position: 0}]->(a),"
        " (s)-[:HAS_ARTIFACT {role: 'scene_image'}]->(a)",
        [
            {"story": "s", "role": "final_video", "artifact": "a", "position": 0},
            {"story": "s", "role": "scene_image", "artifact": "a", "position": None},
        ],
    ),
    "one_event_for_each_revision": (
        "CREATE (:Story {id: 'imported', rev: 0}), (:Run {id: 'untold', rev: 1}),"
        " (:Event {key: 'told:1'})-[:ABOUT]->(:Artifact {id: 'told', rev: 1}),"
        " (:Event {key: 'odd:2'})-[:ABOUT]->(:Artifact {id: 'odd', rev: 1}),"
        " (:Event {key: 'twice:1'})-[:ABOUT]->(a:Artifact {id: 'twice', rev: 1}),"
        " (:Event {key: 'twice:2'})-[:ABOUT]->(a)",
        [
            {"subject": "odd", "rev": 1, "keys": ["odd:2"]},
            {"subject": "twice", "rev": 1, "keys": ["twice:1", "twice:2"]},
            {"subject": "untold", "rev": 1, "keys": []},
        ],
    ),
    "stored_if_and_only_if_content": (
        "CREATE (b:Blob {sha256: 'b'}), (:Artifact {id: 'none'}), (:Artifact {id: 'gone',"
        " sha256: 'x', pruned_at: datetime('2026-01-01T00:00:00Z')}),"
        " (:Artifact {id: 'right', sha256: 'b'})-[:STORED_AS]->(b),"
        " (:Artifact {id: 'lost', sha256: 'b'}), (:Artifact {id: 'mute'})-[:STORED_AS]->(b),"
        " (:Artifact {id: 'kept', sha256: 'b',"
        " pruned_at: datetime('2026-01-01T00:00:00Z')})-[:STORED_AS]->(b)",
        [
            {
                "artifact": "kept",
                "sha256": "b",
                "pruned_at": "2026-01-01T00:00:00Z",
                "blobs": ["b"],
            },
            {"artifact": "lost", "sha256": "b", "pruned_at": None, "blobs": []},
            {"artifact": "mute", "sha256": None, "pruned_at": None, "blobs": ["b"]},
        ],
    ),
    "same_digest_and_size_as_blob": (
        "CREATE (b:Blob {sha256: 'b', size: 1}),"
        " (:Artifact {id: 'right', sha256: 'b', size: 1})-[:STORED_AS]->(b),"
        " (:Artifact {id: 'long', sha256: 'b', size: 2})-[:STORED_AS]->(b),"
        " (:Artifact {id: 'mute', sha256: 'b'})-[:STORED_AS]->(b),"
        " (:Artifact {id: 'other', sha256: 'c', size: 1})-[:STORED_AS]->(b)",
        [
            {"artifact": "long", "sha256": "b", "size": 2, "blob_sha256": "b", "blob_size": 1},
            {"artifact": "mute", "sha256": "b", "size": None, "blob_sha256": "b", "blob_size": 1},
            {"artifact": "other", "sha256": "c", "size": 1, "blob_sha256": "b", "blob_size": 1},
        ],
    ),
    "keys_match_their_ends": (
        "CREATE (s:Story {id: 's'}), (r:Run {id: 'r'}), (a:Artifact {id: 'a'}),"
        " (b:Artifact {id: 'b'}),"
        " (s)-[:HAS_ARTIFACT {role: 'cover', key: 's|cover|a'}]->(a),"
        " (s)-[:HAS_ARTIFACT {role: 'cover', key: 's|cover|x'}]->(b),"
        " (r)-[:PRODUCED {stage: 'x', key: 'r|x|a'}]->(a), (r)-[:PRODUCED {stage: 'x'}]->(b),"
        " (r)-[:CONSUMED {stage: 'x', key: 'r|y|a'}]->(a),"
        " (a)-[:DERIVED_FROM {key: 'a|b'}]->(b), (a)-[:VARIANT_OF {key: 'b|a'}]->(b),"
        " (a)-[:TRANSCODED_FROM]->(b)",
        [
            {"type": "CONSUMED", "key": "r|y|a", "expected": "r|x|a"},
            {"type": "HAS_ARTIFACT", "key": "s|cover|x", "expected": "s|cover|b"},
            {"type": "PRODUCED", "key": None, "expected": "r|x|b"},
            {"type": "TRANSCODED_FROM", "key": None, "expected": "a|b"},
            {"type": "VARIANT_OF", "key": "b|a", "expected": "a|b"},
        ],
    ),
    "owners_are_single": (
        "CREATE (s:Story {id: 's'}), (p:Run {id: 'p'}), (q:Run {id: 'q'}), (r:Run {id: 'r'}),"
        " (t:AgentStep {id: 't'}), (u:AgentStep {id: 'u'}), (:AgentStep {id: 'none'}),"
        " (a:Artifact {id: 'a'}), (b:Artifact {id: 'b'}), (:Assessment {id: 'x'}), (c:Blob),"
        " (y:Assessment {id: 'y'}), (:Event {key: 'e'}), (f:Event {key: 'f'}),"
        " (s)-[:HAS_RUN]->(p), (s)-[:HAS_RUN]->(p), (s)-[:HAS_RUN]->(q), (p)-[:HAS_STEP]->(t),"
        " (q)-[:HAS_STEP]->(t), (q)-[:HAS_STEP]->(u), (t)-[:CREATED]->(a), (u)-[:CREATED]->(a),"
        " (u)-[:CREATED]->(b), (a)-[:STORED_AS]->(c), (a)-[:STORED_AS]->(c),"
        " (b)-[:STORED_AS]->(c), (y)-[:ASSESSES]->(a), (y)-[:ASSESSES]->(b), (f)-[:ABOUT]->(s),"
        " (s)-[:CURRENT_RUN]->(p), (s)-[:CURRENT_RUN]->(q), (:Story {id: 'z'})-[:CURRENT_RUN]->(r),"
        " (r)-[:RETRY_OF]->(p), (r)-[:RETRY_OF]->(q), (q)-[:RETRY_OF]->(p)",
        [
            {"label": "AgentStep", "id": "none", "type": "HAS_STEP", "owners": 0},
            {"label": "AgentStep", "id": "t", "type": "HAS_STEP", "owners": 2},
            {"label": "Artifact", "id": "a", "type": "CREATED", "owners": 2},
            {"label": "Artifact", "id": "a", "type": "STORED_AS", "owners": 2},
            {"label": "Assessment", "id": "x", "type": "ASSESSES", "owners": 0},
            {"label": "Assessment", "id": "y", "type": "ASSESSES", "owners": 2},
            {"label": "Event", "id": "e", "type": "ABOUT", "owners": 0},
            {"label": "Run", "id": "p", "type": "HAS_RUN", "owners": 2},
            {"label": "Run", "id": "r", "type": "RETRY_OF", "owners": 2},
            {"label": "Story", "id": "s", "type": "CURRENT_RUN", "owners": 2},
        ],
    ),
    "made_in_the_runs_that_made_it": (
        "CREATE (p:Run {id: 'p'}), (q:Run {id: 'q'}), (t:AgentStep {id: 't'}),"
        " (p)-[:HAS_STEP]->(t), (a:Artifact {id: 'a'}), (b:Artifact {id: 'b'}),"
        " (c:Artifact {id: 'c'}), (:Artifact {id: 'd'}), (t)-[:CREATED]->(a),"
        " (t)-[:CREATED]->(b), (q)-[:PRODUCED]->(b), (b)-[:MADE_IN]->(p), (c)-[:MADE_IN]->(q),"
        " (t)-[:CREATED]->(e:Artifact {id: 'e'}), (p)-[:PRODUCED]->(e), (e)-[:MADE_IN]->(p)",
        [
            {"artifact": "a", "runs": [], "expected": ["p"]},
            {"artifact": "b", "runs": ["p"], "expected": ["p", "q"]},
            {"artifact": "c", "runs": ["q"], "expected": []},
        ],
    ),
    "ids_are_held_once": (
        "CREATE (:Story:Entity {id: 'a'}), (:Artifact {id: 'a'}), (:Run {id: 'b'}),"
        " (:AgentStep {id: 'c'}), (:Assessment {id: 'c'}), (:Upload {id: 'a'}),"
        " (:Run:Entity {id: 'd'})",
        [
            {"id": "a", "label": "Artifact", "others": ["Story"]},
            {"id": "b", "label": "Run", "others": []},
            {"id": "c", "label": "AgentStep", "others": ["Assessment"]},
            {"id": "c", "label": "Assessment", "others": ["AgentStep"]},
        ],
    ),
    "required_properties": (
        "CREATE (:Story {id: 's', title: 't', created_at: datetime(), updated_at: datetime()}),"
        " (:Run {id: 'r', status: 'x', created_at: '2026', rev: 0, workflow: 7}),"
        " (:AgentStep {id: 't', name: 'n', agent: 'a', status: 's', step_order: 1.5,"
        " created_at: datetime()}),"
        " (:Artifact {id: 'a', kind: 'k', media_type: 'm', state: 's', created_at: datetime(),"
        " rev: 0}), (:Blob {sha256: 'b', size: 1, created_at: datetime()}),"
        " (:Assessment {id: 'x', kind: 'k', score: 1, by: 'b', created_at: datetime()}),"
        " (:Event {key: 'e', kind: 'k', actor: 'a', at: datetime(), before: '{}'}), (:Other)",
        [
            {"label": "AgentStep", "key": "t", "property": "step_order", "type": "FLOAT NOT NULL"},
            {"label": "Artifact", "key": "a", "property": "name", "type": "NULL"},
            {"label": "Assessment", "key": "x", "property": "score", "type": "INTEGER NOT NULL"},
            {"label": "Blob", "key": "b", "property": "key", "type": "NULL"},
            {"label": "Event", "key": "e", "property": "after", "type": "NULL"},
            {"label": "Run", "key": "r", "property": "created_at", "type": "STRING NOT NULL"},
            {"label": "Run", "key": "r", "property": "workflow", "type": "INTEGER NOT NULL"},
            {"label": "Story", "key": "s", "property": "rev", "type": "NULL"},
        ],
    ),
    "known_words": (
        "CREATE (s:Story), (a:Artifact {id: 'a', kind: 'song', state: 'published'}),"
        " (b:Artifact {id: 'b', kind: 'image', state: 'publishd'}),"
        " (:Artifact {id: 'c', kind: ['image'], state: 'published'}),"
        " (:Assessment {id: 'x', kind: 'taste'}), (:Assessment {id: 'y', kind: 'safety'}),"
        " (:Run {id: 'r', status: 'done'}), (:AgentStep {id: 't', status: 'running'}),"
        " (s)-[:HAS_ARTIFACT {key: 'k', role: 'poster', is_primary: true}]->(a),"
        " (s)-[:HAS_ARTIFACT {key: 'l', created_at: datetime()}]->(b),"
        " (s)-[:HAS_ARTIFACT {key: 'm', role: 'cover', is_primary: false,"
        " created_at: datetime()}]->(b),"
        " (a)-[:DERIVED_FROM {key: 'a|b', created_at: datetime()}]->(b),"
        " (a)-[:VARIANT_OF {key: 'a|b'}]->(b)",
        [
            {"what": "Artifact", "key": "a", "property": "kind", "value": "song"},
            {"what": "Artifact", "key": "b", "property": "state", "value": "publishd"},
            {
                "what": "Artifact",
                "key": "c",
                "property": "kind",
                "value": "LIST<STRING NOT NULL> NOT NULL",
            },
            {"what": "Assessment", "key": "x", "property": "kind", "value": "taste"},
            {"what": "HAS_ARTIFACT", "key": "k", "property": "created_at", "value": "true"},
            {"what": "HAS_ARTIFACT", "key": "k", "property": "role", "value": "poster"},
            {"what": "HAS_ARTIFACT", "key": "l", "property": "is_primary", "value": None},
            {"what": "HAS_ARTIFACT", "key": "l", "property": "role", "value": None},
            {"what": "Run", "key": "r", "property": "status", "value": "done"},
            {"what": "VARIANT_OF", "key": "a|b", "property": "created_at", "value": "true"},
        ],
    ),
    "newest_assessment_counts": (
        "CREATE (a:Artifact {id: 'a'}), (b:Artifact {id: 'b'}),"
        " (:Assessment {id: 'lost', kind: 'safety'})"
        " WITH a, b UNWIND [['old', 1, a, 'safety', 'a|safety'], ['new', 2, a, 'safety', null],"
        " ['other', 1, a, 'rights', 'a|rights'], ['odd', 1, b, 'rights', 'b|safety'],"
        " ['past', 1, b, 'quality', null], ['right', 2, b, 'quality', 'b|quality']] AS row"
        " WITH row, row[2] AS of"
        " CREATE (:Assessment {id: row[0], created_at: datetime({epochSeconds: row[1]}),"
        " kind: row[3], slot: row[4]})-[:ASSESSES]->(of)",
        [
            {"assessment": "lost", "slot": None, "expected": None},
            {"assessment": "new", "slot": None, "expected": "a|safety"},
            {"assessment": "odd", "slot": "b|safety", "expected": "b|rights"},
            {"assessment": "old", "slot": "a|safety", "expected": None},
        ],
    ),
    "retries_are_of_what_ended": (
        "UNWIND [['r', 'failed'], ['q', 'cancelled'], ['p', 'completed'], ['o', 'running'],"
        " ['m', 'failed'], ['l', 'failed']] AS row"
        " CREATE (run:Run {id: row[0], status: row[1]})-[:HAS_STEP]->"
        "(:AgentStep {id: 'of ' + row[0], status: row[1]})"
        " WITH count(*) AS all UNWIND [['q', 'r'], ['o', 'q'], ['p', 'p'], ['of o', 'of r'],"
        " ['of r', 'of q'], ['of l', 'l'], ['m', 'of m'], ['of p', 'of o']] AS row"
        " MATCH (newer:Run|AgentStep {id: row[0]}), (older:Run|AgentStep {id: row[1]})"
        " CREATE (newer)-[:RETRY_OF]->(older)",
        [
            {"id": "m", "retry_of": "of m"},
            {"id": "of l", "retry_of": "l"},
            {"id": "of p", "retry_of": "of o"},
            {"id": "of r", "retry_of": "of q"},
            {"id": "p", "retry_of": "p"},
        ],
    ),
    "ended_runs_have_ended_steps": (
        "UNWIND [['r', 'failed', 'a', 'running'], ['r', 'failed', 'b', 'cancelled'],"
        " ['s', 'completed', 'c', 'pending'], ['s', 'completed', 'd', 'completed'],"
        " ['t', 'running', 'e', 'pending'], ['u', 'pending', 'f', 'running']] AS row"
        " MERGE (run:Run {id: row[0], status: row[1]})"
        " CREATE (run)-[:HAS_STEP]->(:AgentStep {id: row[2], status: row[3]})",
        [
            {"run": "r", "step": "a", "status": "running"},
            {"run": "s", "step": "c", "status": "pending"},
        ],
    ),
    "current_run_is_of_its_story": (
        "CREATE (r:Run {id: 'r'})<-[:HAS_RUN]-(s:Story {id: 's'})-[:CURRENT_RUN]->(r),"
        " (:Story {id: 'foreign'})-[:CURRENT_RUN]->(r),"
        " (t:Story {id: 'two'})-[:HAS_RUN]->(p:Run {id: 'p'}), (t)-[:HAS_RUN]->(q:Run {id: 'q'}),"
        " (t)-[:CURRENT_RUN]->(p), (t)-[:CURRENT_RUN]->(q)",
        [{"story": "foreign", "runs": ["r"]}, {"story": "two", "runs": ["p", "q"]}],
    ),
}


def ordered(rows):
    """Rows by their values, and the lists in them ordered, since a check promises no order."""
    plain = [
        {name: sorted(value) if isinstance(value, list) else value for name, value in row.items()}
        for row in rows
    ]
    return sorted(plain, key=lambda row: [str(value) for value in row.values()])


async def test_an_empty_graph_has_no_offenders(graph):
    assert await run_checks(graph) == {name: [] for name in CHECKS}


async def test_every_check_has_offenders_to_find():
    assert {*OFFENDERS, "acyclic"} == set(CHECKS)


@pytest.mark.parametrize("name", OFFENDERS)
async def test_a_check_finds_its_offenders_and_nothing_else(graph, driver, name):
    text, expected = OFFENDERS[name]
    driver.execute_query(text)

    found = await run_checks(graph)

    assert ordered(found[name]) == expected


async def build(driver, relations, created_at="datetime('2026-01-01T00:00:00Z')"):
    names = sorted({name for relation in relations for name in relation})
    driver.execute_query(
        f"UNWIND $names AS name CREATE (:Artifact {{id: name, created_at: {created_at}}})",
        names=names,
    )
    driver.execute_query(
        "UNWIND $relations AS ends MATCH (a:Artifact {id: ends[0]})"
        " MATCH (b:Artifact {id: ends[1]}) CREATE (a)-[:DERIVED_FROM]->(b)",
        relations=[list(ends) for ends in relations],
    )


@pytest.mark.parametrize(
    "relations", [["aa"], ["ab", "ba"], ["ab", "bc", "ca"], ["ab", "bc", "cd", "db"]]
)
@pytest.mark.parametrize(
    "created_at",
    [
        "datetime('2026-01-01T00:00:00Z')",
        "datetime('2026-01-01T00:00:00Z') + duration({days: size(name)})",
        "null",
    ],
)
async def test_a_cycle_is_found_whatever_its_times(graph, driver, relations, created_at):
    await build(driver, [*relations, "xy", "yz", "xz"], created_at)

    rows = (await run_checks(graph))["acyclic"]

    ring = {name for ends in relations for name in ends} - ({"a"} if "db" in relations else set())
    assert rows
    assert {name for row in rows for name in row.values()} <= ring


async def test_a_cycle_of_several_relation_types_is_found(graph, driver):
    driver.execute_query(
        "CREATE (a:Artifact {id: 'a', created_at: datetime('2026-01-02T00:00:00Z')})"
        "-[:DERIVED_FROM]->(b:Artifact {id: 'b', created_at: datetime('2026-01-01T00:00:00Z')})"
        "-[:VARIANT_OF]->(a)"
    )

    found = await run_checks(graph)

    assert found["acyclic"] == [{"from_artifact": "b", "to_artifact": "a"}]


async def test_two_thousand_artifacts_of_one_moment_are_checked_before_the_deadline(graph, driver):
    """A walk of every route would never end."""
    layers, width = 40, 50
    relations = [
        (f"{layer:02}-{place:02}", f"{layer - 1:02}-{(place + back * 7) % width:02}")
        for layer in range(1, layers)
        for place in range(width)
        for back in range(3)
    ]
    await build(driver, relations)

    found = await run_checks(graph)

    assert found["acyclic"] == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("artifact.kind", Kind),
        ("artifact.state", State),
        ("assessment.kind", AssessmentKind),
        ("node.status", Status),
        ("link.role", Role),
    ],
)
async def test_the_words_that_are_known_are_those_of_the_model(name, words):
    [listed] = re.findall(rf"\['\w+', {name}, \[(.*?)\]", CHECKS["known_words"].text)

    assert re.findall(r"\w+", listed) == [word.value for word in words]
