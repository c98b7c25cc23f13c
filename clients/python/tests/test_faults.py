"""Whatever is lost on the way, what is recorded is there once."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.main import create_app
from artifact_graph import (
    AsyncArtifactGraph,
    IdempotencyMismatch,
    Unavailable,
    UploadRefused,
)
from artifact_graph.recorder import derived_id
from tests.client import served
from tests.proxy import Mode, Proxy, proxied
from tests.waiting import HANG

pytestmark = pytest.mark.anyio

COUNTS = "{ stories { totalCount } runs { totalCount nodes { status steps { totalCount } } }"
COUNTS += " artifacts { totalCount } }"
ONCE = {
    "stories": {"totalCount": 1},
    "runs": {"totalCount": 1, "nodes": [{"status": "COMPLETED", "steps": {"totalCount": 1}}]},
    "artifacts": {"totalCount": 2},
}


class Losing(Proxy):
    """Loses the answer to every other request, once the server has given it."""

    requests = 0

    async def _pump(self, reader, writer, *, answers=False):
        while data := await reader.read(65536):
            if not answers and data.startswith(b"POST"):
                self.requests += 1
            if answers and self.requests % 2:
                break
            writer.write(data)
            await writer.drain()
        writer.close()


async def pipeline(address, picture):
    async with AsyncArtifactGraph(address, strict=True) as graph:
        story = await graph.create_story("The fox")
        async with graph.run(story) as run, run.step("paint", agent="painter") as step:
            plan = await step.register("plan.md", content="a plan", stage="plan")
            await run.consumed(plan, stage="paint")
            await step.register(picture, sources=[plan], role="cover", is_primary=True)


async def test_lost_answers_of_the_api_make_no_difference(api, address, picture):
    proxy = Losing(address)
    await proxy.listen()

    await pipeline(proxy.url, picture)

    await proxy.end()
    assert await api(COUNTS) == ONCE
    assert proxy.requests == 2 * (9 + 2), (
        "each, and the status after the two ends that were refused, was asked for twice"
    )


async def test_lost_answers_of_the_store_make_no_difference(
    api, address, settings, picture, tmp_path
):
    proxy = Losing(settings.s3_endpoint)
    await proxy.listen()
    lossy = settings.model_copy(update={"s3_public_endpoint": proxy.url})

    async with served(create_app(lossy)) as service:
        await pipeline(service, picture)

    await proxy.end()
    assert await api(COUNTS) == ONCE
    assert proxy.requests == 2


async def test_what_stands_before_the_service_may_be_busy(api, address):
    overloaded = {"errors": [{"message": "later", "extensions": {"code": "OVERLOADED"}}]}
    busy = [
        Response("<h1>later</h1>", 429),
        Response("<h1>later</h1>", 502),
        JSONResponse(overloaded, 503),
    ]

    async def pass_on(request: Request) -> Response:
        if busy:
            return busy.pop()
        answer = await api.http.post("/graphql", json=await request.json())
        return Response(answer.content, media_type="application/json")

    async with (
        served(Starlette(routes=[Route("/graphql", pass_on, methods=["POST"])])) as gateway,
        AsyncArtifactGraph(gateway, strict=True) as graph,
    ):
        story = await graph.create_story("The fox")

    assert busy == []
    assert story.title == "The fox"


async def test_a_try_that_took_longer_than_tries_may_is_followed_by_another(api, address):
    slow = [0.3]

    async def pass_on(request: Request) -> Response:
        if slow:
            await asyncio.sleep(slow.pop())
            return Response("later", 503)
        answer = await api.http.post("/graphql", json=await request.json())
        return Response(answer.content, media_type="application/json")

    async with (
        served(Starlette(routes=[Route("/graphql", pass_on, methods=["POST"])])) as gateway,
        AsyncArtifactGraph(gateway, strict=True, retry_for=0.2) as graph,
    ):
        story = await graph.create_story("The fox")

    assert story.title == "The fox"


async def test_a_service_that_stays_away_is_unavailable(address):
    async with (
        proxied(address) as proxy,
        AsyncArtifactGraph(proxy.url, strict=True, retry_for=0.2) as graph,
    ):
        await proxy.turn(Mode.REFUSE)

        with pytest.raises(Unavailable, match=r"tried again for 0\.2 s; last: .*onnect") as raised:
            await graph.create_story("The fox")

    assert raised.value.code == "UNAVAILABLE"
    assert isinstance(raised.value.__cause__, httpx.ConnectError)


async def test_an_upload_that_was_over_before_its_artifact_is_begun_anew(
    api, address, driver, picture
):
    async with (
        AsyncArtifactGraph(address, strict=True) as graph,
        graph.run(session_id="one") as run,
        run.step("paint", agent="painter") as step,
    ):
        first = await step.register(picture, request_id="cover")
        again = await step.register(picture, request_id="cover")
        driver.execute_query(
            "MATCH (request:Request {key: $key}) MATCH (artifact:Artifact {id: $id})"
            " MATCH (event:Event)-[:ABOUT]->(artifact) DETACH DELETE request, artifact, event",
            key=derived_id(step.id, "given", "cover"),
            id=first.id,
        )
        anew = await step.register(picture, request_id="cover")
        anew_again = await step.register(picture, request_id="cover")

    assert first == again
    assert anew == anew_again
    assert anew.id == first.id
    assert await api("{ artifacts { totalCount } }") == {"artifacts": {"totalCount": 1}}


async def test_a_store_that_refuses_the_bytes_says_why(address, settings, picture):
    elsewhere = settings.model_copy(update={"s3_public_endpoint": address})
    async with (
        served(create_app(elsewhere)) as service,
        AsyncArtifactGraph(service, strict=True) as graph,
        graph.run(session_id="one") as run,
        run.step("paint", agent="painter") as step,
    ):
        with pytest.raises(UploadRefused, match="UPLOAD_REFUSED: the store answered 40"):
            await step.register(picture)


async def test_an_artifact_that_is_there_is_answered_when_its_form_is_over(
    address, settings, picture
):
    elsewhere = settings.model_copy(update={"s3_public_endpoint": address})
    async with (
        served(create_app(elsewhere)) as service,
        AsyncArtifactGraph(address, strict=True) as graph,
        AsyncArtifactGraph(service, strict=True) as late,
        graph.run(session_id="one", request_id="run") as run,
        late.run(session_id="one", request_id="run") as same_run,
        run.step("paint", agent="painter", request_id="step") as step,
        same_run.step("paint", agent="painter", request_id="step") as same_step,
    ):
        first = await step.register(picture, request_id="cover")
        again = await same_step.register(picture, request_id="cover")

    assert again == first


async def test_another_content_under_the_same_request_id_is_refused(address, picture):
    async with (
        AsyncArtifactGraph(address, strict=True) as graph,
        graph.run(session_id="one") as run,
        run.step("paint", agent="painter") as step,
    ):
        await step.register(picture, request_id="cover")
        with pytest.raises(IdempotencyMismatch):
            await step.register(picture, content=picture.read_bytes() + b"!", request_id="cover")


@pytest.mark.parametrize("away", [Mode.REFUSE, Mode.HANG])
async def test_a_cancelled_task_is_not_kept_waiting_for_a_service_that_is_away(
    address, monkeypatch, away
):
    monkeypatch.setattr("artifact_graph.recorder.CANCEL_SECONDS", 0.1)
    async with (
        proxied(address) as proxy,
        AsyncArtifactGraph(proxy.url, strict=True, retry_for=600) as graph,
    ):

        async def paint():
            async with graph.run(session_id="one"):
                await proxy.turn(away)
                painting.set()
                await asyncio.Event().wait()

        painting = asyncio.Event()
        task = asyncio.create_task(paint())
        await painting.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError) as raised:
            async with asyncio.timeout(HANG):
                await task

    assert raised.value.__notes__[0].startswith("Artifact Graph has not recorded how this ended")
