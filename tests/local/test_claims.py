"""Who may use, and who may start, the servers of a data directory."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from app.local import LocalServerError, Servers
from app.local.claims import claim, publish, release, withdraw
from app.local.directory import open_directory
from app.local.locks import is_held, locked, try_lock

SERVERS = Servers(
    neo4j_uri="bolt://127.0.0.1:1",
    neo4j_user="neo4j",
    neo4j_password="password-of-neo4j",
    s3_endpoint="http://127.0.0.1:2",
    s3_access_key="access",
    s3_secret_key="secret-of-s3",
    pids={"owner": 3},
)


def test_the_first_owns_and_the_next_wait_and_then_use(tmp_path: Path) -> None:
    directory = open_directory(tmp_path)
    owner = claim(directory)
    assert isinstance(owner, int)
    assert claim(directory) is None
    alive = [try_lock(directory.lock(name)) for name in ("neo4j", "seaweed")]

    publish(directory, SERVERS)

    assert claim(directory) == SERVERS
    assert stat.S_IMODE(directory.servers.stat().st_mode) == 0o600
    release(directory, owner)
    assert not directory.servers.exists()
    next_owner = claim(directory)
    assert isinstance(next_owner, int)
    for descriptor in (next_owner, *alive):
        os.close(descriptor)


def test_what_a_killed_owner_left_is_not_believed(tmp_path: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path; from app.local.claims import *\n"
        "from app.local.directory import open_directory\n"
        "directory = open_directory(Path(sys.argv[1])); assert claim(directory)\n"
        "publish(directory, Servers(neo4j_uri='', neo4j_user='', neo4j_password='', s3_endpoint='',"
        " s3_access_key='', s3_secret_key='', pids={'owner': 1}))\n"
        "os.kill(os.getpid(), 9)\n"
    )
    subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], cwd=Path(__file__).parents[2], check=False
    )
    directory = open_directory(tmp_path)
    assert directory.servers.exists()

    owner = claim(directory)

    assert isinstance(owner, int)
    assert not directory.servers.exists()
    os.close(owner)


@pytest.mark.parametrize("dead", ["neo4j", "seaweed"])
def test_a_server_that_has_ended_is_waited_for(tmp_path: Path, dead: str) -> None:
    """Its owner starts it again."""
    directory = open_directory(tmp_path)
    owner = claim(directory)
    publish(directory, SERVERS)
    (other,) = {"neo4j", "seaweed"} - {dead}
    alive = try_lock(directory.lock(other))

    assert claim(directory) is None

    back = try_lock(directory.lock(dead))
    assert claim(directory) == SERVERS
    withdraw(directory)
    assert claim(directory) is None
    os.close(alive)
    os.close(back)
    release(directory, owner)


def test_a_lock_excludes_and_ends_with_its_descriptor(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    assert not is_held(path)

    with locked(path, 1):
        assert is_held(path)
        assert try_lock(path) is None
        with (
            pytest.raises(LocalServerError, match=r"holds .*lock for more than 0 seconds"),
            locked(path, 0),
        ):
            pass

    assert not is_held(path)


def test_secrets_are_not_in_what_servers_print() -> None:
    assert "password-of-neo4j" not in repr(SERVERS)
    assert "secret-of-s3" not in repr(SERVERS)
