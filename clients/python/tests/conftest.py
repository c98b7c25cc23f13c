"""A service to record in, and what it then says of that."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.graph.session import Graph
from tests.client import Api

RECORDED = """
query ($id: ID!) { story(id: $id) {
  runs(first: 2) { nodes { workflow status error sessionId
    produced { nodes { stage artifact { name } } } consumed { nodes { stage artifact { name } } }
    steps(first: 9) { nodes { name agent model status error inputTokens outputTokens costUsd
      artifacts(first: 9) { nodes { name kind state mediaType sha256 metadata
        sources(first: 9) { nodes { type note to { name } } } } } } } } }
  links { nodes { role isPrimary position artifact { name } } } } }
"""


@pytest.fixture(autouse=True)
def state_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder below which clients keep what they cannot send."""
    folder = tmp_path / "state"
    monkeypatch.setenv("XDG_STATE_HOME", str(folder))
    return folder


@pytest.fixture
def address(http: httpx.AsyncClient, graph: Graph) -> str:
    """The address of the service, on a graph that is empty but for its schema."""
    return str(http.base_url)


@pytest.fixture
def recorded(api: Api) -> Callable[[str], Awaitable[dict[str, Any]]]:
    """What the service has of a story."""

    async def asked(story_id: str) -> dict[str, Any]:
        return (await api(RECORDED, id=story_id))["story"]

    return asked


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A file that a step can have made."""
    path = tmp_path / "cover.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n and the rest")
    return path
