"""The lines about the graph, or about a part of it, that are streamed over HTTP."""

from __future__ import annotations

import json
from collections import Counter
from hashlib import sha256

import httpx
import pytest

from app.domain.forms import MOMENTS
from app.domain.moments import answered_moment
from app.main import create_app
from app.transfer import exporting, streaming
from tests.builders import an_id
from tests.client import Api, code, served
from tests.lines import (
    artifact_line,
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
from tests.recording import a_run, a_story, a_text, moved, staged
from tests.waiting import HANG

pytestmark = pytest.mark.anyio

TEXT = "Once upon a time ..."
STORED = {"sha256": sha256(TEXT.encode()).hexdigest(), "size": len(TEXT)}


async def lines(http: httpx.AsyncClient, query: str = ""):
    answer = await http.get(f"/export.jsonl{query}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/jsonl"
    assert answer.headers["content-disposition"] == 'attachment; filename="export.jsonl"'
    return [json.loads(line) for line in answer.text.splitlines()]


def streamed(line):
    """A line as it is streamed: moments have nine digits, contents are told by digest and size."""
    told = line | {name: answered_moment(line[name]) for name in MOMENTS & line.keys()}
    return told | STORED if told.pop("content", None) else told


def another_story():
    return [
        story_line(9),
        run_line(9, story_id=an_id("s", 9)),
        step_line(9, run_id=an_id("r", 9), created_at="2026-03-03T12:00:00Z"),
        artifact_line(9, created_by_step_id=an_id("t", 9)),
        relation_line(9, 2, created_at="2026-03-05T12:00:00Z"),
        story_link_line(
            9, story_id=an_id("s", 9), is_primary=True, created_at="2026-03-05T12:00:00Z"
        ),
        run_link_line(9, run_id=an_id("r", 9)),
    ]


def in_order(lines):
    return sorted(lines, key=lambda line: json.dumps(line, sort_keys=True))


async def test_all_lines_of_an_export_come_with_digests_and_sizes(bring, http):
    await bring([*whole(), *another_story()])

    found = await lines(http)

    assert in_order(found) == in_order(map(streamed, [*whole(), *another_story()]))
    order = list(dict.fromkeys(line["type"] for line in found))
    assert order == [
        "story",
        "run",
        "step",
        "artifact",
        "assessment",
        "relation",
        "storyLink",
        "runLink",
    ]


async def test_the_part_of_a_story_has_what_its_runs_made_and_took(bring, http):
    await bring([*whole(), *another_story()])

    found = await lines(http, f"?story={an_id('s', 1)}")

    beyond = an_id("a", 4)
    expected = [
        line for line in whole() if beyond not in (line.get("id"), line.get("to_artifact_id"))
    ]
    assert in_order(found) == in_order(map(streamed, expected))


async def test_the_part_of_a_run_has_its_story_and_not_the_other_runs(bring, http):
    await bring([*whole(), *another_story()])

    found = await lines(http, f"?run={an_id('r', 1)}")

    beyond = {an_id("a", 2), an_id("a", 4), an_id("r", 2), an_id("t", 2)}
    ends = ("id", "from_artifact_id", "to_artifact_id", "artifact_id")
    expected = [line for line in whole() if beyond.isdisjoint(line.get(name) for name in ends)]
    assert in_order(found) == in_order(map(streamed, expected))


async def test_a_run_of_a_session_is_a_part_without_a_story(bring, http):
    run = run_line(story_id=None, session_id="monday")
    made = text_line(1, TEXT, created_by_step_id=an_id("t", 1))
    step = step_line(created_at="2026-03-03T12:00:00Z")
    await bring([run, step, made])

    found = await lines(http, f"?run={an_id('r', 1)}")

    del run["story_id"]
    assert found == [streamed(run), streamed(step), streamed(made)]


async def test_events_come_last_as_they_are_kept(api: Api, http):
    story = await a_story(api)
    other = await a_story(api, "The owl")
    run = await a_run(api, story)
    cover = await a_text(api, "a plan")
    await staged(api, run, cover, "PRODUCED")
    await moved(api, "archiveArtifact", cover, reason="too long")

    found = await lines(http)
    of_story = await lines(http, f"?story={story}")

    events = [line for line in found if line["type"] == "event"]
    assert found[-len(events) :] == events
    keys = [(line["about_id"], line["rev"]) for line in events]
    assert keys == sorted(keys)
    assert {about for about, _ in keys} == {story, other, run, cover}
    archived = next(line for line in events if line["kind"] == "artifact_archived")
    assert archived["at"] == answered_moment(archived["at"])
    assert archived == {
        "at": archived["at"],
        "type": "event",
        "about_id": cover,
        "rev": 2,
        "kind": "artifact_archived",
        "actor": "local",
        "before": {"state": "candidate"},
        "after": {"state": "archived"},
        "reason": "too long",
    }
    assert in_order(line for line in of_story if line["type"] == "event") == in_order(
        line for line in events if line["about_id"] != other
    )


async def test_pages_leave_nothing_out_and_tell_nothing_twice(bring, http, monkeypatch, api: Api):
    await bring([*whole(), *another_story()])
    await a_story(api)
    everything, part = await lines(http), await lines(http, f"?story={an_id('s', 1)}")

    monkeypatch.setattr(exporting, "PAGE", 1)
    monkeypatch.setattr(streaming, "PAGE", 1)

    assert await lines(http) == everything
    assert await lines(http, f"?story={an_id('s', 1)}") == part
    assert max(Counter(json.dumps(line) for line in everything).values()) == 1


async def test_an_empty_graph_has_no_lines(http, graph):
    assert await lines(http) == []


async def test_a_head_has_the_headers_and_reads_nothing_but_the_part(bring, http):
    await bring(whole())

    answer = await http.head("/export.jsonl")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/jsonl"
    missing = await http.head(f"/export.jsonl?story={an_id('s', 2)}")
    assert missing.status_code == 404


@pytest.mark.parametrize("coding", ["identity", "gzip"])
async def test_a_stream_that_loses_the_graph_breaks_off(bring, settings, monkeypatch, coding):
    await bring(whole())
    monkeypatch.setattr(exporting, "PAGE", 1)
    async with proxied(settings.neo4j_uri) as proxy:
        app = create_app(settings.model_copy(update={"neo4j_uri": proxy.url}))
        async with served(app) as address, httpx.AsyncClient(timeout=HANG) as client:
            whole_answer = await client.get(f"{address}/export.jsonl")
            proxy.turn_at(b"MATCH (newer:Artifact)-[relation:VARIANT_OF]", Mode.REFUSE)
            with pytest.raises(httpx.RemoteProtocolError):
                await client.get(f"{address}/export.jsonl", headers={"Accept-Encoding": coding})
            refused = code(await client.get(f"{address}/export.jsonl"))
            await proxy.turn(Mode.PASS)

    assert len(whole_answer.text.splitlines()) == len(whole())
    assert refused == (503, "UNAVAILABLE")


@pytest.mark.parametrize(
    ("query", "refusal"),
    [
        (f"?story={an_id('s', 1)}", (404, "NOT_FOUND")),
        (f"?run={an_id('r', 1)}", (404, "NOT_FOUND")),
        ("?story=x", (400, "BAD_INPUT")),
        (f"?story={an_id('s', 1)}&run={an_id('r', 1)}", (400, "BAD_INPUT")),
        (f"?artifact={an_id('a', 1)}", (400, "BAD_INPUT")),
    ],
)
async def test_what_is_no_part_is_refused(http, graph, query, refusal):
    assert code(await http.get(f"/export.jsonl{query}")) == refusal
