"""Looks at one thing after the other, as far as what was found before allows."""

from __future__ import annotations

from app.blobs.store import Store
from app.doctor.findings import Finding, sound
from app.doctor.graph import check_findings, server_findings
from app.doctor.objects import SOME, object_finding
from app.doctor.store import store_findings
from app.graph.connection import connected
from app.settings import Settings

CHECK_SECONDS = 600.0
"""How long one of the graph's checks may take."""


async def examine(settings: Settings, *, all_objects: bool) -> list[Finding]:
    """What is found of the graph and the store that these settings name.

    The graph's checks need a graph that can be used, and the objects a store, too.
    """
    assert settings.neo4j_uri is not None  # noqa: S101
    assert settings.neo4j_password is not None  # noqa: S101
    password = settings.neo4j_password.get_secret_value()
    async with connected(
        settings.neo4j_uri, settings.neo4j_user, password, timeout=CHECK_SECONDS
    ) as graph:
        of_graph = [one async for one in server_findings(graph, settings)]
        of_store = [one async for one in store_findings(settings)]
        found = [*of_graph, *of_store]
        if sound(of_graph):
            found += [one async for one in check_findings(graph)]
            if sound(of_store):
                most = None if all_objects else SOME
                found.append(await object_finding(graph, Store(settings), most=most))
        return found
