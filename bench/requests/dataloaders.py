"""The usual way: Strawberry with a DataLoader for each edge, and caches of parsing and validation.

Written as a good team would: one statement for each edge of all parents at once, which returns the
properties that the schema has, by the asynchronous driver; JSON by orjson.
"""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import neo4j
import orjson
import strawberry
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from strawberry.extensions import ParserCache, ValidationCache

Row = dict[str, Any]

RUNS = """
UNWIND $ids AS id
CALL (id) {
  MATCH (:Story {id: id})-[:HAS_RUN]->(r:Run)
  WITH r ORDER BY r.created_at DESC, r.id DESC LIMIT $first
  RETURN collect(r {.id, .workflow, .status, created_at: toString(r.created_at)}) AS rows
}
RETURN rows
"""
STEPS = """
UNWIND $ids AS id
CALL (id) {
  MATCH (:Run {id: id})-[:HAS_STEP]->(t:AgentStep)
  WITH t ORDER BY t.step_order, t.id LIMIT $first
  RETURN collect(t {.id, .name, .agent, .model}) AS rows
}
RETURN rows
"""
ARTIFACTS = """
UNWIND $ids AS id
CALL (id) {
  MATCH (:AgentStep {id: id})-[:CREATED]->(a:Artifact)
  WITH a ORDER BY a.created_at, a.id LIMIT $first
  RETURN collect(a {.id, .name, .kind, .state, created_at: toString(a.created_at)}) AS rows
}
RETURN rows
"""
STORY = "MATCH (s:Story {id: $id}) RETURN s {.id, .title, created_at: toString(s.created_at)}"
STORIES = """
MATCH (s:Story) WHERE s.created_at IS NOT NULL
WITH s ORDER BY s.created_at DESC, s.id DESC LIMIT $first
RETURN s {.id, .title, created_at: toString(s.created_at)}
"""


@dataclass
class Reader:
    """The driver, and the loaders of one request by edge and `first`."""

    driver: neo4j.AsyncDriver

    def __post_init__(self) -> None:
        self._loaders: dict[tuple[str, int], DataLoader[str, list[Row]]] = {}

    async def rows(self, text: Any, **parameters: Any) -> list[Any]:
        """The first column of a statement."""
        async with self.driver.session(default_access_mode="READ") as session:
            result = await session.run(text, parameters)
            return [record[0] async for record in result]

    async def load(self, text: str, id: str, first: int) -> list[Row]:
        """The rows at the end of an edge, loaded together with those of its siblings."""
        key = (text, first)
        if key not in self._loaders:
            self._loaders[key] = DataLoader(load_fn=partial(self._many, text, first))
        return await self._loaders[key].load(id)

    async def _many(self, text: str, first: int, ids: list[str]) -> list[list[Row]]:
        return await self.rows(text, ids=ids, first=first)


@strawberry.type
class Artifact:
    id: strawberry.ID
    name: str
    kind: str
    state: str
    created_at: str


@strawberry.type
class Artifacts:
    nodes: list[Artifact]


@strawberry.type
class AgentStep:
    id: strawberry.ID
    name: str
    agent: str
    model: str | None

    @strawberry.field
    async def artifacts(self, info: strawberry.Info, first: int = 20) -> Artifacts:
        rows = await info.context.load(ARTIFACTS, self.id, first)
        return Artifacts(nodes=[_artifact(row) for row in rows])


@strawberry.type
class Steps:
    nodes: list[AgentStep]


@strawberry.type
class Run:
    id: strawberry.ID
    workflow: str
    status: str
    created_at: str

    @strawberry.field
    async def steps(self, info: strawberry.Info, first: int = 20) -> Steps:
        rows = await info.context.load(STEPS, self.id, first)
        return Steps(nodes=[AgentStep(**row) for row in rows])


@strawberry.type
class Runs:
    nodes: list[Run]


@strawberry.type
class Story:
    id: strawberry.ID
    title: str
    created_at: str

    @strawberry.field
    async def runs(self, info: strawberry.Info, first: int = 20) -> Runs:
        rows = await info.context.load(RUNS, self.id, first)
        return Runs(nodes=[Run(**{**row, "status": row["status"].upper()}) for row in rows])


@strawberry.type
class Stories:
    nodes: list[Story]


@strawberry.type
class Query:
    @strawberry.field
    async def story(self, info: strawberry.Info, id: strawberry.ID) -> Story | None:
        rows = await info.context.rows(STORY, id=id)
        return Story(**rows[0]) if rows else None

    @strawberry.field
    async def stories(self, info: strawberry.Info, first: int = 20) -> Stories:
        rows = await info.context.rows(STORIES, first=first)
        return Stories(nodes=[Story(**row) for row in rows])


def _artifact(row: Row) -> Artifact:
    return Artifact(**{**row, "kind": row["kind"].upper(), "state": row["state"].upper()})


schema = strawberry.Schema(query=Query, extensions=[ParserCache, ValidationCache])


class Endpoint(GraphQL[Any, None]):
    async def get_context(self, request: Any, response: Any) -> Reader:
        return Reader(request.state.driver)

    def decode_json(self, data: str | bytes) -> object:
        return orjson.loads(data)

    def encode_json(self, data: object) -> bytes:
        return orjson.dumps(data)


@asynccontextmanager
async def lifespan(_: Starlette) -> AsyncGenerator[dict[str, Any]]:
    uri, password = (os.environ[f"ARTIFACT_GRAPH_NEO4J_{name}"] for name in ("URI", "PASSWORD"))
    connecting = neo4j.AsyncGraphDatabase.driver(
        uri, auth=("neo4j", password), notifications_min_severity="OFF"
    )
    async with connecting as driver:
        yield {"driver": driver}


class Server(uvicorn.Server):
    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        port = self.servers[0].sockets[0].getsockname()[1]
        print(f"ready http://127.0.0.1:{port}/graphql", flush=True)


if __name__ == "__main__":
    app = Starlette(routes=[Route("/graphql", Endpoint(schema))], lifespan=lifespan)
    Server(uvicorn.Config(app, port=0, log_config=None, access_log=False)).run()
