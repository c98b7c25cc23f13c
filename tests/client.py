"""A client of the API for tests: GraphQL over real HTTP."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncGenerator
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

import anyio
import httpx
import uvicorn
from graphql import build_schema
from starlette.applications import Starlette

from app.api.problems import PROBLEMS
from app.domain.stories import Role
from tests.waiting import HANG

SCHEMA = build_schema((Path(__file__).parents[1] / "schema.graphql").read_text())
MUTATIONS: dict[str, Any] = SCHEMA.mutation_type.fields if SCHEMA.mutation_type else {}
GRAPH_WORDS = re.compile(rf"\b(?:{'|'.join(one for one in map(str, Role) if '_' in one)})\b")
PROBLEM_CODES = {error.code for base in PROBLEMS for error in (base, *base.__subclasses__())}


class Api:
    """The API at an address. Calling it asks a query, and gives its data when there is no error."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http

    async def __call__(self, query: str, **variables: Any) -> dict[str, Any]:
        answer = await self.ask(query, **variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    async def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """The whole answer, with its errors; variables may have what is no JSON, such as NaN."""
        body = json.dumps({"query": query, "variables": variables})
        headers = {"Content-Type": "application/json"}
        answer = (await self.http.post("/graphql", content=body, headers=headers)).json()
        assert not (words := graph_words(answer)), f"words of the graph in a message: {words}"
        assert not query.startswith("mutation") or not left_out(answer), answer
        return answer

    async def do(
        self, mutation: str, input: dict[str, Any], asks: str = "__typename"
    ) -> dict[str, Any]:
        """What a mutation answers: `asks` of its success, or the facts of a problem."""
        return (await self(doing(mutation, asks), input=input))[mutation]

    async def code(self, mutation: str, input: dict[str, Any]) -> str:
        """The code with which a mutation is refused, as a problem or as the only error."""
        answer = await self.ask(doing(mutation), input=input)
        if "errors" in answer:
            [error] = answer["errors"]
            return error["extensions"]["code"]
        return answer["data"][mutation].get("code", "done")


def graph_words(answer: object) -> list[str]:
    """Names that only the graph has for what the schema has an enum for, in the messages."""
    if isinstance(answer, list):
        return [word for one in answer for word in graph_words(one)]
    if not isinstance(answer, dict):
        return []
    found = GRAPH_WORDS.findall(str(answer.get("message", "")))
    return found + [word for one in answer.values() for word in graph_words(one)]


def left_out(answer: dict[str, Any]) -> list[str]:
    """The codes of what a mutation met and should have answered as a problem of its union."""
    found = [error for error in answer.get("errors", []) if len(error.get("path", [])) == 1]
    return [
        error["extensions"]["code"]
        for error in found
        if error["extensions"]["code"] in PROBLEM_CODES
    ]


def doing(mutation: str, asks: str = "__typename") -> str:
    """The document that does a mutation with `$input`, and asks that of its success."""
    field = MUTATIONS[mutation]
    success = success_of(mutation)
    path = "... on CycleProblem { path }" if "CycleProblem" in members(mutation) else ""
    return (
        f"mutation ($input: {field.args['input'].type}) {{ {mutation}(input: $input) {{"
        f" __typename ... on {success} {{ {asks} }} ... on Problem {{ code message }} {path} }} }}"
    )


def members(mutation: str) -> list[str]:
    """The names of the types that a mutation can answer."""
    return [of.name for of in MUTATIONS[mutation].type.of_type.types]


def success_of(mutation: str) -> str:
    """The name of the type that a mutation answers when it has done its work."""
    [success] = (name for name in members(mutation) if not name.endswith("Problem"))
    return success


class _Server(uvicorn.Server):
    """Leaves signals to pytest: Ctrl-C ends the suite, and not this server alone."""

    def capture_signals(self) -> AbstractContextManager[None]:
        return nullcontext()


@asynccontextmanager
async def served(app: Starlette) -> AsyncGenerator[str]:
    """The address of the application on a free loopback port, while the block lasts."""
    # A server that closes what was idle for five seconds may do so just as it is used again.
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=0,
        log_config=None,
        access_log=False,
        timeout_keep_alive=int(HANG * 60),
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:
        if task.done():
            await task
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        with anyio.fail_after(HANG):
            await task


def code(answer: httpx.Response) -> tuple[int, str]:
    """The status and the one code of an answer that refuses in JSON, and says nothing else."""
    assert answer.headers["content-type"] == "application/json"
    [error] = answer.json()["errors"]
    assert isinstance(error["message"], str)
    return answer.status_code, error["extensions"]["code"]
