"""The mark that the suite leaves on its servers; what holds something without it is let alone."""

from __future__ import annotations

import neo4j
import pytest

from tests.bucket import Bucket

MARK = "artifact-graph-test-suite"


def claim_graph(driver: neo4j.Driver) -> None:
    """Marks a graph as the suite's; ends the run when it holds what the suite did not make."""
    driver.verify_connectivity()
    rows = driver.execute_query(
        "RETURN EXISTS { (n) WHERE NOT n:SchemaFile } AS full,"
        " EXISTS { (:TestSuite {name: $name}) } AS ours",
        name=MARK,
    ).records
    if rows[0]["full"] and not rows[0]["ours"]:
        _refuse("The graph")
    driver.execute_query("MERGE (:TestSuite {name: $name})", name=MARK)


def claim_bucket(bucket: Bucket) -> None:
    """Marks a bucket as the suite's; ends the run when it holds what the suite did not make."""
    if not bucket.minio.bucket_exists(bucket.name):
        bucket.minio.make_bucket(bucket.name)
    if bucket.keys("") and bucket.keys(MARK) != [MARK]:
        _refuse(f"The bucket {bucket.name}")
    bucket.put(MARK, b"Tests write and delete here.")


def _refuse(what: str) -> None:
    pytest.exit(
        f"{what} holds something that this suite did not make, and tests delete what they find:"
        " give the suite servers of its own.",
        returncode=pytest.ExitCode.USAGE_ERROR,
    )
