"""An import writes what a file says and the graph has not, as it says it."""

from __future__ import annotations

import pytest
from neo4j.time import DateTime

from app.domain.forms import FORMS, RecordType
from app.graph.checks import CHECKS, run_checks
from app.transfer.importing import import_file
from tests.builders import an_id
from tests.lines import (
    artifact_line,
    assessment_line,
    day,
    relation_line,
    run_line,
    step_line,
    story_line,
    story_link_line,
    text_line,
    whole,
    write_lines,
)

pytestmark = [pytest.mark.anyio, pytest.mark.releases]

NOTHING = dict.fromkeys(RecordType, 0)


def moment(text):
    return DateTime.from_iso_format(text)


async def test_every_record_is_written_as_its_line_says(bring, seen, graph):
    imported = await bring(whole())

    assert imported.records == {
        "story": 1,
        "run": 2,
        "step": 2,
        "artifact": 4,
        "assessment": 2,
        "relation": 3,
        "storyLink": 2,
        "runLink": 2,
    }
    assert imported.new == imported.records
    rows = {(what, one, other): has for what, one, other, has in seen()}
    story, run, step = an_id("s", 1), an_id("r", 1), an_id("t", 1)
    one, two, three, four = (an_id("a", number) for number in (1, 2, 3, 4))
    newest, older = an_id("x", 1), an_id("x", 2)
    next_run, next_step = an_id("r", 2), an_id("t", 2)
    digest = rows["Artifact", three, ""]["sha256"]
    blob = rows.pop(("Blob", digest, ""))
    assert blob["size"] == 20
    image = {"kind": "image", "media_type": "image/png", "rev": 0}
    assert rows == {
        ("Story", story, ""): {
            "id": story,
            "title": "Story 1",
            "synopsis": "A fox\nand the moon.",
            "metadata": '{"age":[5,8],"loud":false}',
            "created_at": moment(day(1)),
            "updated_at": moment(day(2)),
            "rev": 0,
        },
        ("Run", run, ""): {
            "id": run,
            "session_id": "chat 7",
            "workflow": "book",
            "status": "failed",
            "error": "the voice broke",
            "created_at": moment(day(3)),
            "started_at": moment(day(3)),
            "finished_at": moment("2026-03-03T12:00:00.123456789Z"),
            "last_seen_at": moment("2026-03-03T12:00:00.5Z"),
            "rev": 0,
        },
        ("AgentStep", step, ""): {
            "id": step,
            "name": "paint",
            "agent": "painter",
            "model": "gouache-3",
            "step_order": 1,
            "status": "failed",
            "error": "the voice broke",
            "created_at": moment(day(3)),
            "started_at": moment(day(3)),
            "finished_at": moment(day(4)),
            "last_seen_at": moment(day(4)),
            "prompt": "a fox",
            "parameters": '{"seed":7}',
            "input_tokens": 12,
            "output_tokens": 0,
            "cost_micro_usd": 2**53 - 1,
        },
        ("Run", next_run, ""): {
            "id": next_run,
            "workflow": "book",
            "status": "completed",
            "created_at": moment(day(3)),
            "rev": 0,
        },
        ("AgentStep", next_step, ""): {
            "id": next_step,
            "name": "paint",
            "agent": "painter",
            "step_order": 2,
            "status": "completed",
            "created_at": moment(day(5)),
        },
        ("Artifact", one, ""): {
            **image,
            "id": one,
            "state": "candidate",
            "name": "artifact 1",
            "metadata": '{"width":640}',
            "created_at": moment(day(4)),
        },
        ("Artifact", two, ""): {
            **image,
            "id": two,
            "state": "published",
            "name": "artifact 2",
            "created_at": moment(day(4)),
        },
        ("Artifact", three, ""): {
            "id": three,
            "kind": "text",
            "media_type": "text/plain",
            "state": "intermediate",
            "name": "artifact 3",
            "created_at": moment(day(4)),
            "sha256": digest,
            "size": 20,
            "rev": 0,
        },
        ("Artifact", four, ""): {
            **image,
            "id": four,
            "state": "archived",
            "name": "artifact 4",
            "created_at": moment(day(5)),
            "pruned_at": moment(day(9)),
            "sha256": "a" * 64,
            "size": 77,
        },
        ("Assessment", newest, ""): {
            "id": newest,
            "kind": "safety",
            "score": 0.5,
            "by": "guard-2",
            "note": "no\nknife",
            "created_at": moment(day(5)),
            "slot": f"{one}|safety",
        },
        ("Assessment", older, ""): {
            "id": older,
            "kind": "safety",
            "score": 0.0,
            "by": "guard-2",
            "created_at": moment(day(4)),
        },
        ("ASSESSES", newest, one): {},
        ("ASSESSES", older, one): {},
        ("HAS_RUN", story, run): {},
        ("CURRENT_RUN", story, run): {},
        ("HAS_STEP", run, step): {},
        ("HAS_RUN", story, next_run): {},
        ("HAS_STEP", next_run, next_step): {},
        ("RETRY_OF", next_run, run): {},
        ("RETRY_OF", next_step, step): {},
        ("CREATED", step, one): {},
        ("MADE_IN", one, run): {},
        ("STORED_AS", three, digest): {},
        ("DERIVED_FROM", one, three): {
            "key": f"{one}|{three}",
            "note": "from the plan",
            "created_at": moment(day(6)),
        },
        ("VARIANT_OF", one, four): {"key": f"{one}|{four}", "created_at": moment(day(6))},
        ("TRANSCODED_FROM", two, one): {"key": f"{two}|{one}", "created_at": moment(day(6))},
        ("HAS_ARTIFACT", story, one): {
            "key": f"{story}|cover|{one}",
            "role": "cover",
            "is_primary": True,
            "slot": f"{story}|cover",
            "created_at": moment(day(7)),
        },
        ("HAS_ARTIFACT", story, two): {
            "key": f"{story}|scene_image|{two}",
            "role": "scene_image",
            "is_primary": False,
            "position": 0,
            "created_at": moment(day(7)),
        },
        ("PRODUCED", run, one): {"key": f"{run}|paint|{one}", "stage": "paint"},
        ("CONSUMED", run, three): {"key": f"{run}|paint|{three}", "stage": "paint"},
    }
    assert await run_checks(graph) == {name: [] for name in CHECKS}


