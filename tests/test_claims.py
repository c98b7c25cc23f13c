"""Servers that are given to the suite: named by variables, refused when they hold other things."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import neo4j
import pytest

from app.settings import Settings
from tests.bucket import Bucket
from tests.claims import MARK, claim_bucket, claim_graph
from tests.servers import GIVEN, Servers, named
from tests.waiting import HANG

REFUSED = "holds something that this suite did not make"


@pytest.fixture
def fresh_bucket(settings: Settings) -> Iterator[Bucket]:
    """A bucket that is not there yet, and is gone again afterwards."""
    made = Bucket(settings.model_copy(update={"s3_bucket": f"artifact-graph-tests-{uuid4()}"}))
    yield made
    made.remove()


def variables(servers: Servers) -> dict[str, str]:
    return {f"{GIVEN}{name.upper()}": getattr(servers, name) for name in Servers.__slots__}


def test_given_servers_are_those_that_the_variables_name(servers: Servers) -> None:
    assert named(variables(servers)) == servers


def test_variables_that_are_missing_or_empty_are_named_in_one_sentence(servers: Servers) -> None:
    some = variables(servers)
    del some[f"{GIVEN}NEO4J_URI"]
    some[f"{GIVEN}S3_SECRET_KEY"] = ""

    with pytest.raises(pytest.exit.Exception) as ended:
        named(some)

    assert ended.value.msg == (
        "--servers=given needs ARTIFACT_GRAPH_TEST_NEO4J_URI, ARTIFACT_GRAPH_TEST_S3_SECRET_KEY"
    )


def test_a_run_without_the_variables_ends_with_that_sentence_and_no_traceback() -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(GIVEN)}
    test = "tests/test_claims.py::test_given_servers_are_those_that_the_variables_name"

    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--servers=given", test],
        cwd=Path(__file__).parents[1],
        env=clean,
        capture_output=True,
        text=True,
        timeout=HANG,
    )

    assert run.returncode == pytest.ExitCode.USAGE_ERROR
    assert "--servers=given needs ARTIFACT_GRAPH_TEST_NEO4J_URI, " in run.stdout + run.stderr
    assert "Traceback" not in run.stdout + run.stderr


def test_a_graph_of_somebody_else_is_refused_and_not_marked(driver: neo4j.Driver) -> None:
    count = "MATCH (n:TestSuite) RETURN count(n) AS n"
    driver.execute_query("MATCH (n:TestSuite) DELETE n")
    driver.execute_query("CREATE (:Other {name: 'of somebody else'})")
    try:
        with pytest.raises(pytest.exit.Exception, match=f"The graph {REFUSED}"):
            claim_graph(driver)

        assert driver.execute_query(count).records[0]["n"] == 0
    finally:
        driver.execute_query("MATCH (n:Other) DELETE n")
        driver.execute_query("CREATE (:TestSuite {name: $name})", name=MARK)


def test_a_graph_with_the_mark_is_taken_again(driver: neo4j.Driver) -> None:
    driver.execute_query("CREATE (:Other {name: 'what a test left'})")

    claim_graph(driver)

    assert driver.execute_query("MATCH (n:TestSuite) RETURN count(n) AS n").records[0]["n"] == 1


def test_a_bucket_of_somebody_else_is_refused_and_not_marked(fresh_bucket: Bucket) -> None:
    fresh_bucket.minio.make_bucket(fresh_bucket.name)
    fresh_bucket.put("holidays/beach.jpg", b"of somebody else")

    with pytest.raises(pytest.exit.Exception, match=f"{fresh_bucket.name} {REFUSED}"):
        claim_bucket(fresh_bucket)

    assert fresh_bucket.keys("") == ["holidays/beach.jpg"]


def test_a_bucket_with_the_mark_is_taken_again(fresh_bucket: Bucket) -> None:
    claim_bucket(fresh_bucket)
    fresh_bucket.put("blobs/ab", b"what a test left")

    claim_bucket(fresh_bucket)

    assert fresh_bucket.keys("") == [MARK, "blobs/ab"]
