"""An export holds the whole graph: imported into an empty one, it makes the same."""

from __future__ import annotations

import json
from hashlib import sha256
from io import BytesIO
from random import Random

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.blobs.store import Store
from app.demo.load import load_demo
from app.domain.forms import MOMENTS
from app.domain.moments import answered_moment
from app.errors import Unavailable
from app.graph.checks import CHECKS, run_checks
from app.transfer.exporting import export_graph
from app.transfer.fetching import ContentsLost, Fetcher
from tests.builders import an_id
from tests.examples import examples
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
from tests.proxy import Mode, proxied

pytestmark = pytest.mark.anyio

OF_ITS_SERVER = {"rev", "key"}


def kept(rows):
    """What an export keeps: all but the events, the revisions and the places of bytes."""
    rows = [row for row in rows if row[0] not in {"Event", "ABOUT"}]
    for what, _, _, has in rows:
        for name in OF_ITS_SERVER & has.keys() if what in {"Blob", "Artifact"} else {"rev"}:
            has.pop(name, None)
        if what == "Blob":
            has.pop("created_at")
    return rows


def contents(path):
    return {one.name: one.read_bytes() for one in (path.parent / "contents").iterdir()}


def exported(line):
    """The line as an export writes it: moments have nine digits."""
    moments = {name: answered_moment(line[name]) for name in MOMENTS & line.keys()}
    return {**line, **moments}


async def test_the_lines_are_those_that_were_imported(bring, write, tmp_path):
    await bring(whole()[::-1])

    counts = await write(tmp_path / "out.jsonl")

    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    digest = sha256(b"Once upon a time ...").hexdigest()
    content = {"sha256": digest, "size": 20, "content": {"path": f"contents/{digest}"}}
    told = [line | (content if "content" in line else {}) for line in whole()]
    assert lines == [exported(line) for line in told]
    assert counts == {
        "story": 1,
        "run": 2,
        "step": 2,
        "artifact": 4,
        "assessment": 2,
        "relation": 3,
        "storyLink": 2,
        "runLink": 2,
    }
    assert contents(tmp_path / "out.jsonl") == {digest: b"Once upon a time ..."}


async def test_data_comes_back_with_its_bytes(bring, write, tmp_path):
    facts = {"kind": "data", "media_type": "application/yaml"}
    await bring([text_line(1, "fox: 1", **facts)])

    await write(tmp_path / "out.jsonl")

    [line] = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert {name: line[name] for name in facts} == facts
    assert contents(tmp_path / "out.jsonl") == {line["sha256"]: b"fox: 1"}


async def test_the_demo_comes_back_as_it_was(bring, write, empty, seen, settings, graph, tmp_path):
    await load_demo(settings, print)
    first, second = tmp_path / "one" / "out.jsonl", tmp_path / "two" / "out.jsonl"
    first.parent.mkdir()
    second.parent.mkdir()
    before = kept(seen())

    await write(first)
    empty()
    await bring(first)
    await write(second)

    assert kept(seen()) == before
    assert first.read_bytes() == second.read_bytes()
    assert contents(first) == contents(second)
    assert len(contents(first)) > 90
    assert await run_checks(graph) == {name: [] for name in CHECKS}


