"""A file that is wrong anywhere is refused as a whole, and every bad line is named."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest

from app.transfer.reading import MAX_LINE
from tests.builders import an_id
from tests.lines import (
    artifact_line,
    assessment_line,
    day,
    relation_line,
    run_line,
    run_link_line,
    step_line,
    story_line,
    story_link_line,
    text_line,
    whole,
)

pytestmark = pytest.mark.anyio

ONE, TWO, THREE = (an_id("a", number) for number in (1, 2, 3))


def told(problems):
    return [(problem.line, problem.code) for problem in problems]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"{", "the line is not JSON"),
        (b"[]", "a line must be a JSON object"),
        (b'{"type": "story", "title": "\xff"}', "the line is not JSON"),
        (b'{"type": "blob"}', "type must be one of story, run, step, artifact, assessment"),
        (b'{"id": 7}', "type must be one of story"),
        (b'{"type":"story","id":"x","id":"y"}', "a name stands twice in the same object"),
        (b'{"type":"story" ,"id" :"x","id":"y"}', "a name stands twice in the same object"),
        (b'{"type":"story","metadata":{"a":1,"a":2}}', "a name stands twice in the same object"),
        (b'{"type":"story","metadata":18446744073709551616}', "a whole number has at most 64 bits"),
        (b'{"type":"story","metadata":[-9223372036854775809]}', "a whole number has at most 64"),
        (b'{"type":"story","metadata":' + b"1" * 300 + b"}", "a whole number has at most 64 bits"),
        (b'{"a":' * 2000, "the line is not JSON"),
        (b'"' + b"a" * MAX_LINE + b'"', "a line has at most 8388608 bytes"),
    ],
)
async def test_a_line_that_is_no_record_is_named(refused, tmp_path, raw, message):
    path = tmp_path / "lines.jsonl"
    good = json.dumps(story_line()).encode()
    path.write_bytes(good + b"\n\n" + raw + b"\n" + good.replace(b'"Story 1"', b"7"))

    [bad, later] = await refused(path)

    assert (bad.line, bad.code) == (3, "BAD_INPUT")
    assert bad.message.startswith(message)
    assert (later.line, later.message) == (4, "title must be text")


async def test_a_line_that_only_one_parser_can_nest_is_named(refused, tmp_path):
    path = tmp_path / "lines.jsonl"
    path.write_bytes(b'{"type":"story","metadata":' * 1000 + b"1" + b"}" * 1000)

    assert told(await refused(path)) == [(1, "BAD_INPUT")]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (story_line(id=None), "a story needs id"),
        (story_line(title=None, created_at=None), "a story needs title, created_at"),
        (story_line(id="7"), "id must be a UUID in lowercase"),
        (story_line(rev=3), "a story has no rev"),
        (story_line(title="\x00"), "title must not contain control characters"),
        (story_line(created_at="2026-03-01T12:00:00"), "created_at must be a time with its zone"),
        (story_line(created_at="2026-02-30T12:00:00Z"), "created_at must be a time between"),
        (story_line(created_at=7), "created_at must be text"),
        (story_line(metadata="x" * 66_000), "metadata may have 65536 bytes"),
        (run_line(story_id=None), "a run belongs to a story or to a session"),
        (run_line(status="done"), "status must be one of pending, running"),
        (run_line(status="failed"), "error must say why it failed"),
        (run_line(error="no"), "error belongs to what failed"),
        (run_line(status="pending", started_at=day(1)), "started_at belongs to what has started"),
        (run_line(status="running", finished_at=day(1)), "finished_at belongs to what has ended"),
        (run_line(status="pending", last_seen_at=day(1)), "last_seen_at belongs to what has"),
        (run_line(started_at=day(2), finished_at=day(1)), "finished_at must not be before"),
        (step_line(step_order=-1), "step_order must be from 0"),
        (step_line(step_order=True), "step_order must be a whole number"),
        (step_line(input_tokens=1.5), "input_tokens must be a whole number"),
        (step_line(run_id=None), "a step needs run_id"),
        (artifact_line(kind="song"), "kind must be one of image, audio"),
        (artifact_line(sha256="a" * 64), "sha256 and size are those of content"),
        (artifact_line(size=7), "sha256 and size are those of content"),
        (artifact_line(pruned_at=day(1)), "what was pruned keeps the sha256"),
        (artifact_line(content="x"), "content must be an object with either path or text"),
        (artifact_line(content={}), "content must be an object with either path or text"),
        (artifact_line(content={"text": 7}), "content.text must be text"),
        (
            text_line(1, "x", pruned_at=day(1), sha256="a" * 64, size=1),
            "what was pruned has no content",
        ),
        (assessment_line(score=-0.1), "score must be from 0.0 to 1.0, not -0.1"),
        (assessment_line(score=2), "score must be from 0.0 to 1.0, not 2.0"),
        (assessment_line(score=True), "score must be a number"),
        (assessment_line(score="0.5"), "score must be a number"),
        (assessment_line(score=float("nan")), "score is NaN, which JSON does not have"),
        (assessment_line(kind="taste"), "kind must be one of safety, quality, rights"),
        (assessment_line(note="x" * 1025), "note must have at most 1024 characters"),
        (assessment_line(by=""), "by must have 1 to 256 characters"),
        (assessment_line(score=None, by=None), "a assessment needs score, by"),
        (relation_line(1, 2, "made_of"), "relation_type must be one of derived_from"),
        (relation_line(1, 2, note="x" * 1025), "note must have at most 1024 characters"),
        (story_link_line(1, "hero"), "role must be one of cover"),
        (story_link_line(1, is_primary=1), "is_primary must be true or false"),
        (story_link_line(1, position=1), "position is for SCENE_IMAGE"),
        (run_link_line(1, "made"), "direction must be one of produced, consumed"),
    ],
)
async def test_a_record_that_is_wrong_in_itself_is_named(refused, line, message):
    [problem] = await refused([artifact_line(7), line])

    assert (problem.line, problem.code) == (2, "BAD_INPUT")
    assert problem.message.startswith(message)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (artifact_line(media_type="text/plain"), "MEDIA_TYPE_MISMATCH"),
        (relation_line(1, 1), "SELF_RELATION"),
        (text_line(1, ""), "EMPTY_BLOB"),
        (text_line(1, "x" * (1024**2 + 1)), "BAD_INPUT"),
        (text_line(1, "{", kind="json", media_type="application/json"), "MEDIA_TYPE_MISMATCH"),
        (text_line(1, "{}", kind="data", media_type="application/json"), "MEDIA_TYPE_MISMATCH"),
        (text_line(1, "x", size=2), "SIZE_MISMATCH"),
        (text_line(1, "x", sha256=sha256(b"y").hexdigest()), "DIGEST_MISMATCH"),
        (artifact_line(1, content={"text": "no png"}), "MEDIA_TYPE_MISMATCH"),
    ],
)
async def test_a_problem_has_the_code_that_the_api_has_for_it(refused, line, code):
    assert told(await refused([line])) == [(1, code)]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            story_line(current_run_id=an_id("r", 9)),
            f"current_run_id: there is no run {an_id('r', 9)}",
        ),
        (run_line(story_id=an_id("s", 9)), f"story_id: there is no story {an_id('s', 9)}"),
        (step_line(run_id=an_id("s", 1)), f"run_id: {an_id('s', 1)} is no run: its type is story"),
        (
            artifact_line(created_by_step_id=an_id("t", 9)),
            f"created_by_step_id: there is no step {an_id('t', 9)}",
        ),
        (relation_line(7, 9), f"to_artifact_id: there is no artifact {an_id('a', 9)}"),
        (relation_line(9, 7), f"from_artifact_id: there is no artifact {an_id('a', 9)}"),
        (story_link_line(9), f"artifact_id: there is no artifact {an_id('a', 9)}"),
        (run_link_line(7, run_id=an_id("r", 9)), f"run_id: there is no run {an_id('r', 9)}"),
    ],
)
async def test_what_a_line_names_must_be_in_the_file_or_in_the_graph(refused, line, message):
    story = [] if line["type"] == "story" else [story_line()]

    [problem] = await refused([artifact_line(7), *story, line])

    assert problem.line == 2 + len(story)
    assert problem.message == message


async def test_an_id_stands_once_in_a_file(refused):
    problems = await refused([artifact_line(1), story_line(), story_line(id=ONE), artifact_line(1)])

    assert told(problems) == [(3, "BAD_INPUT"), (4, "BAD_INPUT")]
    assert problems[0].message == f"the id {ONE} is that of the artifact of line 1 already"


@pytest.mark.parametrize(
    "line",
    [story_line(id=ONE), run_line(id=ONE), step_line(id=ONE), artifact_line(id=an_id("s", 1))],
)
async def test_an_id_of_the_graph_is_of_one_type(refused, bring, line):
    await bring([story_line(), run_line(), artifact_line(1)])

    assert told(await refused([line])) == [(1, "CONFLICT")]


async def test_a_relation_and_a_link_stand_once_in_a_file(refused):
    things = [story_line(), run_line(), artifact_line(1), artifact_line(2)]
    first = [relation_line(1, 2), story_link_line(1), run_link_line(1)]
    others = [relation_line(1, 2, "variant_of"), story_link_line(1, "scene_image")]
    again = [relation_line(1, 2, note="x"), story_link_line(1), run_link_line(1)]

    problems = await refused([*things, *first, *others, run_link_line(1, "consumed"), *again])

    assert told(problems) == [(11, "DUPLICATE_RELATION"), (12, "BAD_INPUT"), (13, "BAD_INPUT")]
    assert problems[1].message == "line 6 is the same link"


@pytest.mark.parametrize(
    ("link", "facts", "code"),
    [
        (story_link_line(1, "final_audio"), {}, "KIND_MISMATCH"),
        (story_link_line(1), {"state": "intermediate"}, "ILLEGAL_STATE"),
        (story_link_line(1, is_primary=True), {"state": "archived"}, "ILLEGAL_STATE"),
    ],
)
@pytest.mark.parametrize("apart", [True, False])
async def test_a_link_is_of_a_kind_and_state_that_can_have_it(
    refused, bring, link, facts, code, apart
):
    things = [story_line(), artifact_line(1, **facts)]
    if apart:
        await bring(things)

    problems = await refused([*([] if apart else things), link])

    assert told(problems) == [(1 if apart else 3, code)]


async def test_what_was_archived_after_it_was_linked_keeps_its_link(bring):
    lines = [story_line(), artifact_line(1, state="archived"), story_link_line(1)]

    assert (await bring(lines)).new["storyLink"] == 1


@pytest.mark.parametrize(
    ("reference", "links"),
    [
        (ONE, []),
        (ONE, [story_link_line(1, is_primary=False)]),
        (ONE, [story_link_line(1, "scene_image", is_primary=True)]),
        (ONE, [story_link_line(2, is_primary=True)]),
    ],
)
async def test_the_references_of_a_story_agree_with_its_links(refused, reference, links):
    things = [artifact_line(1), artifact_line(2), story_line(cover_artifact_id=reference)]

    [problem] = await refused([*things, *links])

    assert problem.line == 3
    assert (
        problem.message == f"cover_artifact_id: no primary storyLink in the role cover names {ONE}"
    )


async def test_a_reference_and_another_primary_are_two_primaries(refused):
    things = [artifact_line(1), artifact_line(2), story_line(cover_artifact_id=ONE)]

    problems = await refused([*things, story_link_line(1), story_link_line(2, is_primary=True)])

    assert [problem.line for problem in problems] == [4, 5]
    assert problems[1].message == (
        f"the story has 2 primaries in the role cover; {TWO} is one of them"
    )


async def test_a_primary_does_not_take_the_place_of_one_in_the_graph(refused, bring):
    things = [story_line(), artifact_line(1), artifact_line(2)]
    await bring([*things, story_link_line(1, is_primary=True)])

    problems = await refused([story_link_line(2, is_primary=True)])

    assert told(problems) == [(1, "BAD_INPUT")]


async def test_the_current_run_is_one_of_the_story(refused):
    lines = [run_line(session_id="chat", story_id=None), story_line(current_run_id=an_id("r", 1))]

    [problem] = await refused(lines)

    assert problem.message == f"current_run_id: {an_id('r', 1)} is no run of this story"


@pytest.mark.parametrize(
    ("place", "facts"),
    [
        (0, {"title": "Another"}),
        (0, {"metadata": {"age": 5}}),
        (1, {"session_id": "chat 8"}),
        (3, {"step_order": 2}),
        (5, {"name": "another"}),
        (6, {"created_at": "2026-03-04T12:00:00.1Z"}),
        (7, {"content": {"text": "Twice upon a time ..."}}),
        (8, {"pruned_at": day(10)}),
        (9, {"note": "a knife"}),
        (9, {"score": 0.51}),
        (11, {"note": "from another"}),
        (14, {"is_primary": False}),
        (15, {"position": 1}),
    ],
)
async def test_a_record_that_is_there_with_other_values_is_a_conflict(refused, bring, place, facts):
    await bring(whole())
    lines = whole()
    lines[place] |= facts

    [problem] = await refused(lines)

    assert (problem.line, problem.code) == (place + 1, "CONFLICT")
    name = "sha256, size" if "content" in facts else next(iter(facts))
    assert problem.message == f"the graph has this already, with another {name}"


async def test_another_current_run_is_a_conflict(refused, bring):
    await bring(whole())

    [problem] = await refused([*whole()[1:], {**whole()[0], "current_run_id": an_id("r", 2)}])

    assert (problem.line, problem.code) == (18, "CONFLICT")
    assert problem.message == f"current_run_id: the graph has {an_id('r', 1)} for this story"


async def test_a_hundred_problems_are_told_and_that_there_are_more(bring, seen):
    from app.transfer.problems import FileRefused

    with pytest.raises(FileRefused) as refusal:
        await bring([artifact_line(number, kind="song") for number in range(1, 102)])

    assert told(refusal.value.problems) == [(line, "BAD_INPUT") for line in range(1, 101)]
    assert refusal.value.more
    assert seen.count() == 0
