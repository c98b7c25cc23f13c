"""What is measured: each service in a process of its own, and the driver in this one."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Generator, Iterable
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import neo4j
import orjson
import psutil

from app.local import Servers
from bench.clients import Client, by_statements, in_transactions, over_http, through_driver
from bench.requests.queries import Query
from bench.requests.writes import Write
from bench.services import PYTHON, ROOT, SERVE, environment, started, statements

NODE = ROOT / "bench" / "neo4j_graphql"

BY_HAND, OWN_STATEMENT = "by hand", "own statement"
OURS, ORDINARY = "ours", "ours, not finished"
DATALOADERS, NEO4J_GRAPHQL = "DataLoaders", "@neo4j/graphql"


@dataclass(frozen=True, kw_only=True)
class System:
    """Something that answers: a process, and how a client of it comes by an answer."""

    name: str
    process: psutil.Process
    servers: Servers
    url: str = ""
    driver: neo4j.Driver | None = None
    clients: dict[str, Client | None] = field(default_factory=dict[str, Client | None])

    def client(self, asked: Query | Write) -> Client | None:
        """A client that asks that, where the system has an answer to it."""
        if asked.name not in self.clients:
            client = self._reader(asked) if isinstance(asked, Query) else self._writer(asked)
            self.clients[asked.name] = client
        return self.clients[asked.name]

    def _writer(self, write: Write) -> Client | None:
        if self.name == BY_HAND and self.driver:
            return in_transactions(self.driver, write.by_hand, write.rows)
        return over_http(self.url, write.text, write.variables) if self.name == OURS else None

    def _reader(self, query: Query) -> Client | None:
        if self.driver:
            if self.name == BY_HAND:
                return through_driver(self.driver, query.by_hand, query.variables)
            return by_statements(self.driver, statements(self.servers, query.text, query.variables))
        text = query.neo4j_graphql if self.name == NEO4J_GRAPHQL else query.text
        if text is None or (self.name == DATALOADERS and not query.dataloaders):
            return None
        return over_http(self.url, text, query.variables)

    def cpu(self) -> float:
        """The seconds of processor time that the process has used."""
        used = self.process.cpu_times()
        return used.user + used.system

    def memory(self) -> float:
        """The memory of the process, in MB."""
        return self.process.memory_info().rss / 1e6


@contextmanager
def systems(servers: Servers, driver: neo4j.Driver) -> Generator[dict[str, System]]:
    """All that can run here, by name."""
    here = psutil.Process()
    commands: dict[str, Iterable[str]] = {
        OURS: SERVE,
        ORDINARY: (*PYTHON, "bench.requests.ordinary"),
        DATALOADERS: (*PYTHON, "bench.requests.dataloaders"),
    }
    if node := _node():
        commands[NEO4J_GRAPHQL] = (node, str(NODE / "server.mjs"))
    found = {
        name: System(name=name, process=here, servers=servers, driver=driver)
        for name in (BY_HAND, OWN_STATEMENT)
    }
    told = environment(servers)
    with ExitStack() as running:
        for name, command in commands.items():
            process, url = running.enter_context(started(command, told))
            itself = psutil.Process(process.pid)
            found[name] = System(name=name, process=itself, servers=servers, url=url)
        yield found


def _node() -> str | None:
    """Node, with the packages of the benchmark; None, and a sentence, where there is none."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        print(f"There is no Node here: {NEO4J_GRAPHQL} is left out.")
        return None
    if not (NODE / "node_modules").is_dir():
        install = [npm, "install", "--no-package-lock", "--no-audit", "--no-fund", "--silent"]
        if subprocess.run(install, cwd=NODE, check=False).returncode != 0:
            print(f"npm could not install {NEO4J_GRAPHQL}: it is left out.")
            return None
    return node


def plain(answer: bytes) -> Any:
    """An answer without its pages and cases, in which the services differ; errors are refused."""
    read = orjson.loads(answer)
    if "errors" in read:
        raise RuntimeError(f"{read['errors']}"[:2_000])
    return _plain(read["data"])


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if not isinstance(value, dict):
        return value.lower() if isinstance(value, str) else value
    if value.keys() == {"nodes"}:
        return _plain(value["nodes"])
    if value.keys() == {"story"}:
        return {"stories": [_plain(value["story"])]}
    return {key: _plain(one) for key, one in value.items()}
