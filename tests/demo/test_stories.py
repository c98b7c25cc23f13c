from __future__ import annotations

import copy
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from app.demo import stories
from app.demo.stories import DemoArtifact, DemoStep, DemoStory, load_stories, media, read_story
from app.domain.artifacts import Kind, State
from app.domain.lineage import RelationType
from app.domain.runs import Status
from app.domain.stories import Role

STORIES = {story.slug: story for story in load_stories()}
MEDIA = Path(stories.__file__).parent / "media"


@pytest.fixture(params=sorted(STORIES))
def story(request: pytest.FixtureRequest) -> DemoStory:
    return STORIES[request.param]


@pytest.fixture
def told() -> dict[str, Any]:
    """A copy of what one file says, for a test to spoil."""
    file = files("app.demo").joinpath("stories", "lighthouse.json")
    return copy.deepcopy(json.loads(file.read_text("utf-8")))


def artifacts(story: DemoStory) -> dict[str, DemoArtifact]:
    return {artifact.ref: artifact for run in story.runs for artifact in run.artifacts}


def steps(story: DemoStory) -> dict[str, DemoStep]:
    return {step.ref: step for run in story.runs for step in run.steps}


def sources(story: DemoStory, ref: str) -> list[str]:
    relations = [relation for run in story.runs for relation in run.relations]
    return [one.to_artifact for one in relations if one.from_artifact == ref]


def ancestors(story: DemoStory, ref: str) -> set[str]:
    direct = sources(story, ref)
    return {*direct, *(further for one in direct for further in ancestors(story, one))}


def depths(story: DemoStory, ref: str) -> dict[str, int]:
    """How far each ancestor is, by the shortest way."""
    found, row = {ref: 0}, [ref]
    while row:
        row = [one for newer in row for one in sources(story, newer) if one not in found]
        found |= dict.fromkeys(row, max(found.values()) + 1)
    return found


def primary(story: DemoStory, role: Role) -> str:
    links = [link for run in story.runs for link in run.links]
    (found,) = [link.artifact for link in links if link.role is role and link.is_primary]
    return found


def test_there_are_three_stories_of_two_runs_and_the_second_is_current() -> None:
    assert sorted(STORIES) == ["fox", "lighthouse", "paper-boat"]
    for story in STORIES.values():
        assert [run.ref for run in story.runs] == ["first", "second"]
        assert story.current_run == "second"


def test_every_file_is_used_and_every_file_that_is_named_exists() -> None:
    named = {a.file for story in STORIES.values() for a in artifacts(story).values() if a.file}
    there = {p.relative_to(MEDIA).as_posix() for p in MEDIA.rglob("*") if p.is_file()}
    assert named == there


def test_all_of_it_is_under_a_megabyte() -> None:
    folders = (MEDIA, MEDIA.parent / "stories")
    assert sum(p.stat().st_size for d in folders for p in d.rglob("*") if p.is_file()) < 1_000_000


def test_the_bytes_are_of_their_media_type(story: DemoStory) -> None:
    for artifact in artifacts(story).values():
        content = artifact.content()
        match artifact.media_type:
            case "image/png":
                assert content.startswith(b"\x89PNG\r\n\x1a\n")
                assert content.endswith(b"IEND\xae\x42\x60\x82")
            case "audio/wav":
                assert (content[:4], content[8:12]) == (b"RIFF", b"WAVE")
                assert int.from_bytes(content[4:8], "little") == len(content) - 8
            case "video/mp4":
                assert content[4:8] == b"ftyp"
                assert content.index(b"moov") < content.index(b"mdat"), "plays as it loads"
                assert b"avcC" in content
                assert b"mp4a" in content
            case "application/json":
                assert json.loads(content)
            case _:
                assert artifact.media_type in ("text/plain", "text/markdown")
                assert content.decode().strip()


def test_every_kind_state_relation_type_and_role_occurs(story: DemoStory) -> None:
    assert {a.kind for a in artifacts(story).values()} == set(Kind) - {Kind.DATA}
    assert {a.state for a in artifacts(story).values()} == set(State)
    relations = {relation.relation_type for run in story.runs for relation in run.relations}
    assert relations == set(RelationType)
    assert {link.role for run in story.runs for link in run.links} == set(Role)


def test_each_role_has_one_primary_and_scenes_stand_in_order(story: DemoStory) -> None:
    for role in Role:
        assert primary(story, role) in artifacts(story)
    links = [link for run in story.runs for link in run.links]
    scenes = [link.position for link in links if link.role is Role.SCENE_IMAGE]
    assert scenes == [1, 2, 3]
    assert {link.position for link in links if link.role is not Role.SCENE_IMAGE} == {None}


