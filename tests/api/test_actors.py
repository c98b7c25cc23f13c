"""A client says who writes, and the events of what it writes say so."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import neo4j
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from app.api.context import ACTOR
from tests.client import Api, doing
from tests.inputs import GOOD
from tests.recording import MEDIA, a_story, artifact_facts, request_id, uploaded
from tests.sockets import Watcher, socket_of
from tests.waiting import HANG
from tests.world import a_world, everything

pytestmark = pytest.mark.anyio

PAINTER = "Füchsin 🦊"
NO_EVENTS = {"createStep", "startStep", "finishStep", "createUpload", "createUploads", "heartbeat"}
"""What changes no story, run or artifact, or only a part that has no revision of its own."""
MALFORMED = {
    "is empty": [b""],
    "is too long": [b"a" * 257],
    "is Latin-1": ["Füchsin".encode("latin-1")],
    "has a tab": [b"the\tfox"],
    "has a control character of Unicode": ["fox\x85".encode()],
    "comes twice": [b"fox", b"hen"],
}


@asynccontextmanager
async def acting(api: Api, *actors: bytes) -> AsyncGenerator[Api]:
    """The same API for a client that says who it is."""
    headers = [(ACTOR.encode(), actor) for actor in actors]
    async with httpx.AsyncClient(
        base_url=api.http.base_url, headers=headers, timeout=HANG
    ) as client:
        yield Api(client)


def creation() -> dict[str, Any]:
    facts = {"requestId": request_id(), "title": "The fox"}
    return {"query": doing("createStory", "story { id }"), "variables": {"input": facts}}


def actors(driver: neo4j.Driver) -> dict[str, str]:
    """The actor of each event, by its key."""
    rows = driver.execute_query("MATCH (e:Event) RETURN e.key, e.actor").records
    return dict(row.values() for row in rows)


async def test_the_events_of_every_mutation_have_the_actor_of_their_request(
    api: Api, driver: neo4j.Driver
) -> None:
    world = await a_world(api, driver)
    assert set(actors(driver).values()) == {"local"}
    found: dict[str, set[str]] = {}

    async with acting(api, PAINTER.encode()) as client:
        for mutation in GOOD:
            before = actors(driver)
            assert await client.code(mutation, world.good(mutation)) == "done"
            after = actors(driver)
            found[mutation] = {after[key] for key in after.keys() - before.keys()}

    assert found == {name: set() if name in NO_EVENTS else {PAINTER} for name in GOOD}


@pytest.mark.parametrize("actor", ["a", "a" * 256, PAINTER, "ci / nightly: 7"])
async def test_an_actor_is_a_line_in_utf_8(api: Api, actor: str) -> None:
    async with acting(api, actor.encode()) as client:
        story = await a_story(client)

    query = "query ($id: ID!) { story(id: $id) { history { nodes { actor } } } }"
    answer = await api(query, id=story)
    assert answer["story"]["history"]["nodes"] == [{"actor": actor}]


@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
@pytest.mark.parametrize("values", MALFORMED.values(), ids=MALFORMED)
async def test_a_malformed_actor_is_refused_and_nothing_is_written(
    api: Api, driver: neo4j.Driver, values: list[bytes], accept: str
) -> None:
    before = everything(driver)

    async with acting(api, *values) as client:
        answer = await client.http.post("/graphql", json=creation(), headers={"Accept": accept})

    [error] = answer.json()["errors"]
    assert (answer.status_code, answer.headers["content-type"]) == (400, accept)
    assert error["extensions"] == {"code": "BAD_INPUT"}
    assert error["message"].startswith(f"{ACTOR} must ")
    assert everything(driver) == before


async def test_an_upload_is_for_the_actor_that_began_it(api: Api) -> None:
    kind, (media_type, _) = "TEXT", MEDIA["TEXT"]
    async with acting(api, b"painter") as painter, acting(api, b"writer") as writer:
        upload = await uploaded(painter, kind)
        facts = artifact_facts(kind=kind, mediaType=media_type, content={"uploadId": upload})

        assert await writer.code("registerArtifact", facts) == "UPLOAD_EXPIRED"
        assert await painter.code("registerArtifact", facts) == "done"


async def made_by(socket: Any, api: Api) -> str:
    """The actor of a story that is created over the socket."""
    await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": creation()}))
    payload = (await Watcher(socket=socket).message())["payload"]
    story = payload["data"]["createStory"]["story"]["id"]
    query = "query ($id: ID!) { story(id: $id) { history { nodes { actor } } } }"
    return (await api(query, id=story))["story"]["history"]["nodes"][0]["actor"]


async def test_a_socket_has_the_actor_of_its_handshake_or_of_its_first_message(api: Api) -> None:
    said = {ACTOR: "painter"}
    async with socket_of(api.http) as socket:
        nobody = await made_by(socket, api)
    async with socket_of(api.http, additional_headers=said) as socket:
        header = await made_by(socket, api)
    async with socket_of(api.http, {ACTOR: PAINTER}) as socket:
        payload = await made_by(socket, api)
    async with socket_of(api.http, {ACTOR: PAINTER}, additional_headers=said) as socket:
        both = await made_by(socket, api)

    assert [nobody, header, payload, both] == ["local", "painter", PAINTER, PAINTER]


async def test_a_socket_of_a_malformed_actor_is_refused(api: Api) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with socket_of(api.http, additional_headers={ACTOR: "a" * 257}):
            pass
    reasons: list[tuple[int, str]] = []
    for actor in ("", "a" * 257, "a\nb", 7, None):
        with pytest.raises(ConnectionClosed) as closed:
            async with socket_of(api.http, {ACTOR: actor}):
                pass
        assert closed.value.rcvd is not None
        reasons.append((closed.value.rcvd.code, closed.value.rcvd.reason))

    answer = refused.value.response
    assert answer.status_code == 400
    assert json.loads(answer.body or b"")["errors"][0]["extensions"] == {"code": "BAD_INPUT"}
    assert [status for status, _ in reasons] == [4400] * 5
    assert all(reason.startswith(f"{ACTOR} must ") for _, reason in reasons)
