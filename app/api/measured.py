"""Counts operations and their errors."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter
from typing import Any

from strawberry.extensions import SchemaExtension
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from app.measures import ERRORS, OPERATION_SECONDS, OPERATIONS


class Measured(SchemaExtension):
    """Counts each operation when it ends, and the codes of its errors; stands before all others."""

    def on_operation(self) -> Iterator[None]:
        """Times a query or a mutation; a subscription lasts as long as its client wants."""
        began = perf_counter()
        self._failed = False
        yield
        self.on_stream_result(self.execution_context.result)  # pyright: ignore[reportArgumentType]
        kind = _type(self.execution_context)
        OPERATIONS.labels(kind, "error" if self._failed else "ok").inc()
        if kind != "subscription":
            OPERATION_SECONDS.labels(kind).observe(perf_counter() - began)

    def on_stream_result(self, result: ExecutionResult | None) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Counts the errors of one message of many."""
        for error in (result and result.errors) or ():
            self._failed = True
            ERRORS.labels("graphql", (error.extensions or {}).get("code", "INTERNAL")).inc()


def _type(context: Any) -> str:
    try:
        kind: OperationType = context.operation_type
    except RuntimeError:
        return "none"
    return kind.value
