"""The process that is Neo4j: Python, with the JVM in it, for as long as its parent lives."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.local.faults import disk_full, says_disk_full
from app.local.lifeline import Lifeline
from app.local.locks import wait_lock

_PREDECESSOR_SECONDS = 35.0
_AVAILABLE_MS = 20_000


def main() -> None:
    """Run Neo4j by the job on stdin until the parent is gone."""
    line = Lifeline()
    job = line.job
    home = Path(job["home"])
    # A predecessor whose parent was killed may still be closing its store.
    if wait_lock(Path(job["lock"]), _PREDECESSOR_SECONDS) is None:
        line.failed(in_use(home.parent))
    marker = home / "initialized"
    try:
        jvm = _start_jvm(job)
        if not marker.exists():
            _set_first_password(jvm, home, job["user"], job["password"])
        service = _build(jvm, home)
        port = _bolt_port(jvm, service)
        marker.touch()
        (home / "data" / "dbms" / "auth.ini").unlink(missing_ok=True)
    except Exception as error:
        line.failed(explain(list(_causes(error)), home.parent, job["log"]))
    line.ready(port=port, pids={"neo4j": os.getpid()})
    line.wait()
    service.shutdown()
    os._exit(0)


def in_use(data: Path) -> str:
    """The sentence for a directory that another Neo4j has open."""
    return (
        f"{data} is in use by another Neo4j that was not started from here: "
        "stop that one, or choose another data directory."
    )


def explain(causes: list[str], data: Path, log: str) -> str:
    """One sentence for a chain of Java exceptions, the outermost first."""
    if any("FileLockException" in cause for cause in causes):
        return in_use(data)
    if any(says_disk_full(cause) for cause in causes):
        return str(disk_full(data))
    if any("PortBindException" in cause for cause in causes):
        return "Another process has taken the port of Neo4j: a new start takes another one."
    if any("OutOfMemoryError" in cause for cause in causes):
        return "Neo4j ran out of memory while it started: free some memory, and start again."
    return f"Neo4j did not start ({causes[-1]}): {log} and {data / 'neo4j' / 'logs'} say more."


def _start_jvm(job: dict[str, Any]) -> Any:
    jvm: Any = importlib.import_module("jpype")
    jvm.startJVM(*job["java"], classpath=job["class_path"])
    return jvm


def _set_first_password(jvm: Any, home: Path, user: str, password: str) -> None:
    """Leave the password where Neo4j looks when it makes its first user.

    Bolt is open before `build` returns, so a password that is set afterwards comes too late.
    """
    security = "org.neo4j.server.security."
    credential = jvm.JClass(security + "SystemGraphCredential").createCredentialForPassword(
        jvm.JArray(jvm.JByte)(password.encode()), jvm.JClass(security + "SecureHasher")()
    )
    file = home / "data" / "dbms" / "auth.ini"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as text:
        text.write(f"{user}:{credential.serialize()}:")


def _build(jvm: Any, home: Path) -> Any:
    path = jvm.JClass("java.nio.file.Path").of
    builder = jvm.JClass("org.neo4j.dbms.api.DatabaseManagementServiceBuilder")(path(str(home)))
    service = builder.loadPropertiesFromFile(path(str(home / "neo4j.conf"))).build()
    database = service.database("neo4j")
    if not database.isAvailable(_AVAILABLE_MS):
        states = _resolve(jvm, service, "org.neo4j.dbms.DatabaseStateService")
        cause = states.causeOfFailure(database.databaseId())
        raise cause.get() if cause.isPresent() else RuntimeError("its database is not available")
    return service


def _bolt_port(jvm: Any, service: Any) -> int:
    connectors = "org.neo4j.configuration.connectors."
    register = _resolve(jvm, service, connectors + "ConnectorPortRegister")
    bolt = jvm.JClass(connectors + "ConnectorType").BOLT
    return int(register.getLocalAddress(bolt).getPort())


def _resolve(jvm: Any, service: Any, name: str) -> Any:
    resolver = service.database("system").getDependencyResolver()
    return resolver.resolveDependency(jvm.JClass(name).class_)


def _causes(error: Any) -> Iterator[str]:
    """The chain of an exception, Java's or Python's, with what was suppressed on the way."""
    seen = 0
    pending: list[Any] = [error]
    while pending and seen < 50:
        each = pending.pop(0)
        seen += 1
        yield f"{type(each).__name__}: {each}"
        if hasattr(each, "getCause"):
            pending += [each.getCause()] if each.getCause() is not None else []
            pending += list(each.getSuppressed())


if __name__ == "__main__":
    main()
