"""The README's statement is the one that its query sends."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from app.graph.session import Graph
from tests.client import Api

pytestmark = pytest.mark.anyio

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


async def test_the_cover_query_is_one_statement_and_this_one(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    read = Graph.read

    async def noted(graph: Graph, text: str, parameters: Mapping[str, Any]) -> list[list[Any]]:
        sent.append(text)
        return await read(graph, text, parameters)

    monkeypatch.setattr(Graph, "read", noted)
    query, statement = (
        re.search(rf"```{language}\n(.*?)\n?```", README, re.DOTALL)
        for language in ("graphql", "cypher")
    )
    assert query is not None
    assert statement is not None

    await api(query[1])

    assert sent == [statement[1]]
