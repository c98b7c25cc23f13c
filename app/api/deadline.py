"""One limit of time for all that an operation asks of the graph."""

from __future__ import annotations

from collections.abc import Iterator

from graphql import OperationType
from strawberry.extensions import SchemaExtension


class Deadline(SchemaExtension):
    """Ends queries and mutations in time; a subscription lasts as long as its client reads it."""

    def on_execute(self) -> Iterator[None]:
        """Sets the deadline of the operation."""
        if self.execution_context.operation_type.value == OperationType.SUBSCRIPTION.value:
            yield
            return
        with self.execution_context.context.graph.deadline():
            yield
