"""Spans of requests and of their statements, for OpenTelemetry, where somebody collects them."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import CannotRun

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
"""Variables of OpenTelemetry's own that say where its collector is."""

_QUIET = frozenset({"/healthz", "/readyz", "/metrics"})
_tracer: Tracer | None = None


def set_up_traces() -> None:
    """Begins to send spans to the collector that the environment names, if it names one.

    Raises CannotRun when the packages of the extra `otel` are not installed.
    """
    global _tracer
    named = [name for name in ENDPOINTS if os.environ.get(name)]
    if not named:
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        raise CannotRun(
            f"{named[0]} is set, and OpenTelemetry is not installed: install the extra `otel`."
        ) from None
    os.environ.setdefault("OTEL_SERVICE_NAME", "artifact-graph")
    provider = TracerProvider()
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    _tracer = provider.get_tracer("artifact-graph")


def statement_span(name: str, text: str) -> AbstractContextManager[object]:
    """A span of a statement, in that of its request; what no request asked for has none.

    The text has no values: those are parameters.
    """
    if _tracer is None:
        return nullcontext()
    from opentelemetry.trace import SpanKind, get_current_span

    if not get_current_span().is_recording():
        return nullcontext()
    attributes = {"db.system.name": "neo4j", "db.query.text": text}
    return _tracer.start_as_current_span(name, kind=SpanKind.CLIENT, attributes=attributes)


class Traced:
    """Gives each request a span, below the one that its `traceparent` names (W3C Trace Context)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on."""
        if _tracer is None or scope["type"] != "http" or scope["path"] in _QUIET:
            return await self._app(scope, receive, send)
        from opentelemetry.propagate import extract
        from opentelemetry.trace import SpanKind

        attributes = {"http.request.method": scope["method"], "url.path": scope["path"]}
        with _tracer.start_as_current_span(
            scope["method"],
            context=extract(Headers(scope=scope)),
            kind=SpanKind.SERVER,
            attributes=attributes,
        ) as span:

            async def sent(message: Message) -> None:
                if message["type"] == "http.response.start":
                    status: Any = message["status"]
                    span.set_attribute("http.response.status_code", status)
                await send(message)

            return await self._app(scope, receive, sent)