def test_the_cover_comes_from_both_runs_from_text_json_and_images(story: DemoStory) -> None:
    made = artifacts(story)
    found = ancestors(story, primary(story, Role.COVER))

    assert len(found) >= 10
    assert {made[ref].kind for ref in found} >= {Kind.TEXT, Kind.JSON, Kind.IMAGE}
    assert {made[ref].step.split(".")[0] for ref in found} == {"first", "second"}


def test_film_and_cover_are_eight_relations_or_more_from_the_idea(story: DemoStory) -> None:
    assert depths(story, primary(story, Role.FINAL_VIDEO))["idea"] >= 8
    assert depths(story, primary(story, Role.COVER))["idea"] >= 8


def test_steps_follow_one_another_within_their_run(story: DemoStory) -> None:
    for run in story.runs:
        assert [step.step_order for step in run.steps] == list(range(1, len(run.steps) + 1))
        times = [time for step in run.steps for time in (step.started_at, step.finished_at)]
        assert [run.started_at, *times, run.finished_at] == sorted(
            [run.started_at, *times, run.finished_at]
        )
    assert story.runs[0].finished_at < story.runs[1].started_at


def test_a_source_is_not_made_after_what_came_from_it(story: DemoStory) -> None:
    made, done = artifacts(story), steps(story)
    for relation in (relation for run in story.runs for relation in run.relations):
        source, newer = (
            done[made[relation.to_artifact].step],
            done[made[relation.from_artifact].step],
        )
        assert source.started_at <= newer.started_at, relation


def test_what_failed_says_why_and_nothing_else_does(story: DemoStory) -> None:
    for one in (*story.runs, *steps(story).values()):
        assert (one.status is Status.FAILED) == bool(one.error)


def test_a_run_failed_and_elsewhere_a_step_failed_and_was_tried_again() -> None:
    assert STORIES["paper-boat"].runs[0].status is Status.FAILED
    again = steps(STORIES["fox"])["second.scenes-again"]
    assert steps(STORIES["fox"])[str(again.parameters["retry_of"])].status is Status.FAILED


def test_what_a_run_uses_of_an_earlier_one_it_consumed(story: DemoStory) -> None:
    first, second = story.runs
    earlier = {artifact.ref for artifact in first.artifacts}
    used = {relation.to_artifact for relation in second.relations} & earlier
    assert used
    assert used <= {one.artifact for one in second.consumed}


def test_two_artifacts_have_the_very_same_bytes() -> None:
    made = artifacts(STORIES["lighthouse"])
    assert made["film-phone"].content() == made["film-phone-again"].content()


def test_media_are_named_by_their_path() -> None:
    assert media("lighthouse/cover-night.png")[:4] == b"\x89PNG"


def test_content_that_stands_in_the_story_is_text_or_json() -> None:
    made = artifacts(STORIES["fox"])
    assert made["beats"].content() == (
        b"1. White wood, one trail.\n2. Under the owl at dusk.\n3. The trail comes home.\n"
    )
    assert json.loads(made["edit-list"].content())[0] == {
        "scene": 1,
        "from": 0.0,
        "to": 0.8,
        "pan": "right",
    }


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("current_run",), "third", "nothing has the ref third"),
        (("runs", 0, "artifacts", 0, "step"), "first.sing", "nothing has the ref first.sing"),
        (("runs", 0, "artifacts", 1, "ref"), "idea", "two artifacts of lighthouse have one ref"),
        (("runs", 0, "relations", 0, "to"), "cover", "nothing has the ref cover"),
        (("runs", 1, "consumed", 0, "artifact"), "cover", "nothing has the ref cover"),
        (("runs", 0, "artifacts", 0, "reason"), "", None),
        (("runs", 0, "artifacts", 0, "reason"), "dull", "idea needs a reason exactly if"),
        (("runs", 0, "artifacts", 0, "state"), "archived", "idea needs a reason exactly if"),
        (("runs", 0, "artifacts", 0, "file"), "fox/film.mp4", "idea needs a file, a text or json"),
        (("runs", 1, "links", 0, "artifact"), "film", "film cannot be linked as cover"),
        (("runs", 1, "links", 0, "artifact"), "cover-two-moons", "cannot be linked as cover"),
        (("runs", 1, "links", 1, "is_primary"), True, "a role of lighthouse has two primary"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused(
    told: dict[str, Any], path: tuple[Any, ...], value: object, message: str | None
) -> None:
    place: Any = told
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value

    if message is None:
        assert read_story("lighthouse", told).title == told["story"]["title"]
    else:
        with pytest.raises(ValueError, match=message):
            read_story("lighthouse", told)
