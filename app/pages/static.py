"""Files that pages are made with, and what a page may load: nothing from anywhere else."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC = Path(__file__).parents[1] / "static"

PAGE_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:;"
        " img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self';"
        " frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
"""What every page says of itself; Monaco and cytoscape write styles into elements."""

_FOREVER = "public, max-age=31536000, immutable"
_ASK_FIRST = "no-cache"


class PageFiles(StaticFiles):
    """The files of `app/static`; a browser keeps those whose names change with their contents."""

    def __init__(self) -> None:
        super().__init__(directory=STATIC)

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """One file."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        named_by_content = Path(full_path).parent.name == "assets"
        response.headers["Cache-Control"] = _FOREVER if named_by_content else _ASK_FIRST
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


def graphiql() -> Response:
    """The page of GraphiQL."""
    page = STATIC / "graphiql" / "index.html"
    headers = {**PAGE_HEADERS, "Cache-Control": _ASK_FIRST}
    return Response(page.read_bytes(), headers=headers, media_type="text/html")
