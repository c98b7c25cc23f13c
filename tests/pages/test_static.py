"""Pages say what they may load, and browsers are told what they may keep."""

from __future__ import annotations

import json
import re
from pathlib import Path

import httpx
import pytest

from app.domain.artifacts import Kind
from tests.client import code

pytestmark = pytest.mark.anyio

BROWSER = {"Accept": "text/html"}


async def test_graphiql_may_load_nothing_from_elsewhere(http: httpx.AsyncClient) -> None:
    page = await http.get("/graphql", headers=BROWSER)

    policy = dict(
        rule.strip().split(" ", 1) for rule in page.headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == "'self'"
    assert "script-src" not in policy
    assert not any("http" in sources or "*" in sources for sources in policy.values())
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["object-src"] == "'none'"
    assert re.findall(r"<script(?![^>]*\bsrc=\"/static/)", page.text) == []
    assert re.findall(r"(?:src|href)=\"(?!/static/|data:,)", page.text) == []


async def test_every_kind_has_a_picture(http: httpx.AsyncClient) -> None:
    answers = [await http.get(f"/static/explorer/kinds/{kind.value}.svg") for kind in Kind]

    assert [answer.status_code for answer in answers] == [200] * len(Kind)


async def test_every_file_of_the_page_is_served_and_kept(http: httpx.AsyncClient) -> None:
    page = await http.get("/graphql", headers=BROWSER)
    files = re.findall(r"(?:src|href)=\"(/static/[^\"]+)\"", page.text)

    answers = [await http.get(file) for file in files]

    assert files
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.headers["cache-control"] for answer in answers} == {
        "public, max-age=31536000, immutable"
    }
    assert {answer.headers["x-content-type-options"] for answer in answers} == {"nosniff"}
    assert page.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["nothing.js", "../main.py", "%2e%2e/main.py", "graphiql"])
async def test_a_file_that_is_not_there_is_refused_in_json(
    http: httpx.AsyncClient, path: str
) -> None:
    assert code(await http.get(f"/static/{path}")) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("name", "package"), [("cytoscape", "cytoscape"), ("dagre", "@dagrejs/dagre")]
)
def test_a_library_is_of_the_version_that_is_locked(name: str, package: str) -> None:
    root = Path(__file__).parents[2]
    locked = json.loads((root / "web" / "package.json").read_text())["devDependencies"][package]

    assert f'"{locked}"' in (root / "app" / "static" / "vendor" / f"{name}.js").read_text()
    assert (root / "app" / "static" / "vendor" / f"{name}.LICENSE").exists()
