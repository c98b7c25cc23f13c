"""The application: its routes, and what it opens and closes."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import structlog
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from app.api.content import content
from app.api.guards import BodyLimit, OwnHosts
from app.api.health import healthz, readyz
from app.api.http import GraphQLEndpoint
from app.api.refusals import exception_handlers
from app.api.schema import printed_schema
from app.servers import State, opened
from app.settings import Settings

_log = structlog.stdlib.get_logger()


def create_app(settings: Settings) -> Starlette:
    """The service, for servers whose addresses the settings give."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[State]:
        async with opened(settings, _log.info) as state:
            yield state

    return Starlette(
        routes=[
            Route("/", RedirectResponse("/graphql"), methods=["GET"]),
            Route("/graphql", GraphQLEndpoint()),
            Route("/schema.graphql", _schema),
            Route("/artifacts/{id}/content", content, methods=["GET"]),
            Route("/healthz", healthz),
            Route("/readyz", readyz),
        ],
        middleware=[
            Middleware(OwnHosts, names=settings.host_names),
            Middleware(BodyLimit, limit=settings.max_body),
        ],
        exception_handlers=exception_handlers(),
        lifespan=lifespan,
    )


async def _schema(_: Request) -> Response:
    return PlainTextResponse(printed_schema())
