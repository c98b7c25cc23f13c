"""A client of the API for tests: GraphQL over real HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette


class Api:
    """The API at an address. Calling it asks a query, and gives its data when there is no error."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http

    async def __call__(self, query: str, **variables: Any) -> dict[str, Any]:
        answer = await self.ask(query, **variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    async def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """The whole answer, with its errors."""
        response = await self.http.post("/graphql", json={"query": query, "variables": variables})
        return response.json()

    async def do(self, mutation: str, input: dict[str, Any], asks: str) -> dict[str, Any]:
        """What a mutation answers; `asks` is what its success is asked for."""
        name = f"{mutation[0].upper()}{mutation[1:]}"
        typed = {"promoteArtifact", "publishArtifact", "unarchiveArtifact"}
        input_type = "TransitionInput" if mutation in typed else f"{name}Input"
        data = await self(
            f"mutation ($input: {input_type}!) {{ {mutation}(input: $input) {{"
            f" __typename {asks} ... on Problem {{ code message }} }} }}",
            input=input,
        )
        return data[mutation]


@asynccontextmanager
async def served(app: Starlette) -> AsyncGenerator[str]:
    """The address of the application on a free loopback port, while the block lasts."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False)
    server = uvicorn.Server(config)
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
        await task
