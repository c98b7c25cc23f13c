"""The application: its routes, and what it opens and closes."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import structlog
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute

from app.api.context import ACTOR, BOOKMARK, Context
from app.api.planning import plan_documents
from app.api.schema import core_schema, printed_schema
from app.api.trusted import Trusted, trusted_documents
from app.graph.feed import Feed, fed
from app.http.content import content
from app.http.endpoint import GraphQLEndpoint
from app.http.exports import exported_lines
from app.http.guards import BodyLimit, MetadataLimit, OwnHosts
from app.http.health import healthz, readyz
from app.http.lineage_files import lineage_file
from app.http.metrics import metrics
from app.http.presence import Present
from app.http.refusals import exception_handlers
from app.pages import explorer
from app.pages.asking import NotShown
from app.pages.static import PageFiles, graphiql
from app.servers import opened
from app.settings import Settings
from app.traces import Traced

_COMPRESSED = [Middleware(GZipMiddleware, minimum_size=10_000, compresslevel=1)]
"""For what is text and may be long."""

_log = structlog.stdlib.get_logger()


def create_app(settings: Settings) -> Starlette:
    """The service, for servers whose addresses the settings give.

    Call its `state.stop` before it is shut down: who watches is told, and does not hold it up.
    """
    feed = Feed(settings.request_timeout)
    trusted = _trusted(settings)
    endpoint = GraphQLEndpoint(graphiql, trusted)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[Mapping[str, Any]]:
        async with opened(settings, _log.info) as state, fed(feed, state["graph"]):
            if trusted is not None:
                await plan_documents(trusted, Context(**state))
            yield {**state, "feed": feed}

    app = Starlette(
        routes=[
            *explorer.ROUTES,
            Route("/graphql", endpoint, middleware=_COMPRESSED),
            WebSocketRoute("/graphql", endpoint),
            Mount("/static", PageFiles()),
            Route("/schema.graphql", _schema, middleware=_COMPRESSED),
            Route("/artifacts/{id}/content", content, methods=["GET"]),
            Route(
                "/artifacts/{id}/lineage.{format}",
                lineage_file,
                methods=["GET"],
                middleware=_COMPRESSED,
            ),
            Route("/export.jsonl", exported_lines, methods=["GET"], middleware=_COMPRESSED),
            Route("/metrics", metrics),
            Route("/healthz", healthz),
            Route("/readyz", readyz),
        ],
        middleware=[
            Middleware(Traced),
            Middleware(OwnHosts, names=settings.host_names, origins=settings.origin_names),
            *_across_origins(settings.origin_names),
            Middleware(BodyLimit, limit=settings.max_body),
            Middleware(
                MetadataLimit, size=settings.max_metadata, depth=settings.max_metadata_depth
            ),
            Middleware(Present),
        ],
        exception_handlers={**exception_handlers(), NotShown: explorer.not_shown},
        lifespan=lifespan,
    )
    app.state.stop = feed.stop
    return app


def _trusted(settings: Settings) -> Trusted | None:
    """The documents that requests may name, where they may name any. Raises DocumentsUnusable."""
    if settings.documents is None or settings.document_ids == "off":
        return None
    only = settings.document_ids == "only"
    return trusted_documents(settings.documents, only=only, schema=core_schema())


def _across_origins(origins: frozenset[str]) -> list[Middleware]:
    """Lets browsers read for the pages of these origins what is answered, and no cookies."""
    if not origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["GET", "POST"],
            allow_headers=[ACTOR, BOOKMARK, "Authorization"],
            expose_headers=["Retry-After"],
        )
    ]


async def _schema(_: Request) -> Response:
    return PlainTextResponse(printed_schema())
