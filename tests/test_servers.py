"""Servers that are given: waited for, checked, and named when they cannot be used."""

from __future__ import annotations

import subprocess
import sys
from uuid import uuid4

import anyio
import neo4j
import pytest
from pydantic import SecretStr

from app import servers
from app.domain.artifacts import Kind
from app.graph.schema import SchemaMismatch
from app.graph.session import Graph
from app.servers import NotReady, opened
from app.settings import Settings
from tests.bucket import Bucket
from tests.processes import ROOT, environment
from tests.waiting import HANG

pytestmark = pytest.mark.anyio


async def refusal(settings: Settings, said: list[str], wait: float = HANG) -> str:
    with pytest.raises(NotReady) as refused:
        async with opened(settings, said.append, wait=wait):
            pass
    return str(refused.value)


@pytest.mark.parametrize(
    ("field", "scheme", "setting"),
    [
        ("neo4j_uri", "bolt", "ARTIFACT_GRAPH_NEO4J_URI"),
        ("s3_endpoint", "http", "ARTIFACT_GRAPH_S3_ENDPOINT"),
    ],
)
async def test_a_server_that_does_not_come_is_waited_for_and_its_setting_is_named(
    settings: Settings,
    open_graph: Graph,
    closed_port: int,
    field: str,
    scheme: str,
    setting: str,
) -> None:
    away = f"{scheme}://127.0.0.1:{closed_port}"
    said: list[str] = []

    sentence = await refusal(settings.model_copy(update={field: away}), said, wait=1)

    assert said == [f"Waiting for {away} ({setting}), up to 1 seconds ..."]
    assert away in sentence
    assert setting in sentence


async def test_a_wrong_password_is_said_at_once(settings: Settings, open_graph: Graph) -> None:
    wrong = settings.model_copy(update={"neo4j_password": SecretStr("not the password")})

    sentence = await refusal(wrong, said := [])

    assert "ARTIFACT_GRAPH_NEO4J_PASSWORD" in sentence
    assert "not the password" not in sentence
    assert said == []


async def test_an_older_server_is_refused(
    settings: Settings, open_graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(servers, "OLDEST", (9999, 1))

    sentence = await refusal(settings, [])

    assert "9999.1 or newer is needed" in sentence
    assert "ARTIFACT_GRAPH_NEO4J_URI" in sentence


async def test_a_graph_of_a_newer_version_is_refused(
    settings: Settings, graph: Graph, driver: neo4j.Driver
) -> None:
    driver.execute_query("CREATE (:SchemaFile {name: 'schema/999_later.cypher', sha256: 'x'})")
    try:
        with pytest.raises(SchemaMismatch, match="another version"):
            async with opened(settings, print):
                pass
    finally:
        driver.execute_query("MATCH (file:SchemaFile {sha256: 'x'}) DELETE file")


async def test_the_bucket_is_made_when_it_is_missing(settings: Settings, graph: Graph) -> None:
    fresh = settings.model_copy(update={"s3_bucket": f"artifact-graph-tests-{uuid4()}"})

    try:
        async with opened(fresh, print) as state:
            blob = await state["store"].put(b"a plan", kind=Kind.TEXT, media_type="text/plain")

            assert await state["store"].size(blob.key) == 6
    finally:
        Bucket(fresh).remove()


def test_a_service_that_cannot_use_its_servers_ends_with_a_sentence(
    settings: Settings, open_graph: Graph
) -> None:
    wrong = settings.model_copy(update={"neo4j_password": SecretStr("not the password")})

    run = subprocess.run(
        [sys.executable, "-m", "app", "serve"],
        cwd=ROOT,
        env=environment(wrong),
        capture_output=True,
        text=True,
        timeout=HANG,
    )

    assert run.returncode == 78
    [sentence] = run.stderr.splitlines()
    assert sentence.startswith(f"Neo4j at {settings.neo4j_uri} refuses user neo4j: look at ")


async def test_services_that_begin_at_once_set_the_graph_up_together(
    settings: Settings, open_graph: Graph, driver: neo4j.Driver
) -> None:
    """Each finds at last a graph that is set up, whoever did it."""
    before = constraints_and_indexes(driver)
    for kind, names in before.items():
        for name in names:
            driver.execute_query(f"DROP {kind} {name}")
    driver.execute_query("MATCH (file:SchemaFile) DELETE file")

    async def begin() -> None:
        async with opened(settings, lambda _: None):
            pass

    async with anyio.create_task_group() as tasks:
        for _ in range(4):
            tasks.start_soon(begin)

    assert constraints_and_indexes(driver) == before


def constraints_and_indexes(driver: neo4j.Driver) -> dict[str, list[str]]:
    found = {
        "CONSTRAINT": "SHOW CONSTRAINTS YIELD name",
        "INDEX": "SHOW INDEXES YIELD name, type, owningConstraint"
        " WHERE owningConstraint IS NULL AND type <> 'LOOKUP'",
    }
    return {
        kind: sorted(row["name"] for row in driver.execute_query(f"{query} RETURN name").records)
        for kind, query in found.items()
    }
