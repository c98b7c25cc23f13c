"""How long a call takes to be told UNAVAILABLE when a server goes away: `make bench-faults`.

Starts Neo4j and SeaweedFS of its own, puts a proxy in front of each, turns it against the service
and makes many calls at once. Five seconds are promised, for the slowest of them.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from time import perf_counter

import anyio
import neo4j

from app.blobs.store import Store
from app.domain.artifacts import Kind
from app.errors import Unavailable
from app.graph.connection import connected
from app.graph.session import Graph
from app.graph.statements import Statement
from app.graph.transaction import Transaction
from app.local import SUITE, running
from app.settings import Settings
from bench.telling import machine, spread, write_table
from tests.proxy import Mode, proxied

ONE = Statement(name="one", text="RETURN 1 AS n", parameters=frozenset(), returns=("n",))
SAID = {
    Mode.REFUSE: "refuses connections",
    Mode.HANG: "takes connections and answers nothing",
    Mode.CUT: "breaks connections instead of answering",
}
Call = Callable[[], Awaitable[object]]


def main() -> None:
    """Measures, and prints or writes the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--calls", type=int, default=40, help="at once, of each kind")
    parser.add_argument("--write", action="store_true", help="into docs/faults.md")
    asked = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder), say=print, profile=SUITE) as servers,
        neo4j.GraphDatabase.driver(
            servers.neo4j_uri, auth=(servers.neo4j_user, servers.neo4j_password)
        ) as driver,
    ):
        settings = Settings(
            _env_file=None,  # type: ignore[call-arg]
            **{name: value for name, value in asdict(servers).items() if name != "pids"},
        )
        told = [machine(driver), "", f"{asked.calls} calls of each kind at once.", ""]
        told += anyio.run(_measure, settings, asked.rounds, asked.calls)
    print("\n".join(told))
    if asked.write:
        write_table("faults.md", "\n".join(told))


async def _measure(settings: Settings, rounds: int, calls: int) -> list[str]:
    table = ["| server | what happens to it | call | seconds: median (fastest to slowest) |"]
    table.append("| --- | --- | --- | ---: |")
    for mode in SAID:
        taken: dict[tuple[str, str], list[float]] = {}
        for _ in range(rounds):
            for row, seconds in (await _graph_round(settings, mode, calls)).items():
                taken.setdefault(row, []).extend(seconds)
            for row, seconds in (await _store_round(settings, mode, calls)).items():
                taken.setdefault(row, []).extend(seconds)
        for (server, call), seconds in taken.items():
            table.append(f"| {server} | {SAID[mode]} | {call} | {spread(seconds, 2)} |")
    return table


async def _graph_round(
    settings: Settings, mode: Mode, calls: int
) -> dict[tuple[str, str], list[float]]:
    password = settings.neo4j_password.get_secret_value() if settings.neo4j_password else ""
    async with (
        proxied(settings.neo4j_uri or "") as proxy,
        connected(proxy.url, settings.neo4j_user, password, timeout=15) as graph,
    ):
        await graph.read(ONE.text, {})
        await proxy.turn(mode)
        kinds: dict[str, Call] = {"read": partial(graph.read, ONE.text, {})}
        kinds["write"] = partial(_write, graph)
        return {("Neo4j", kind): s for kind, s in (await _at_once(kinds, calls)).items()}


async def _store_round(
    settings: Settings, mode: Mode, calls: int
) -> dict[tuple[str, str], list[float]]:
    async with proxied(settings.s3_endpoint or "") as proxy:
        store = Store(settings.model_copy(update={"s3_endpoint": proxy.url}))
        await store.ensure_bucket()
        await proxy.turn(mode)
        kinds: dict[str, Call] = {
            "put": partial(store.put, b"x" * 1024, kind=Kind.TEXT, media_type="text/plain"),
            "size": partial(store.size, "blobs/none"),
        }
        return {("S3", kind): s for kind, s in (await _at_once(kinds, calls)).items()}


async def _write(graph: Graph) -> None:
    async def work(transaction: Transaction) -> None:
        await transaction.one(ONE)

    await graph.write(work)


async def _at_once(kinds: dict[str, Call], calls: int) -> dict[str, list[float]]:
    """The seconds that each call took, when all are made at once."""
    taken: dict[str, list[float]] = {kind: [] for kind in kinds}

    async def timed(kind: str, call: Call) -> None:
        began = perf_counter()
        try:
            await call()
        except Unavailable:
            taken[kind].append(perf_counter() - began)

    async with anyio.create_task_group() as tasks:
        for kind, call in kinds.items():
            for _ in range(calls):
                tasks.start_soon(timed, kind, call)
    assert all(len(seconds) == calls for seconds in taken.values()), "a call was answered"
    return taken


if __name__ == "__main__":
    main()
