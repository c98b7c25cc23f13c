"""A client sees what it has written: bookmarks in answers, and in requests."""

from __future__ import annotations

import base64
from typing import Any

import anyio
import neo4j
import pytest

from app.api.context import BOOKMARK
from app.errors import DeadlineExceeded
from app.graph.bookmarks import Bookmarks
from app.graph.connection import connected
from app.graph.transaction import Transaction
from conftest import Servers
from tests.builders import an_artifact, create
from tests.client import Api, code, doing
from tests.recording import request_id

pytestmark = pytest.mark.anyio

COUNT = "{ artifacts { totalCount } }"


async def post(api: Api, query: str, *, header: str | None = None, **body: Any) -> dict[str, Any]:
    headers = {BOOKMARK: header} if header else {}
    return (await api.http.post("/graphql", json={"query": query, **body}, headers=headers)).json()


async def a_bookmark(api: Api) -> str:
    """The bookmark of a mutation's answer."""
    told = {"input": {"requestId": request_id(), "title": "The Fox"}}
    answer = await post(api, doing("createStory"), variables=told)
    return answer["extensions"]["bookmark"]


def next_after(bookmark: str) -> str:
    """The bookmark of the transaction after the one of this: its last part is that number.

    It is written as MessagePack writes numbers, and a list that is empty comes behind it.
    """
    told = base64.b64decode(bookmark.removeprefix("FB:") + "==")
    number = told[19:-1] if told[19] < 0x80 else told[20:-1]
    after = (int.from_bytes(number, "big") + 1).to_bytes(4, "big")
    return "FB:" + base64.b64encode(told[:19] + b"\xca" + after + told[-1:]).decode()


async def test_every_write_is_answered_with_a_bookmark(api: Api) -> None:
    first, second = await a_bookmark(api), await a_bookmark(api)

    assert first.startswith("FB:")
    assert second != first


async def test_what_writes_nothing_has_no_bookmark(api: Api) -> None:
    bad = {"input": {"requestId": "", "title": "The Fox"}}

    assert "extensions" not in await post(api, COUNT, header=await a_bookmark(api))
    assert "extensions" not in await post(api, doing("createStory"), variables=bad)


@pytest.mark.parametrize("place", ["header", "extensions"])
async def test_a_request_waits_for_what_its_bookmark_stands_for(
    api: Api, driver: neo4j.Driver, place: str
) -> None:
    bookmark, seen = next_after(await a_bookmark(api)), list[Any]()
    handed: Any = (
        {"header": bookmark} if place == "header" else {"extensions": {"bookmark": bookmark}}
    )

    async def ask() -> None:
        seen.append(await post(api, COUNT, **handed))

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(ask)
        await anyio.sleep(0.3)
        assert seen == []
        await anyio.to_thread.run_sync(create, driver, "Artifact", [an_artifact(1)])

    assert seen == [{"data": {"artifacts": {"totalCount": 1}}}]


@pytest.mark.parametrize(
    "bad", ["nonsense", "FB:xxxx", "FB:<>", "FB:kcwQ,,", ",".join(["FB:x"] * 11)]
)
async def test_a_bad_bookmark_is_refused(api: Api, bad: str) -> None:
    for handed in ({"header": bad}, {"extensions": {"bookmark": bad}}):
        [error] = (await post(api, COUNT, **handed))["errors"]

        assert error["extensions"]["code"] == "BAD_INPUT"
        assert (
            error["message"] == "the bookmark must be one that a mutation of this service answered"
        )


async def test_a_bookmark_that_is_no_text_is_refused(api: Api) -> None:
    [error] = (await post(api, COUNT, extensions={"bookmark": 5}))["errors"]

    assert error["extensions"]["code"] == "BAD_INPUT"


async def test_nothing_is_written_with_a_bad_bookmark(api: Api, driver: neo4j.Driver) -> None:
    told = {"input": {"requestId": request_id(), "title": "The Fox"}}

    answer = await post(api, doing("createStory"), header="nonsense", variables=told)

    assert answer["data"]["createStory"]["code"] == "BAD_INPUT"
    assert driver.execute_query("MATCH (s:Story) RETURN s").records == []


async def test_what_never_comes_is_not_waited_for_longer_than_a_request_may_take(
    api: Api, servers: Servers
) -> None:
    address = servers.neo4j_uri, servers.neo4j_user, servers.neo4j_password
    later = next_after(next_after(await a_bookmark(api)))

    async with connected(*address, timeout=0.3) as graph:
        with pytest.raises(DeadlineExceeded, match="not as far as the bookmark"):
            await graph.after(Bookmarks(later)).read("RETURN 1", {})
        with pytest.raises(DeadlineExceeded, match="the bookmark yet; nothing was changed"):
            await graph.after(Bookmarks(later)).write(do_nothing)


async def do_nothing(transaction: Transaction) -> None:
    del transaction


async def test_files_and_contents_take_bookmarks_too(api: Api) -> None:
    one = an_artifact(1)["id"]
    for path in (f"/artifacts/{one}/content", f"/artifacts/{one}/lineage.csv"):
        answer = await api.http.get(path, headers={BOOKMARK: "nonsense"})
        assert code(answer) == (400, "BAD_INPUT")
