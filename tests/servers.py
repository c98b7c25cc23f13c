"""Where the suite's servers come from: local ones, containers, or given ones."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_urlsafe

import pytest

from app.settings import Settings
from tests.waiting import HANG

GIVEN = "ARTIFACT_GRAPH_TEST_"
NEO4J_IMAGE = os.environ.get("NEO4J_IMAGE", "neo4j:5.26-community")
MINIO_IMAGE = "quay.io/minio/minio:RELEASE.2025-09-07T16-13-09Z"


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    """Where the suite's servers are."""

    neo4j_uri: str
    neo4j_user: str
    neo4j_password: str = field(repr=False)
    s3_endpoint: str
    s3_access_key: str = field(repr=False)
    s3_secret_key: str = field(repr=False)

    def settings(self) -> Settings:
        """The settings of a service on these servers; nothing of the environment is in them."""
        of_these = {name: getattr(self, name) for name in self.__slots__}
        return Settings(
            _env_file=None, s3_bucket="artifact-graph-tests", request_timeout=HANG, **of_these
        )


@contextmanager
def local(data: Path) -> Generator[Servers]:
    """The servers that `make demo` starts."""
    from app.local import SUITE, running

    with running(data, say=print, profile=SUITE) as made:
        yield Servers(**{name: getattr(made, name) for name in Servers.__slots__})


@contextmanager
def containers(_: Path) -> Generator[Servers]:
    """Neo4j and MinIO in containers, which end with the block."""
    from testcontainers.community.minio import MinioContainer
    from testcontainers.community.neo4j import Neo4jContainer

    password, secret = token_urlsafe(), token_urlsafe()
    graph = Neo4jContainer(image=NEO4J_IMAGE, username="neo4j", password=password)
    graph.with_env("NEO4J_server_memory_heap_max__size", "768m")
    graph.with_env("NEO4J_db_memory_transaction_max", "160m")
    store = MinioContainer(image=MINIO_IMAGE, access_key="artifact-graph", secret_key=secret)
    with ExitStack() as ending:
        for container in (store, graph):
            ending.enter_context(container)
        yield Servers(
            neo4j_uri=graph.get_connection_url(),
            neo4j_user=graph.username,
            neo4j_password=password,
            s3_endpoint=f"http://{store.get_config()['endpoint']}",
            s3_access_key=store.access_key,
            s3_secret_key=secret,
        )


@contextmanager
def given(_: Path) -> Iterator[Servers]:
    """The servers that ARTIFACT_GRAPH_TEST_* name."""
    yield named(os.environ)


def named(environment: Mapping[str, str]) -> Servers:
    """The servers that these variables name; ends the run when one is missing."""
    variables = {name: f"{GIVEN}{name.upper()}" for name in Servers.__slots__}
    missing = [variable for variable in variables.values() if not environment.get(variable)]
    if missing:
        pytest.exit(
            f"--servers=given needs {', '.join(missing)}", returncode=pytest.ExitCode.USAGE_ERROR
        )
    return Servers(**{name: environment[variable] for name, variable in variables.items()})


KINDS: Mapping[str, Callable[[Path], AbstractContextManager[Servers]]] = {
    "local": local,
    "containers": containers,
    "given": given,
}
"""The values of `--servers`; each is called with a directory for what its servers write."""
