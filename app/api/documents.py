"""Documents that were asked before need not be parsed and validated again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graphql import DocumentNode
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema import validate_document

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
        """Validates what is not known, and keeps what is found valid."""
        context: Any = self.execution_context
        if isinstance(context.query, RefusedDocument):
            context.pre_execution_errors = [context.query.error]
        elif self._known:
            context.pre_execution_errors = []
        else:
            document: DocumentNode = context.graphql_document
            rules = context.validation_rules
            errors = validate_document(context.schema._schema, document, rules)
            context.pre_execution_errors = errors
            if not errors:
                self.documents.keep(context.query, document, BYTES * len(context.query))
        yield
