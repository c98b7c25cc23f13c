"""Bookmarks in the `extensions` of requests and answers: a client sees what it has written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from strawberry.extensions import SchemaExtension

from app.api.context import Context


class HandedBack(SchemaExtension):
    """Takes `extensions.bookmark` of a request, and gives that of a mutation."""

    def on_operation(self) -> Iterator[None]:
        """Adds the bookmark to what the request must see; one that is no text is none at all."""
        given = (self.execution_context.operation_extensions or {}).get("bookmark")
        if given is not None:
            self._context.bookmarks.add(given if isinstance(given, str) else "not text")
        yield

    def get_results(self) -> dict[str, Any]:
        """The bookmark of the last write, when something was written."""
        written = self._context.bookmarks.written
        return {"bookmark": written} if written else {}

    @property
    def _context(self) -> Context:
        return self.execution_context.context
