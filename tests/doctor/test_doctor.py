"""The doctor finds what is wrong with real servers, says what mends it, and changes nothing."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import neo4j
import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from app.blobs.store import Store
from app.cli.main import cli
from app.doctor.examining import examine
from app.doctor.findings import Finding, State, bad, ok, unknown
from app.doctor.objects import object_finding
from app.doctor.telling import exit_code
from app.errors import DeadlineExceeded
from app.graph.checks import CHECKS
from app.graph.schema import SchemaMismatch, apply_schema, check_schema
from app.graph.session import Graph
from app.graph.statements import folder
from app.settings import PREFIX, Settings
from tests.bucket import Bucket
from tests.contents import Seed, key_of
from tests.processes import environment

pytestmark = pytest.mark.anyio

SCHEMA = {file.name[11:-7]: file.text for file in folder("schema")}
SERVERS = ["neo4j", "neo4j database", "schema", "store", "store clock", "store bucket"]

NOBODY = "127.0.0.1:1"
"""A privileged port, which no program of a user listens on."""


async def examined(settings: Settings, **changed: object) -> dict[str, Finding]:
    """What is found with these settings, by what it is of."""
    found = await examine(settings.model_copy(update=changed), all_objects=True)
    return {finding.of: finding for finding in found}


def wrong(found: dict[str, Finding]) -> list[str]:
    return [finding.of for finding in found.values() if finding.state is not State.OK]


async def test_servers_that_work_have_nothing_wrong(
    settings: Settings, graph: Graph, seed: Seed
) -> None:
    seed(b"a moon")

    found = await examined(settings, s3_public_endpoint=settings.s3_endpoint)

    assert wrong(found) == []
    assert list(found) == [*SERVERS, "store public endpoint", *CHECKS, "objects"]
    assert found["objects"].says == "The store has the 1 objects that were looked for."


@pytest.mark.parametrize(
    ("changed", "of", "setting"),
    [
        ({"neo4j_password": SecretStr("wrong")}, "neo4j", "NEO4J_PASSWORD"),
        ({"neo4j_uri": f"bolt://{NOBODY}"}, "neo4j", "NEO4J_URI"),
        ({"s3_endpoint": f"http://{NOBODY}"}, "store", "S3_ENDPOINT"),
        ({"s3_access_key": SecretStr("wrong")}, "store keys", "S3_ACCESS_KEY"),
        ({"s3_secret_key": SecretStr("wrong")}, "store keys", "S3_SECRET_KEY"),
        ({"s3_bucket": "not-there"}, "store bucket", "S3_BUCKET"),
        (
            {"s3_public_endpoint": f"http://{NOBODY}"},
            "store public endpoint",
            "S3_PUBLIC_ENDPOINT",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_server_that_cannot_be_used_is_told_with_the_setting_that_mends_it(
    settings: Settings, graph: Graph, changed: dict[str, object], of: str, setting: str
) -> None:
    found = await examined(settings, **changed)

    assert wrong(found) == [of]
    assert found[of].state is State.BAD
    assert f"{PREFIX}{setting}" in (found[of].mend or "")
    assert "objects" not in found


async def test_a_bucket_that_is_missing_is_not_made(settings: Settings, bucket: Bucket) -> None:
    found = await examined(settings, s3_bucket="not-there")

    assert found["store bucket"].says == "The store has no bucket not-there."
    assert not bucket.minio.bucket_exists("not-there")


@pytest.mark.parametrize("minutes", [-20, 20])
async def test_a_store_whose_clock_is_another_is_told_as_that(
    settings: Settings, graph: Graph, minutes: int
) -> None:
    """And not as keys that it refuses, which is how S3 says it."""
    date = format_datetime(datetime.now(UTC) + timedelta(minutes=minutes), usegmt=True)
    body = b"<Error><Code>RequestTimeTooSkewed</Code></Error>"
    head = f"HTTP/1.1 403 Forbidden\r\nDate: {date}\r\nContent-Length: {len(body)}\r\n\r\n"

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(head.encode() + body)
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        found = await examined(settings, s3_endpoint=f"http://127.0.0.1:{port}")

    where = "behind" if minutes < 0 else "ahead of"
    assert wrong(found) == ["store clock"]
    assert f" seconds {where} this one" in found["store clock"].says


async def test_a_schema_that_is_not_whole_is_told_and_left_as_it_is(
    settings: Settings, graph: Graph, driver: neo4j.Driver
) -> None:
    driver.execute_query(
        "MATCH (f:SchemaFile {name: 'schema/032_event_at.cypher'}) DETACH DELETE f"
    )
    try:
        found = await examined(settings)
        with pytest.raises(SchemaMismatch, match="032_event_at"):
            await check_schema(graph)
    finally:
        await apply_schema(graph)

    assert wrong(found) == ["schema"]
    assert "does not have schema/032_event_at.cypher yet" in found["schema"].says


async def test_an_index_that_somebody_dropped_is_told_though_it_was_applied(
    settings: Settings, graph: Graph, driver: neo4j.Driver
) -> None:
    driver.execute_query("DROP INDEX event_at")
    try:
        found = await examined(settings)
    finally:
        driver.execute_query(SCHEMA["event_at"])
        driver.execute_query("CALL db.awaitIndexes(60)")

    assert wrong(found) == ["schema"]
    assert found["schema"].says.endswith("gone or not online: schema/032_event_at.cypher.")


@pytest.mark.unlawful("it is about what the checks find")
async def test_what_offends_a_check_is_told_in_full(
    settings: Settings, graph: Graph, driver: neo4j.Driver
) -> None:
    driver.execute_query("CREATE (s:Story {id: 's'})-[:CURRENT_RUN]->(:Run {id: 'r'})")

    found = await examined(settings)

    assert found["current_run_is_of_its_story"].state is State.BAD
    assert found["current_run_is_of_its_story"].offenders == ({"story": "s", "runs": ["r"]},)
    assert found["acyclic"].state is State.OK


async def test_objects_that_the_store_lacks_or_has_otherwise_are_told(
    settings: Settings, graph: Graph, seed: Seed, bucket: Bucket
) -> None:
    kept, lost, cut = seed(b"a moon"), seed(b"a lost moon"), seed(b"a cut moon")
    bucket.delete(key_of(lost))
    bucket.put(key_of(cut), b"a cut")

    found = (await examined(settings))["objects"]

    assert found.says == "Of 3 objects 2 are not in the store as the graph says."
    assert {(one["key"], *one["artifacts"], one["found"]) for one in found.offenders} == {
        (key_of(lost), lost.split("/")[2], "nothing"),
        (key_of(cut), cut.split("/")[2], "5 bytes"),
    }
    assert key_of(kept) not in {one["key"] for one in found.offenders}


@pytest.mark.parametrize(("most", "looked"), [(None, 7), (7, 7), (5, 5), (3, 3), (0, 0)])
async def test_every_object_is_looked_for_once_or_as_many_as_were_wished(
    graph: Graph,
    store: Store,
    seed: Seed,
    monkeypatch: pytest.MonkeyPatch,
    most: int | None,
    looked: int,
) -> None:
    """In pages, from a digest in the middle on."""
    monkeypatch.setattr("app.doctor.objects.PAGE", 2)
    for number in range(7):
        seed(f"moon {number}".encode())

    found = await object_finding(graph, store, most=most)

    assert found.says.startswith(f"The store has the {looked} objects that were looked for")


@pytest.mark.parametrize(
    ("changed", "code", "told"),
    [({}, 0, "ok"), ({"s3_bucket": "not-there"}, 1, "bad")],
)
def test_the_command_tells_it_in_json_and_by_its_exit_code(
    settings: Settings, graph: Graph, changed: dict[str, object], code: int, told: str
) -> None:
    given = environment(settings.model_copy(update=changed))

    ended = CliRunner().invoke(cli, ["doctor", "--json"], env=given)

    [bucket] = [one for one in json.loads(ended.stdout) if one["of"] == "store bucket"]
    assert (ended.exit_code, bucket["state"]) == (code, told)
    assert bucket["offenders"] == []


def test_the_command_tells_people_what_is_wrong_and_what_mends_it(settings: Settings) -> None:
    away = settings.model_copy(update={"neo4j_uri": f"bolt://{NOBODY}"})

    ended = CliRunner().invoke(cli, ["doctor"], env=environment(away))

    first, mend, *rest = ended.stdout.splitlines()
    assert ended.exit_code == 1
    assert first.startswith(f"BAD     neo4j: Neo4j at {away.neo4j_uri} does not answer: ")
    assert "Connect call failed" in first
    assert mend.split() == f"Start Neo4j, or set {PREFIX}NEO4J_URI to where it is.".split()
    assert [line[:8].strip() for line in rest] == ["ok"] * 3


@pytest.mark.parametrize(
    ("findings", "code"),
    [
        ([ok("x", "y")], 0),
        ([ok("x", "y"), unknown("x", DeadlineExceeded("slow"))], 2),
        ([unknown("x", DeadlineExceeded("slow")), bad("x", "y", "z")], 1),
    ],
)
def test_what_could_not_be_looked_at_is_no_success(findings: list[Finding], code: int) -> None:
    assert exit_code(findings) == code
