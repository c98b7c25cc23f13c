"""Changes of artifacts are told as they come to light: all of them, and each once."""

from __future__ import annotations

import json
import signal
from collections.abc import AsyncGenerator

import anyio
import httpx
import neo4j
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from app.domain.changes import Change, Scope, Watched, WatchState
from app.errors import FellBehind
from app.graph.feed import AT_ONCE, LOG, Feed
from app.main import create_app
from app.settings import Settings
from tests.client import Api, served
from tests.inputs import NOBODY
from tests.processes import running
from tests.recording import a_picture, a_run, a_step, a_story, a_text, linked, moved, related
from tests.sockets import CHANGES, PROGRESS, changes, socket_of, watching
from tests.waiting import HANG

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
async def other(settings: Settings) -> AsyncGenerator[httpx.AsyncClient]:
    """A client of a second copy of the service, on the same servers."""
    async with (
        served(create_app(settings)) as address,
        httpx.AsyncClient(base_url=address, timeout=HANG) as client,
    ):
        yield client


async def test_a_story_is_told_what_its_runs_make_and_what_it_links(api: Api) -> None:
    story = await a_story(api)
    step = await a_step(api, await a_run(api, story))
    stranger, cover = await a_text(api, "stranger"), await a_picture(api, "cover")

    async with changes(api.http, storyId=story) as watcher:
        await moved(api, "publishArtifact", stranger)
        await a_text(api, "plan", stepId=step)
        await linked(api, story, cover, "COVER", isPrimary=True)
        await moved(api, "publishArtifact", cover)

        assert [await watcher.change() for _ in range(3)] == [
            ("ARTIFACT_REGISTERED", "plan"),
            ("PRIMARY_SET", "cover"),
            ("ARTIFACT_PUBLISHED", "cover"),
        ]


async def test_an_artifact_is_told_what_happens_upstream(api: Api) -> None:
    names = ("sketch", "painting", "cover", "stranger")
    sketch, painting, cover, stranger = [await a_text(api, name) for name in names]
    await related(api, "DERIVED_FROM", cover, painting)

    async with changes(api.http, upstreamOf=cover) as watcher:
        await moved(api, "publishArtifact", stranger)
        await related(api, "VARIANT_OF", painting, sketch)
        await moved(api, "archiveArtifact", sketch)
        await moved(api, "publishArtifact", cover)

        assert [await watcher.change() for _ in range(3)] == [
            ("RELATION_ADDED", "painting"),
            ("ARTIFACT_ARCHIVED", "sketch"),
            ("ARTIFACT_PUBLISHED", "cover"),
        ]


async def test_what_one_copy_of_the_service_writes_another_tells(
    api: Api, other: httpx.AsyncClient
) -> None:
    run = await a_run(api, await a_story(api))
    step = await a_step(api, run)

    async with changes(api.http, runId=run) as one, changes(other, runId=run) as two:
        await a_text(api, "plan", stepId=step)
        await a_text(Api(other), "poem", stepId=step)

        told = [[await watcher.change() for _ in range(2)] for watcher in (one, two)]

    assert told == [[("ARTIFACT_REGISTERED", "plan"), ("ARTIFACT_REGISTERED", "poem")]] * 2


async def test_an_event_is_told_that_is_committed_after_a_later_one(
    api: Api, driver: neo4j.Driver
) -> None:
    story = await a_story(api)
    late = await a_picture(api, "late")
    await linked(api, story, late, "COVER")
    soon = await a_picture(api, "soon")
    await linked(api, story, soon, "COVER")

    with driver.session() as session:
        async with changes(api.http, storyId=story) as watcher:
            transaction = session.begin_transaction()
            transaction.run(
                "MATCH (a:Artifact {id: $id}) SET a.rev = a.rev + 1, a.state = 'archived'"
                " CREATE (e:Event)-[:ABOUT]->(a) SET e.key = a.id + ':' + a.rev, e.at = datetime(),"
                " e.kind = 'artifact_archived', e.actor = 'local', e.before = '{}', e.after = '{}'",
                id=late,
            ).consume()
            await moved(api, "publishArtifact", soon)
            first, between = await watcher.change(), watcher.cursor
            transaction.commit()
            second = await watcher.change()

    assert (first, second) == (("ARTIFACT_PUBLISHED", "soon"), ("ARTIFACT_ARCHIVED", "late"))
    async with changes(api.http, between, storyId=story) as resumed:
        assert await resumed.change() == second


