"""What is measured: services in processes of their own; the driver and the schema in this one."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Generator, Iterable
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial

import neo4j
import psutil

from app.local import Servers
from bench.clients import Client, by_statements, in_transactions, over_http, through_driver
from bench.requests.in_process import InProcess, opened_here
from bench.requests.queries import Query
from bench.requests.writes import Write
from bench.services import PYTHON, ROOT, SERVE, address, environment, launched, statements

NODE = ROOT / "bench" / "neo4j_graphql"

BY_HAND, OWN_STATEMENT = "by hand", "own statement"
OURS, IN_PROCESS, ORDINARY = "ours", "ours, in process", "ours, not finished"
DATALOADERS, NEO4J_GRAPHQL = "DataLoaders", "@neo4j/graphql"
HERE = (BY_HAND, OWN_STATEMENT, IN_PROCESS)
"""What answers in the process of the benchmark."""

Asked = Query | Write


@dataclass(frozen=True, kw_only=True)
class System:
    """Something that answers: its process, and how a client of it is made.

    `alone` says that the process does nothing else, so that its memory tells something.
    """

    name: str
    process: psutil.Process
    made: Callable[[Asked], Client | None]
    alone: bool = False
    clients: dict[str, Client | None] = field(default_factory=dict[str, Client | None])

    def client(self, asked: Asked) -> Client | None:
        """A client that asks that, where the system has an answer to it."""
        if asked.name not in self.clients:
            self.clients[asked.name] = self.made(asked)
        return self.clients[asked.name]

    def cpu(self) -> float:
        """The seconds of processor time that the process has used."""
        used = self.process.cpu_times()
        return used.user + used.system

    def memory(self) -> float:
        """The resident memory of the process, in MB."""
        return self.process.memory_info().rss / 1e6


@contextmanager
def systems(
    servers: Servers, driver: neo4j.Driver, *, with_node: bool
) -> Generator[dict[str, System]]:
    """All that can run here, by name; @neo4j/graphql where it is wanted and can be installed."""
    commands: dict[str, Iterable[str]] = {
        OURS: SERVE,
        ORDINARY: (*PYTHON, "bench.requests.ordinary"),
        DATALOADERS: (*PYTHON, "bench.requests.dataloaders"),
    }
    if with_node and (node := _node()):
        commands[NEO4J_GRAPHQL] = (node, str(NODE / "server.mjs"))
    told, found = environment(servers), dict[str, System]()
    with ExitStack() as running:
        schema = running.enter_context(opened_here(servers))
        launching = {
            name: running.enter_context(launched(command, told))
            for name, command in commands.items()
        }
        here: dict[str, Callable[[Asked], Client | None]] = {
            BY_HAND: partial(_by_hand, driver),
            OWN_STATEMENT: partial(_own_statement, driver, servers),
            IN_PROCESS: partial(_in_process, schema),
        }
        for name, made in here.items():
            found[name] = System(name=name, process=psutil.Process(), made=made)
        for name, process in launching.items():
            made = partial(_service, name, address(process))
            itself = psutil.Process(process.pid)
            found[name] = System(name=name, process=itself, made=made, alone=True)
        yield found


def _by_hand(driver: neo4j.Driver, asked: Asked) -> Client:
    if isinstance(asked, Write):
        return in_transactions(driver, asked.by_hand, asked.rows)
    return through_driver(driver, asked.by_hand, asked.variables)


def _own_statement(driver: neo4j.Driver, servers: Servers, asked: Asked) -> Client | None:
    """None for a write, and for a question that the service answers without Neo4j."""
    if isinstance(asked, Write):
        return None
    sent = statements(servers, asked.text, asked.variables)
    return by_statements(driver, sent) if sent else None


def _in_process(schema: InProcess, asked: Asked) -> Client:
    return schema.client(asked.text, asked.variables)


def _service(name: str, url: str, asked: Asked) -> Client | None:
    if isinstance(asked, Write):
        return over_http(url, asked.text, asked.variables) if name == OURS else None
    text = asked.neo4j_graphql if name == NEO4J_GRAPHQL else asked.text
    if text is None or (name == DATALOADERS and not asked.dataloaders):
        return None
    return over_http(url, text, asked.variables)


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