async def test_lines_may_stand_in_any_order(bring, seen, driver):
    await bring(whole())
    there = seen()
    driver.execute_query("MATCH (n:Story|Run|AgentStep|Artifact|Assessment) DETACH DELETE n")

    await bring(whole()[::-1])

    assert seen() == there


async def test_what_a_line_leaves_out_agrees_with_what_is_there(bring, seen):
    await bring(whole())
    before = seen()
    short = [
        {
            name: value
            for name, value in line.items()
            if name in {"type", "story_id", "error", *FORMS[line["type"]].required}
        }
        for line in whole()
    ]

    imported = await bring(short)

    assert sum(map(len, short)) < sum(map(len, whole()))
    assert imported.new == NOTHING
    assert seen() == before


async def test_another_primary_beside_one_that_a_line_leaves_out_is_refused(bring, refused):
    await bring(whole())

    problems = await refused(
        [
            story_link_line(1),
            artifact_line(5),
            story_link_line(5, is_primary=True),
        ]
    )

    assert {problem.code for problem in problems} == {"BAD_INPUT"}
    assert "the story has 2 primaries in the role cover" in problems[0].message


async def test_the_same_file_again_changes_nothing(bring, seen):
    await bring(whole())
    there = seen()

    imported = await bring(whole())

    assert imported.new == NOTHING
    assert imported.records["artifact"] == 4
    assert seen() == there


@pytest.mark.parametrize("count", range(1, 18))
async def test_a_file_that_came_in_part_is_completed(bring, seen, driver, count):
    order = ["story", "run", "step", "artifact", "assessment", "relation", "storyLink", "runLink"]
    lines = sorted(whole(), key=lambda line: order.index(line["type"]))
    lines[0]["current_run_id"] = None
    await bring(lines[:count])

    imported = await bring(whole())

    assert sum(imported.new.values()) == 18 - count
    assert seen.count() == 31


async def test_relations_and_links_without_a_time_are_as_old_as_their_artifact(bring, seen):
    lines = [story_line(), artifact_line(1), artifact_line(2, created_at=day(9))]
    lines += [relation_line(2, 1), story_link_line(2)]

    await bring(lines)
    again = await bring(lines)

    times = {what: has["created_at"] for what, _, other, has in seen() if other}
    assert times == {"DERIVED_FROM": moment(day(9)), "HAS_ARTIFACT": moment(day(9))}
    assert again.new == NOTHING


async def test_an_artifact_may_be_older_than_its_source(bring, graph):
    lines = [artifact_line(1, created_at=day(1)), artifact_line(2, created_at=day(2))]

    await bring([*lines, relation_line(1, 2)])

    assert (await run_checks(graph))["acyclic"] == []


