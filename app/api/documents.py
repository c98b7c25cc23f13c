"""Documents that were asked before need not be parsed and validated again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from typing import Any, cast

from graphql import DocumentNode
from strawberry.extensions import SchemaExtension


class Documents:
    """Valid documents by their text, those that were asked last, within a count and a size."""

    def __init__(self, most: int = 1_000, characters: int = 200_000) -> None:
        self._most = most
        self._characters = characters
        self._kept: OrderedDict[str, DocumentNode] = OrderedDict()
        self._used = 0

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def characters(self) -> int:
        """How long the texts are together; a parsed document takes 90 to 250 bytes for each."""
        return self._used

    def get(self, text: str) -> DocumentNode | None:
        """The document with that text, when it is known."""
        if text in self._kept:
            self._kept.move_to_end(text)
        return self._kept.get(text)

    def keep(self, text: str, document: DocumentNode) -> None:
        """Keeps a valid document, and forgets what was not asked for longest."""
        if text in self._kept:
            return
        self._kept[text] = document
        self._used += len(text)
        while len(self._kept) > self._most or self._used > self._characters:
            forgotten, _ = self._kept.popitem(last=False)
            self._used -= len(forgotten)


class KnownDocuments(SchemaExtension):
    """Takes documents that are known as they are; one with an error is never kept."""

    documents = Documents()

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
        yield
        if not self._known and not context.pre_execution_errors:
            self.documents.keep(context.query, context.graphql_document)
