"""What `/metrics` tells is what was asked of the service, and in the form of Prometheus."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from tests.client import Api
from tests.contents import Seed

pytestmark = pytest.mark.anyio

OPERATIONS = Path(__file__).parents[2] / "docs" / "operations"
STORIES = "{ stories(first: 1) { totalCount } }"
CREATE = (
    "mutation ($input: CreateStoryInput!) { createStory(input: $input) {"
    " ... on Problem { code } } }"
)

Counts = Callable[..., float]


async def counts(http: httpx.AsyncClient) -> Counts:
    """The samples of now, by name and labels; those that are not there are 0."""
    text = (await http.get("/metrics")).text
    samples = {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    return lambda name, **labels: samples.get((name, *sorted(labels.items())), 0)


@pytest.fixture
async def grown(http: httpx.AsyncClient, graph: object) -> Callable[..., Awaitable[Any]]:
    """By how much samples grow while something is asked."""

    async def growth(
        asking: Callable[[], Awaitable[object]], *names: tuple[str, dict[str, str]]
    ) -> list[float]:
        before = await counts(http)
        await asking()
        after = await counts(http)
        return [after(name, **labels) - before(name, **labels) for name, labels in names]

    return growth


async def test_an_operation_is_counted_by_its_type_and_outcome(api: Api, grown: Any) -> None:
    async def asking() -> None:
        await api(STORIES)
        await api(STORIES)
        await api.ask("{ stories(first: 0) { totalCount } }")
        await api.ask("{ nothing }")
        await api.ask("{")

    assert await grown(
        asking,
        ("artifact_graph_operations_total", {"type": "query", "outcome": "ok"}),
        ("artifact_graph_operations_total", {"type": "query", "outcome": "error"}),
        ("artifact_graph_operations_total", {"type": "none", "outcome": "error"}),
        ("artifact_graph_operation_seconds_count", {"type": "query"}),
        ("artifact_graph_errors_total", {"where": "graphql", "code": "BAD_INPUT"}),
        (
            "artifact_graph_errors_total",
            {"where": "graphql", "code": "GRAPHQL_VALIDATION_FAILED"},
        ),
        ("artifact_graph_errors_total", {"where": "graphql", "code": "GRAPHQL_PARSE_FAILED"}),
    ) == [2, 2, 1, 4, 1, 1, 1]


async def test_a_problem_of_a_mutation_is_counted_by_its_code(api: Api, grown: Any) -> None:
    async def asking() -> None:
        await api(CREATE, input={"requestId": "a", "title": "x"})
        await api(CREATE, input={"requestId": "a", "title": "y"})

    assert await grown(
        asking,
        ("artifact_graph_operations_total", {"type": "mutation", "outcome": "ok"}),
        ("artifact_graph_errors_total", {"where": "problem", "code": "IDEMPOTENCY_MISMATCH"}),
        ("artifact_graph_graph_seconds_count", {"kind": "write", "outcome": "ok"}),
        (
            "artifact_graph_graph_seconds_count",
            {"kind": "write", "outcome": "IDEMPOTENCY_MISMATCH"},
        ),
    ) == [2, 1, 1, 1]


async def test_a_refusal_and_a_call_to_the_store_are_counted(
    http: httpx.AsyncClient, seed: Seed, grown: Any
) -> None:
    path = seed(b"a moon")

    async def asking() -> None:
        assert (await http.get(path)).content == b"a moon"
        await http.get(f"/artifacts/{uuid4()}/content")

    assert await grown(
        asking,
        ("artifact_graph_errors_total", {"where": "http", "code": "NOT_FOUND"}),
        ("artifact_graph_store_seconds_count", {"call": "get_object", "outcome": "ok"}),
    ) == [1, 1]


async def test_a_document_that_is_known_is_a_hit_of_the_cache(api: Api, grown: Any) -> None:
    await api(STORIES)

    assert await grown(
        lambda: api(STORIES),
        ("artifact_graph_cache_hits_total", {"cache": "documents"}),
        ("artifact_graph_cache_hits_total", {"cache": "plans"}),
        ("artifact_graph_cache_misses_total", {"cache": "documents"}),
    ) == [1, 1, 0]


async def test_how_much_goes_on_now_is_told(http: httpx.AsyncClient) -> None:
    of = await counts(http)

    assert of("artifact_graph_statements", state="most") == 100
    assert of("artifact_graph_statements", state="busy") == 0
    assert of("artifact_graph_watchers", of="changes") == 0


@pytest.fixture(scope="module")
def board() -> list[str]:
    """The queries of the dashboard."""
    return expressions(json.loads((OPERATIONS / "dashboard.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def alerts() -> list[str]:
    """The queries of the alerts."""
    text = (OPERATIONS / "alerts.yaml").read_text(encoding="utf-8")
    return [rule["expr"] for group in yaml.safe_load(text)["groups"] for rule in group["rules"]]


async def test_what_is_measured_is_on_the_dashboard_and_alerts_name_nothing_else(
    api: Api, http: httpx.AsyncClient, seed: Seed, board: list[str], alerts: list[str]
) -> None:
    await http.get(seed(b"a moon"))
    await api(CREATE, input={"requestId": "b", "title": "x"})

    told = text_string_to_metric_families((await http.get("/metrics")).text)

    families = {family.name: {one.name for one in family.samples} for family in told}
    ours = [names for name, names in families.items() if name.startswith("artifact_graph")]
    of_board, of_alerts = named(board), named(alerts)
    assert of_board | of_alerts <= {name for names in families.values() for name in names}
    assert [names for names in ours if not names & of_board] == []
    assert len(ours) == 11


async def test_alerts_name_codes_that_there_are(alerts: list[str]) -> None:
    codes = {code for text in alerts for code in re.findall(r"\b[A-Z]+(?:_[A-Z]+)*\b", text)}

    documented = (OPERATIONS.parent / "errors.md").read_text(encoding="utf-8")
    assert codes
    assert [code for code in codes if f"| `{code}` |" not in documented] == []


def named(queries: list[str]) -> set[str]:
    """The metrics of the service in queries; those of its process are Linux's."""
    words = re.compile(r"\bartifact_graph_\w+")
    return {one for text in queries for one in words.findall(text)}


def expressions(part: Any) -> list[str]:
    """The queries of a dashboard, wherever they are in it."""
    if isinstance(part, dict):
        own = [part["expr"]] if "expr" in part else []
        return own + [one for value in part.values() for one in expressions(value)]
    return [one for value in part for one in expressions(value)] if isinstance(part, list) else []