async def test_who_goes_on_after_a_cursor_misses_nothing_and_is_told_nothing_twice(
    api: Api, other: httpx.AsyncClient
) -> None:
    story = await a_story(api)
    step = await a_step(api, await a_run(api, story))
    names = [f"text {number:02}" for number in range(12)]
    seen: list[str] = []
    cursor = None

    for start in range(0, 12, 3):
        http = (api.http, other)[start % 2]
        async with changes(http, cursor, storyId=story) as watcher:
            for name in names[start : start + 2]:
                await a_text(api, name, stepId=step)
            wanted = 2 if start == 0 else 3
            seen += [(await watcher.change())[1] for _ in range(wanted)]
            cursor = watcher.cursor
        await a_text(api, names[start + 2], stepId=step)

    async with changes(api.http, cursor, storyId=story) as watcher:
        seen.append((await watcher.change())[1])
    assert seen == names


async def test_a_cursor_is_good_for_what_it_was_made_for_and_for_an_hour(api: Api) -> None:
    old = WatchState(
        scope=Scope(watched=Watched.STORY, id=NOBODY), floor=1_700_000_000_000
    ).cursor()
    cases = {"": None, "!": None, "AAAA": None, "A" * 9_999: None, old: NOBODY, old + "AA": NOBODY}
    async with changes(api.http, runId=NOBODY) as watcher:
        cases[watcher.cursor or ""] = None

    for after in filter(None, cases):
        async with watching(api.http, CHANGES, of={"storyId": NOBODY}, after=after) as watcher:
            assert await watcher.code() == "CURSOR_INVALID", after


@pytest.mark.parametrize(
    ("query", "variables", "code"),
    [
        (CHANGES, {"of": {}}, "BAD_INPUT"),
        (CHANGES, {"of": {"storyId": NOBODY, "runId": NOBODY}}, "BAD_INPUT"),
        (CHANGES, {"of": {"storyId": "x"}}, "BAD_INPUT"),
        (PROGRESS, {"id": NOBODY}, "NOT_FOUND"),
        (PROGRESS, {"id": NOBODY, "after": "x"}, "CURSOR_INVALID"),
        ("subscription { nothing }", {}, "GRAPHQL_VALIDATION_FAILED"),
    ],
)
async def test_what_cannot_be_watched_is_refused(
    api: Api, query: str, variables: dict[str, object], code: str
) -> None:
    async with watching(api.http, query, **variables) as watcher:
        assert await watcher.code() == code


@pytest.mark.parametrize(
    "message",
    [
        *[
            "7",
            "[]",
            "x",
            "{}",
            '{"type": "no"}',
            '{"type": 7}',
            '{"type": "ping", "type": "ping"}',
        ],
        '{"type": "subscribe", "id": "1", "payload": "x"}',
        '{"type": "subscribe", "id": "1", "payload": {"query": 7}}',
        '{"type": "subscribe", "id": 1, "payload": {"query": "{ __typename }"}}',
    ],
)
async def test_a_message_that_is_none_closes_its_socket(api: Api, message: str) -> None:
    async with socket_of(api.http) as socket:
        await socket.send(message)

        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()

    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4400


async def test_a_page_of_another_site_gets_no_socket(api: Api) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with socket_of(api.http, origin="https://evil.example"):
            pass

    assert refused.value.response.status_code == 403


