"""Every route is served."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

pytestmark = pytest.mark.anyio


async def test_the_schema_is_served_as_the_file_has_it(http: httpx.AsyncClient) -> None:
    answer = await http.get("/schema.graphql")

    assert answer.text == (Path(__file__).parents[1] / "schema.graphql").read_text()


async def test_a_browser_gets_graphiql(http: httpx.AsyncClient) -> None:
    answer = await http.get("/graphql", headers={"Accept": "text/html"})

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "GraphiQL" in answer.text
