"""Looks at Neo4j: whether it can be used, whether its schema is whole, and what its checks find."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from app.doctor.findings import Finding, State, bad, ok, reason, settings_of, unknown
from app.errors import Unavailable
from app.graph.checks import CHECKS, offenders
from app.graph.faults import WrongCredentials
from app.graph.schema import SchemaMismatch, check_schema, lost_indexes
from app.graph.session import Graph
from app.servers import OLDEST, is_too_old
from app.settings import Settings

WRITABLE = ("online", "read-write")


async def server_findings(graph: Graph, settings: Settings) -> AsyncGenerator[Finding]:
    """What the server is and has, up to the first thing that keeps the service from using it."""
    address, uri = f"Neo4j at {settings.neo4j_uri}", settings_of("NEO4J_URI")
    try:
        version, edition = await graph.server()
        yield ok("neo4j", f"{address} is {version} {edition}.")
    except WrongCredentials:
        mend = f"Set {settings_of('NEO4J_USER', 'NEO4J_PASSWORD')} to what that server has."
        yield bad("neo4j", f"{address} refuses user {settings.neo4j_user}.", mend)
        return
    except Unavailable as away:
        mend = f"Start Neo4j, or set {uri} to where it is."
        yield bad("neo4j", f"{address} does not answer: {reason(away)}", mend)
        return
    if is_too_old(version):
        oldest = ".".join(map(str, OLDEST))
        mend = f"Upgrade that server, or set {uri} to another."
        yield bad("neo4j version", f"{version} is too old: {oldest} or newer is needed.", mend)
        return
    yield await _database(graph)
    yield await _schema(graph)


async def check_findings(graph: Graph) -> AsyncGenerator[Finding]:
    """What each of the graph's checks finds."""
    for name in CHECKS:
        try:
            rows = await offenders(graph, name)
        except Unavailable as error:
            yield unknown(name, error)
            continue
        if rows:
            says, state = f"{len(rows)} must not be so.", State.BAD
            yield Finding(of=name, state=state, says=says, offenders=tuple(rows))
        else:
            yield ok(name, "Holds.")


async def _database(graph: Graph) -> Finding:
    name, *condition = await graph.home_database()
    says = f"Database {name} is {', '.join(condition)}."
    if tuple(condition) == WRITABLE:
        return ok("neo4j database", says)
    return bad(
        "neo4j database", says, f"START DATABASE {name}, or ALTER it to SET ACCESS READ WRITE."
    )


async def _schema(graph: Graph) -> Finding:
    try:
        await check_schema(graph)
    except SchemaMismatch as mismatch:
        mend = "Start the version of the service that the graph is of; it applies what is missing."
        return bad("schema", str(mismatch), mend)
    if lost := await lost_indexes(graph):
        says = f"Applied once, and now gone or not online: {', '.join(lost)}."
        return bad("schema", says, "Run those files of cypher/schema in Neo4j, by cypher-shell.")
    return ok("schema", "Applied in full, and every index is online.")
