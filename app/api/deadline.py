"""Ends operations that take too long."""

from __future__ import annotations

from collections.abc import Iterator

from graphql import OperationType
from strawberry.extensions import SchemaExtension

from app.api.context import Context
from app.graph.deadline import deadline


class Deadline(SchemaExtension):
    """Ends queries and mutations in time; a subscription lasts as long as its client reads it."""

    def on_execute(self) -> Iterator[None]:
        """Sets the deadline of the operation, where its context has one."""
        context: Context = self.execution_context.context
        kind = self.execution_context.operation_type.value
        if context.timeout is None or kind == OperationType.SUBSCRIPTION.value:
            yield
            return
        with deadline(context.timeout):
            yield