def some_lines(chance: Random):
    """A graph of which every part may be there or not."""
    count = chance.randint(0, 8)
    stories = [story_line(n, title=f"{chance.random()}\u2028 <é>") for n in range(count // 2)]
    runs = [
        run_line(
            n,
            story_id=chance.choice(stories)["id"] if stories else None,
            session_id="chat",
            created_at=f"2026-03-01T12:00:00.{chance.randint(0, 10**9 - 1):09}Z",
        )
        for n in range(count // 2)
    ]
    steps = [step_line(n, run_id=chance.choice(runs)["id"]) for n in range(count) if runs]
    _retry(chance, runs)
    for run in runs:
        _retry(chance, [step for step in steps if step["run_id"] == run["id"]])
    artifacts = [
        chance.choice([artifact_line(n), text_line(n, f"text {chance.randint(0, 3)}")])
        | {"metadata": chance.choice([None, 1.5, [], {"b": {"a": "ü"}, "a": 2**63}])}
        | {"created_by_step_id": chance.choice(steps)["id"] if steps else None}
        for n in range(count)
    ]
    pairs = [(n, m) for n in range(count) for m in range(n) if chance.random() < 0.4]
    kinds = ["derived_from", "variant_of", "transcoded_from"]
    relations = [relation_line(n, m, chance.choice(kinds), created_at=day(6)) for n, m in pairs]
    images = [n for n in range(count) if artifacts[n]["kind"] == "image"]
    links = [
        story_link_line(n, "scene_image", position=n, is_primary=n == images[0])
        for n in images
        if stories
    ]
    stages = [
        run_link_line(n, direction)
        for n in range(count)
        for direction in ("produced", "consumed")
        if len(runs) > 1 and chance.random() < 0.5
    ]
    assessments = [
        assessment_line(
            n, artifact=chance.randrange(count), score=chance.random(), created_at=day(n % 3 + 1)
        )
        for n in range(count)
    ]
    lines = [*stories, *runs, *steps, *artifacts, *assessments, *relations]
    lines += [link | {"story_id": stories[0]["id"]} for link in links] + stages
    chance.shuffle(lines)
    return lines


def _retry(chance: Random, lines):
    """Lets some of them fail or be cancelled, and others try those again."""
    chance.shuffle(lines)
    for place, line in enumerate(lines):
        error = chance.choice([None, "no paint"])
        line |= {"status": "failed" if error else "cancelled", "error": error}
        if place and chance.random() < 0.5:
            line["retry_of_id"] = chance.choice(lines[:place])["id"]


async def test_any_graph_comes_back_as_it_was(bring, write, empty, seen, graph, tmp_path):
    path = tmp_path / "out.jsonl"
    sizes: list[int] = []

    async def there_and_back(lines):
        empty()
        await bring(lines)
        before = kept(seen())
        await write(path)
        data = path.read_bytes()
        empty()
        await bring(path)
        await write(path)
        assert kept(seen()) == before
        assert path.read_bytes() == data
        assert await run_checks(graph) == {name: [] for name in CHECKS}
        sizes.append(len(before))

    @examples(8)
    @given(chance=st.randoms(use_true_random=False))
    def try_one(chance: Random) -> None:
        anyio.from_thread.run(there_and_back, some_lines(chance))

    await anyio.to_thread.run_sync(try_one)

    assert max(sizes) > 30


async def test_an_export_of_many_pages_has_everything(bring, write, tmp_path):
    numbers = range(1, 2502)
    lines = [artifact_line(number) for number in numbers]
    await bring([*lines, *(relation_line(n, 1, created_at=day(5)) for n in numbers if n > 1)])

    await write(tmp_path / "out.jsonl")

    told = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert told[:2501] == [exported(line) for line in lines]
    assert len(told) == 5001


async def test_times_of_other_zones_are_written_as_utc(bring, write, driver, tmp_path):
    await bring([artifact_line(1)])
    driver.execute_query("MATCH (a:Artifact) SET a.created_at = datetime('2026-03-04T14:00+02:00')")

    await write(tmp_path / "out.jsonl")

    told = json.loads((tmp_path / "out.jsonl").read_bytes())
    assert told == artifact_line(1, created_at="2026-03-04T12:00:00.000000000Z")


async def test_an_export_without_content_can_be_imported(bring, write, empty, tmp_path):
    await bring(whole())
    await write(tmp_path / "out.jsonl", with_content=False)
    empty()

    imported = await bring(tmp_path / "out.jsonl")

    assert imported.new["artifact"] == 4
    assert not (tmp_path / "contents").exists()
    assert b"content" not in (tmp_path / "out.jsonl").read_bytes()


@pytest.mark.unlawful("a story lacks a moment that an older version did not write")
async def test_an_export_without_content_agrees_with_the_graph_that_it_is_of(
    bring, write, seen, driver, tmp_path
):
    await bring(whole())
    driver.execute_query("MATCH (s:Story) REMOVE s.updated_at")
    before = seen()
    await write(tmp_path / "out.jsonl", with_content=False)

    imported = await bring(tmp_path / "out.jsonl")

    assert sum(imported.new.values()) == 0
    assert seen() == before


@pytest.mark.parametrize("damage", ["delete", "flip"])
async def test_bytes_that_are_lost_are_named_and_the_file_stays_as_it_was(
    bring, write, seen, bucket, tmp_path, damage
):
    await bring([text_line(1, f"to {damage}"), text_line(2, "to keep")])
    digest = sha256(f"to {damage}".encode()).hexdigest()
    [key] = [has["key"] for what, one, _, has in seen() if (what, one) == ("Blob", digest)]
    (tmp_path / "out.jsonl").write_text("before")
    if damage == "delete":
        bucket.delete(key)
    else:
        bucket.put(key, b"to flop")

    with pytest.raises(ContentsLost) as failure:
        await write(tmp_path / "out.jsonl")

    assert list(failure.value.lost) == [digest]
    assert (tmp_path / "out.jsonl").read_text() == "before"
    assert sorted(one.name for one in tmp_path.iterdir()) == [
        "contents",
        "lines.jsonl",
        "out.jsonl",
    ]
    assert contents(tmp_path / "out.jsonl") == {sha256(b"to keep").hexdigest(): b"to keep"}


@pytest.mark.unlawful("the graph has lost a blob")
async def test_bytes_whose_place_the_graph_does_not_say_are_lost(bring, write, driver, tmp_path):
    await bring([text_line(1, "here")])
    driver.execute_query("MATCH (blob:Blob) DETACH DELETE blob")

    with pytest.raises(ContentsLost) as failure:
        await write(tmp_path / "out.jsonl")

    why = "the graph does not say where its bytes are"
    assert failure.value.lost == {sha256(b"here").hexdigest(): why}
    assert not (tmp_path / "out.jsonl").exists()


async def test_a_store_that_goes_away_is_the_failure_of_the_export(bring, graph, servers, tmp_path):
    await bring([text_line(1, "one"), text_line(2, "two")])

    async with proxied(servers.settings().s3_endpoint) as proxy:
        store = Store(servers.settings().model_copy(update={"s3_endpoint": proxy.url}))
        await proxy.turn(Mode.REFUSE)
        with pytest.raises(Unavailable, match="the store does not answer"):
            await export_graph(
                graph, BytesIO(), fetcher=Fetcher(store, tmp_path), progress=lambda *_: None
            )

    assert list((tmp_path / "contents").iterdir()) == []


async def test_contents_of_an_export_before_are_kept_unless_they_are_damaged(
    bring, write, tmp_path
):
    await bring([text_line(1, "whole"), text_line(2, "damaged")])
    await write(tmp_path / "out.jsonl")
    whole_one, damaged = (
        tmp_path / "contents" / sha256(text).hexdigest() for text in (b"whole", b"damaged")
    )
    written = whole_one.stat().st_ino
    damaged.write_bytes(b"x")

    await write(tmp_path / "out.jsonl")

    assert whole_one.stat().st_ino == written
    assert damaged.read_bytes() == b"damaged"


async def test_what_is_created_after_an_import_has_its_events(bring, write, graph, api):
    await bring([artifact_line(1)])

    await api.do("publishArtifact", {"artifactId": an_id("a", 1)}, "artifact { state rev }")

    assert await run_checks(graph) == {name: [] for name in CHECKS}
