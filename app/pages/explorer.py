"""The explorer: pages of stories, runs and artifacts, for people with a browser."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.http.refusals import RETRY_AFTER
from app.pages.asking import NotShown, asked_one
from app.pages.lineages import lineage
from app.pages.rendering import rendered
from app.pages.searches import search


async def story(request: Request) -> Response:
    """A story: its primaries, its links by role, its runs."""
    return rendered("story", **await asked_one(request, "story"))


async def run(request: Request) -> Response:
    """A run: its steps, and what each created."""
    return rendered("run", **await asked_one(request, "run"))


async def artifact(request: Request) -> Response:
    """An artifact: what it is, how it was made, and what is next to it."""
    return rendered("artifact", **await asked_one(request, "artifact"))


async def not_shown(_: Request, error: Exception) -> Response:
    """Why a page cannot be shown."""
    status = error.status if isinstance(error, NotShown) else 500
    response = rendered("not_shown", status=status, message=str(error))
    if status == 503:
        response.headers["Retry-After"] = RETRY_AFTER
    return response


ROUTES = [
    Route("/", search, methods=["GET"]),
    Route("/stories/{id}", story, methods=["GET"]),
    Route("/runs/{id}", run, methods=["GET"]),
    Route("/artifacts/{id}", artifact, methods=["GET"]),
    Route("/artifacts/{id}/lineage", lineage, methods=["GET"]),
]