async def test_who_falls_behind_the_log_is_ended_with_a_code() -> None:
    scope = Scope(watched=Watched.STORY, id=NOBODY)
    watched, state = Feed(15), WatchState(scope=scope, floor=0)
    news = [
        Change(event_key=f"x:{number}", at=number, artifact_id=NOBODY, scopes=frozenset([scope]))
        for number in range(LOG + AT_ONCE)
    ]

    watched.log(news[:LOG])
    taken, place = await watched._next(0, state)
    watched.log(news[LOG:])
    more, later = await watched._next(place, state)
    watched.log(news[:1])

    assert [one[0] for one in taken + more] == news[: 2 * AT_ONCE]
    with pytest.raises(FellBehind):
        await watched._next(place, state)
    assert len((await watched._next(later, state))[0]) == AT_ONCE


async def test_the_progress_of_a_run_is_told_until_it_has_ended(api: Api) -> None:
    run = await a_run(api, await a_story(api))

    async with watching(api.http, PROGRESS, id=run) as watcher:
        told = [await watcher.next()]
        step = await a_step(api, run)
        told.append(await watcher.next())
        await api.do("startRun", {"runId": run})
        told.append(await watcher.next())
        await api.do("startStep", {"stepId": step})
        told.append(await watcher.next())
        await a_text(api, stepId=step)
        told.append(await watcher.next())
        cursor = watcher.cursor
        await api.do("finishStep", {"stepId": step, "status": "COMPLETED"})
        told.append(await watcher.next())
        await api.do("finishRun", {"runId": run, "status": "COMPLETED"})
        told.append(await watcher.next())
        assert (await watcher.message())["type"] == "complete"

    assert [(*one.values(),) for one in told] == [
        (0, 0, 0, 0, {"status": "PENDING"}),
        (1, 0, 0, 0, {"status": "PENDING"}),
        (1, 0, 0, 0, {"status": "RUNNING"}),
        (1, 1, 0, 0, {"status": "RUNNING"}),
        (1, 1, 0, 1, {"status": "RUNNING"}),
        (1, 1, 1, 1, {"status": "RUNNING"}),
        (1, 1, 1, 1, {"status": "COMPLETED"}),
    ]
    async with watching(api.http, PROGRESS, id=run, after=cursor) as watcher:
        assert await watcher.next() == told[-1]
        assert (await watcher.message())["type"] == "complete"


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_events_are_streamed_to_who_asks_for_events(api: Api, method: str) -> None:
    run = await a_run(api, await a_story(api))
    facts = {"query": PROGRESS, "variables": {"id": run}}
    asked = {"params": {**facts, "variables": json.dumps(facts["variables"])}}
    headers = {"Accept": "text/event-stream"}

    async with api.http.stream(
        method, "/graphql", headers=headers, **(asked if method == "GET" else {"json": facts})
    ) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = answer.aiter_lines()
        assert await anext(lines) == "event: next"
        first = json.loads((await anext(lines)).removeprefix("data: "))
        await api.do("startRun", {"runId": run})
        await api.do("finishRun", {"runId": run, "status": "FAILED", "error": "no paint"})
        events = [line async for line in lines if line]

    assert first["data"]["runProgress"]["run"] == {"status": "PENDING"}
    last = json.loads(events[-3].removeprefix("data: "))
    assert last["data"]["runProgress"]["run"] == {"status": "FAILED"}
    assert events[-2:] == ["event: complete", "data: "]


async def test_a_service_that_stops_tells_who_watches(settings: Settings, api: Api) -> None:
    run = await a_run(api, await a_story(api))
    stream = {"headers": {"Accept": "text/event-stream"}}
    facts = {"query": PROGRESS, "variables": {"id": run}}

    async with running(settings) as (http, service), changes(http, runId=run) as watcher:
        async with http.stream("POST", "/graphql", json=facts, **stream) as answer:
            lines = answer.aiter_lines()
            assert await anext(lines) == "event: next"
            service.send_signal(signal.SIGTERM)
            rest = [line async for line in lines if line]
        with pytest.raises(ConnectionClosed) as closed:
            await watcher.next()
        with anyio.fail_after(HANG):
            ended = await service.wait()

    assert (ended, closed.value.rcvd and closed.value.rcvd.code) == (0, 1012)
    assert json.loads(rest[2].removeprefix("data: "))["errors"][0]["extensions"] == {
        "code": "UNAVAILABLE"
    }
    assert rest[-2:] == ["event: complete", "data: "]
