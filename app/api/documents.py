"""Documents that were asked before need not be parsed and validated again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from graphql import DocumentNode
from strawberry.extensions import SchemaExtension

from app.api.kept import Kept
from app.api.trusted import RefusedDocument

Documents = Kept[str, DocumentNode]

MAX_DOCUMENTS = 1_000
MAX_BYTES = 30_000_000
BYTES = 250
"""The most that a parsed document takes for each character of its text; words take 90."""


class KnownDocuments(SchemaExtension):
    """Takes documents that are known as they are; one with an error is never kept."""

    documents = Documents(most=MAX_DOCUMENTS, size=MAX_BYTES)

    def on_parse(self) -> Iterator[None]:
        """Gives the document, when it is known."""
        context: Any = self.execution_context
        context.graphql_document = self.documents.get(context.query)
        self._known = context.graphql_document is not None
        yield

    def on_validate(self) -> Iterator[None]:
        """Leaves out the validation of what is known, and keeps what is found valid."""
        context: Any = self.execution_context
        if self._known:
            context.pre_execution_errors = cast("Any", [])
        if isinstance(context.query, RefusedDocument):
            context.pre_execution_errors = [context.query.error]
        yield
        if not self._known and not context.pre_execution_errors:
            size = BYTES * len(context.query)
            self.documents.keep(context.query, context.graphql_document, size)
