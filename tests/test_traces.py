"""A request and its statements are spans of one trace, which a collector gets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from app.graph.session import Graph
from app.settings import Settings
from tests.client import Api
from tests.processes import running

pytestmark = pytest.mark.anyio

TRACE, CALLER = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
CREATE = (
    "mutation ($input: CreateStoryInput!) { createStory(input: $input) {"
    " ... on Problem { code } } }"
)


@pytest.fixture
async def collected(monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[list[bytes]]:
    """What a collector on loopback, which the environment names, was sent."""
    bodies: list[bytes] = []

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        assert head.startswith("post /v1/traces ")
        length = int(head.partition("content-length: ")[2].split()[0])
        bodies.append(await reader.readexactly(length))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(take, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{port}")
        yield bodies


async def test_a_request_and_each_of_its_statements_are_spans_of_its_trace(
    settings: Settings, graph: Graph, collected: list[bytes]
) -> None:
    async with running(settings) as (client, service):
        client.headers["traceparent"] = f"00-{TRACE}-{CALLER}-01"
        await client.get("/readyz")
        await Api(client)(CREATE, input={"requestId": "a", "title": "A planted title"})
        service.terminate()
        await service.wait()

    spans = [
        span
        for body in collected
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]
    [request] = [span for span in spans if span.parent_span_id.hex() == CALLER]
    statements = [span.name for span in spans if span.parent_span_id == request.span_id]
    assert {span.trace_id.hex() for span in spans} == {TRACE}
    assert request.name == "POST"
    assert len(spans) == 1 + len(statements)
    assert statements == [
        "writes/requests/claim.cypher",
        "writes/stories/create.cypher, writes/events/create.cypher, writes/requests/answer.cypher",
    ]
    assert b"artifact-graph" in b"".join(collected)
    assert b"A planted title" not in b"".join(collected)
