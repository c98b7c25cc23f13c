"""The service speaks GraphQL over HTTP as its specification says, and as it recommends."""

from __future__ import annotations

import httpx
import pytest

from web.tests.node import run

pytestmark = pytest.mark.anyio


async def test_every_audit_of_graphql_http_is_ok(http: httpx.AsyncClient) -> None:
    found = await run("audit.mjs", f"{http.base_url}/graphql")

    assert {audit: reason for audit, reason in found.items() if reason != "ok"} == {}
    assert len(found) == 61
