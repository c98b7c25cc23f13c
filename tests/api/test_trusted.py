"""Documents that the operator trusts are asked by their digest, and were planned before."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import neo4j
import pytest

from app.api import plans
from app.api.context import Context
from app.api.kept import Kept
from app.api.planning import plan_documents
from app.api.schema import core_schema
from app.api.trusted import DocumentsUnusable, trusted_documents
from app.blobs.store import Store
from app.graph.session import Graph
from app.main import create_app
from app.settings import Settings
from tests.builders import a_story, create
from tests.client import Api, code, served
from tests.sockets import socket_of
from tests.waiting import HANG

pytestmark = pytest.mark.anyio

TITLES = "query Titles($first: Int!) { stories(first: $first) { nodes { title } } }"
WITH_RUNS = """
query ($runs: Boolean!, $id: ID!, $after: String) {
  story(id: $id) { rev runs(after: $after) @include(if: $runs) { totalCount } }
}
"""
MAKE = "mutation ($input: CreateStoryInput!) { createStory(input: $input) { __typename } }"
OTHER = "{ stories { totalCount } }"
VARIABLES = {"first": 1}


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    below = tmp_path / "documents" / "runs"
    below.mkdir(parents=True)
    (below.parent / "titles.graphql").write_text(TITLES)
    (below / "story.graphql").write_text(WITH_RUNS)
    (below / "make.graphql").write_text(MAKE)
    return below.parent


@pytest.fixture
def some_stories(graph: Graph, driver: neo4j.Driver) -> None:
    create(driver, "Story", [a_story(1, title="The fox")])


@asynccontextmanager
async def trusting(settings: Settings, path: Path, mode: str) -> AsyncGenerator[Api]:
    changed = settings.model_copy(update={"documents": path, "document_ids": mode})
    async with (
        served(create_app(changed)) as address,
        httpx.AsyncClient(base_url=address, timeout=HANG) as client,
    ):
        yield Api(client)


async def post(api: Api, **body: Any) -> httpx.Response:
    return await api.http.post("/graphql", json=body)


def persisted(name: object) -> dict[str, Any]:
    """How clients of Apollo and urql name a document."""
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": name}}}


ANSWER = {"data": {"stories": {"nodes": [{"title": "The fox"}]}}}


async def test_a_document_is_asked_by_its_digest_in_every_way(
    settings: Settings, folder: Path, some_stories: None
) -> None:
    async with trusting(settings, folder, "accept") as api:
        for name in (digest(TITLES), f"sha256:{digest(TITLES)}"):
            answer = await post(api, documentId=name, variables=VARIABLES)
            assert answer.json() == ANSWER

        params = {"documentId": digest(TITLES), "variables": json.dumps(VARIABLES)}
        assert (await api.http.get("/graphql", params=params)).json() == ANSWER

        async with socket_of(api.http) as socket:
            payload = {"documentId": digest(TITLES), "variables": VARIABLES}
            await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))
            assert json.loads(await socket.recv())["payload"] == ANSWER

        assert await api(TITLES, first=1) == ANSWER["data"]
        assert await api(OTHER) == {"stories": {"totalCount": 1}}


@pytest.mark.parametrize(
    ("mode", "body", "wrong"),
    [
        ("accept", {"documentId": "0" * 64}, "PERSISTED_QUERY_NOT_FOUND"),
        ("only", persisted("0" * 64), "PERSISTED_QUERY_NOT_FOUND"),
        ("accept", {**persisted("0" * 64), "operationName": "A"}, "PERSISTED_QUERY_NOT_FOUND"),
        ("only", {"query": OTHER, "operationName": "A"}, "DOCUMENT_NOT_TRUSTED"),
        ("accept", {"documentId": 7}, "BAD_INPUT"),
        ("accept", persisted(7), "BAD_INPUT"),
        ("accept", {"documentId": digest(TITLES), "query": OTHER}, "BAD_INPUT"),
        ("only", {**persisted(digest(OTHER)), "query": OTHER}, "DOCUMENT_NOT_TRUSTED"),
        ("only", {"query": OTHER}, "DOCUMENT_NOT_TRUSTED"),
        ("only", {"query": "{"}, "DOCUMENT_NOT_TRUSTED"),
    ],
)
async def test_what_is_not_known_is_refused_with_a_code(
    settings: Settings,
    folder: Path,
    some_stories: None,
    mode: str,
    body: dict[str, Any],
    wrong: str,
) -> None:
    async with trusting(settings, folder, mode) as api:
        answer = await post(api, **body)
        async with socket_of(api.http) as socket:
            await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": body}))
            told = json.loads(await socket.recv()) if "7" not in str(body) else None

    assert list(answer.json()) == ["errors"]
    assert code(answer) == (200, wrong)
    if told is not None:
        assert (told["type"], told["payload"][0]["extensions"]) == ("error", {"code": wrong})


async def test_where_only_they_are_answered_pages_and_files_still_are(
    settings: Settings, folder: Path, some_stories: None
) -> None:
    async with trusting(settings, folder, "only") as api:
        page = await api.http.get("/")
        known = await post(api, query=TITLES, variables=VARIABLES)
        nothing = await post(api)

    assert "The fox" in page.text
    assert known.json() == ANSWER
    assert code(nothing) == (400, "BAD_INPUT")


@pytest.mark.parametrize(
    "body",
    [
        {"documentId": digest(TITLES)},
        persisted(digest(TITLES)),
        {**persisted(digest(TITLES)), "operationName": "Titles"},
    ],
)
async def test_documents_are_named_nowhere_unless_it_is_said(
    api: Api, some_stories: None, body: dict[str, Any]
) -> None:
    refused = await post(api, **body)
    sent_again = await post(api, **body, query=TITLES, variables=VARIABLES)

    assert code(refused) == (200, "PERSISTED_QUERY_NOT_SUPPORTED")
    assert [error["message"] for error in refused.json()["errors"]] == [
        "PersistedQueryNotSupported"
    ]
    assert sent_again.json() == ANSWER


async def test_a_client_learns_that_it_must_send_the_text_of_a_document(
    settings: Settings, folder: Path, some_stories: None
) -> None:
    async with trusting(settings, folder, "accept") as api:
        unknown = await post(api, **persisted(digest(OTHER)))
        sent_again = await post(api, **persisted(digest(OTHER)), query=OTHER)
        known = await post(api, **persisted(digest(TITLES)), variables=VARIABLES)
        known_with_text = await post(
            api, **persisted(digest(TITLES)), query=TITLES, variables=VARIABLES
        )

    assert [error["message"] for error in unknown.json()["errors"]] == ["PersistedQueryNotFound"]
    assert sent_again.json() == {"data": {"stories": {"totalCount": 1}}}
    assert (known.json(), known_with_text.json()) == (ANSWER, ANSWER)


async def test_queries_are_planned_at_the_start_and_nothing_is_written(
    settings: Settings,
    folder: Path,
    some_stories: None,
    driver: neo4j.Driver,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("ASKED", "PLANS"):
        monkeypatch.setattr(plans, name, Kept[Any, Any](most=99, size=999_999))

    async with trusting(settings, folder, "accept") as api:
        made = plans.PLANS.facts()
        for runs in (True, False):
            variables = {"runs": runs, "id": a_story(1)["id"]}
            await post(api, documentId=digest(WITH_RUNS), variables=variables)
        await post(api, documentId=digest(TITLES), variables=VARIABLES)
        after = plans.PLANS.facts()

    assert (made.count, after.count, after.hits - made.hits) == (3, 3, 3)
    assert driver.execute_query("MATCH (n:Story) RETURN count(n) AS n").records[0]["n"] == 1


async def test_each_form_of_a_query_is_planned_once_in_the_graph_and_its_plan_is_kept(
    graph: Graph, store: Store, folder: Path, driver: neo4j.Driver
) -> None:
    trusted = trusted_documents(folder, only=True, schema=core_schema())
    context, before = Context(graph=graph, store=store, max_nodes=9), graph.statements
    driver.execute_query("CALL db.clearQueryCaches()")

    await plan_documents(trusted, context)

    assert graph.statements - before == 3
    [told] = driver.execute_query("CALL db.clearQueryCaches()").records[0]
    assert "cleared of 3 queries" in told


async def test_documents_may_come_from_one_file_with_their_digests(
    settings: Settings, tmp_path: Path, some_stories: None
) -> None:
    file = tmp_path / "persisted-documents.json"
    file.write_text(json.dumps({f"sha256:{digest(TITLES)}": TITLES}))

    async with trusting(settings, file, "only") as api:
        answer = await post(api, documentId=digest(TITLES), variables=VARIABLES)

    assert answer.json() == ANSWER


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ({"0" * 64: TITLES}, "is not the SHA-256 of its document"),
        ({digest("{ tale }"): "{ tale }"}, "Cannot query field 'tale' on type 'Query'"),
        ({digest("{"): "{"}, "Syntax Error"),
        ([TITLES], "cannot be read"),
        ({"a": 1}, "is not the SHA-256"),
    ],
)
def test_documents_that_are_wrong_stop_the_start(
    settings: Settings, tmp_path: Path, written: Any, says: str
) -> None:
    file = tmp_path / "documents.json"
    file.write_text(json.dumps(written))
    changed = settings.model_copy(update={"documents": file, "document_ids": "accept"})

    with pytest.raises(DocumentsUnusable, match=says):
        create_app(changed)


def test_a_mode_without_documents_stops_the_start() -> None:
    with pytest.raises(ValueError, match="ARTIFACT_GRAPH_DOCUMENTS must be set too"):
        Settings(_env_file=None, document_ids="only")
