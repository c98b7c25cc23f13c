"""A service in a process of its own, and the statement that it sends for a question."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anyio
from pydantic import SecretStr

from app.api.context import Context
from app.api.schema import schema
from app.graph.connection import connected
from app.graph.session import Graph
from app.local import Servers
from app.settings import Settings

ROOT = Path(__file__).parents[1]
PYTHON = (sys.executable, "-m")
SERVE = (*PYTHON, "app", "serve", "--port", "0")


def environment(servers: Servers) -> dict[str, str]:
    """The variables by which a service is told its servers."""
    given = {
        "NEO4J_URI": servers.neo4j_uri,
        "NEO4J_PASSWORD": servers.neo4j_password,
        "S3_ENDPOINT": servers.s3_endpoint,
        "S3_ACCESS_KEY": servers.s3_access_key,
        "S3_SECRET_KEY": servers.s3_secret_key,
    }
    return {**os.environ, **{f"ARTIFACT_GRAPH_{name}": one for name, one in given.items()}}


def settings(servers: Servers) -> Settings:
    """The settings of a service on these servers, for this process."""
    return Settings(
        neo4j_uri=servers.neo4j_uri,
        neo4j_password=SecretStr(servers.neo4j_password),
        s3_endpoint=servers.s3_endpoint,
        s3_access_key=SecretStr(servers.s3_access_key),
        s3_secret_key=SecretStr(servers.s3_secret_key),
    )


@contextmanager
def started(
    command: Iterable[str], environment: Mapping[str, str]
) -> Generator[tuple[subprocess.Popen[str], str]]:
    """A service, and its address."""
    with launched(command, environment) as process:
        yield process, address(process)


@contextmanager
def launched(
    command: Iterable[str], environment: Mapping[str, str]
) -> Generator[subprocess.Popen[str]]:
    """The process of a service that may not answer yet."""
    process = subprocess.Popen(
        list(command), cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def address(process: subprocess.Popen[str]) -> str:
    """Where a service answers: the word that is an address in what it prints first."""
    line = process.stdout.readline() if process.stdout else ""
    [url] = [word for word in line.split() if word.startswith("http://")]
    return url


def statements(
    servers: Servers, query: str, variables: Mapping[str, Any]
) -> list[tuple[str, Mapping[str, Any]]]:
    """The statements that the service sends for a query, and their parameters."""

    async def ask() -> list[tuple[str, Mapping[str, Any]]]:
        where = (servers.neo4j_uri, servers.neo4j_user, servers.neo4j_password)
        async with connected(*where, timeout=60) as graph:
            sent = _Sent(graph)
            context = Context(graph=sent, store=sent, max_nodes=10_000)  # type: ignore[arg-type]
            await schema.execute(query, dict(variables), context)
            return sent.statements

    return anyio.run(ask)


class _Sent:
    """Stands before a graph, and keeps what it is asked."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self.statements: list[tuple[str, Mapping[str, Any]]] = []

    async def read(self, text: str, parameters: Mapping[str, Any]) -> list[list[Any]]:
        """Keeps the statement, and answers as the graph does."""
        self.statements.append((f"{text}", parameters))
        return await self._graph.read(text, parameters)