async def test_lines_may_name_what_the_graph_has(bring, seen):
    await bring([story_line(), run_line(), artifact_line(1)])

    await bring(
        [
            step_line(),
            artifact_line(2, created_by_step_id=an_id("t", 1)),
            relation_line(2, 1),
            story_link_line(1, is_primary=True),
        ]
    )

    kinds = [what for what, _, other, _ in seen() if other]
    assert kinds == ["CREATED", "DERIVED_FROM", "HAS_ARTIFACT", "HAS_RUN", "HAS_STEP", "MADE_IN"]


async def test_a_reference_of_the_story_makes_a_link_primary_that_does_not_say(bring, seen):
    lines = [story_line(cover_artifact_id=an_id("a", 2)), artifact_line(1), artifact_line(2)]

    await bring([*lines, story_link_line(1), story_link_line(2)])
    again = await bring([*lines, story_link_line(1), story_link_line(2)])

    links = {other: has["is_primary"] for what, _, other, has in seen() if what == "HAS_ARTIFACT"}
    assert links == {an_id("a", 1): False, an_id("a", 2): True}
    assert again.new == NOTHING


async def test_times_of_other_zones_are_kept_as_utc(bring, seen):
    await bring([story_line(created_at="2026-03-01T01:30:00.500+02:00", updated_at=None)])

    [[_, _, _, has]] = seen()
    assert has["created_at"] == moment("2026-02-28T23:30:00.5Z")
    assert has["updated_at"] == has["created_at"]


async def test_five_thousand_records_are_one_transaction(graph, store, tmp_path):
    path = write_lines(tmp_path / "lines.jsonl", [artifact_line(n) for n in range(1, 5503)])
    steps: list[int] = []

    def written(what, done, total):
        if what == "Writing":
            steps.append(done)

    await import_file(graph, store, path, largest=1, progress=written)

    assert steps == [5000, 5502]


async def test_equal_contents_are_stored_once(bring, seen, bucket):
    await bring([text_line(1, "the same"), text_line(2, "the same")])
    await bring([text_line(3, "the same")])

    blobs = [has for what, _, _, has in seen() if what == "Blob"]
    assert len(blobs) == 1
    digest = blobs[0]["sha256"]
    assert bucket.keys(f"blobs/{digest[:2]}/{digest}/") == [blobs[0]["key"]]
    assert bucket.get(blobs[0]["key"]) == b"the same"


async def test_an_import_that_ends_in_its_midst_has_whole_chunks_and_goes_on(
    bring, graph, store, driver, tmp_path
):
    numbers = range(1, 5503)
    lines = [artifact_line(n) for n in numbers] + [relation_line(n, 1) for n in numbers if n > 1]
    path = write_lines(tmp_path / "lines.jsonl", lines)

    def ended(what, done, total):
        if (what, done) == ("Writing", 10_502):
            raise InterruptedError

    with pytest.raises(InterruptedError):
        await import_file(graph, store, path, largest=1, progress=ended)
    count = "MATCH (n:Artifact) OPTIONAL MATCH (n)-[r]->() RETURN count(n), count(r)"
    [there] = [record.values() for record in driver.execute_query(count).records]
    rest = await bring(path)

    assert there == [5502, 5000]
    assert (rest.new["artifact"], rest.new["relation"]) == (0, 501)
    assert (await bring(path)).new == NOTHING


COUNTING = (
    "MATCH (x:Assessment)-[:ASSESSES]->(a:Artifact) WHERE x.slot IS NOT NULL"
    " RETURN x.id AS id, x.slot = a.id + '|' + x.kind AS right ORDER BY id"
)


async def test_the_newest_assessment_counts_whatever_comes_in_first(bring, driver, graph):
    await bring([artifact_line(1), artifact_line(2), assessment_line(1, created_at=day(5))])

    await bring([assessment_line(2, created_at=day(7)), assessment_line(3, created_at=day(6))])
    await bring([assessment_line(4, created_at=day(1)), assessment_line(5, kind="rights")])
    await bring([assessment_line(6, 2), assessment_line(7, 2)])

    found = driver.execute_query(COUNTING).records
    assert [(row["id"], row["right"]) for row in found] == [
        (an_id("x", number), True) for number in (2, 5, 7)
    ]
    assert await run_checks(graph) == {name: [] for name in CHECKS}


async def test_a_run_that_was_seen_since_is_the_same_run(bring, seen):
    lines = [story_line(), run_line(1, status="running", last_seen_at=day(4))]
    await bring(lines)
    before = seen()

    lines[1]["last_seen_at"] = day(5)
    again = await bring(lines)

    assert again.new == NOTHING
    assert seen() == before
