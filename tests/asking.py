"""Ways to ask the schema itself, without HTTP, and to see what it asked of the graph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from strawberry.types import ExecutionResult

from app.api.context import Context
from app.api.schema import schema
from app.blobs.store import Store
from app.errors import Unavailable
from app.graph.session import Graph

NOT_SENT = "the statement was to be looked at, not sent"


@dataclass(kw_only=True)
class Ask:
    """Asks queries of a graph. It stands between the schema and the graph, and keeps statements."""

    graph: Graph
    store: Store
    sent: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list[Any])
    sending: bool = True
    max_nodes: int = 10_000

    async def __call__(self, query: str, **variables: Any) -> dict[str, Any]:
        """The data of an answer without errors."""
        result = await self.result(query, **variables)
        assert result.errors is None, result.errors
        assert result.data is not None
        return result.data

    async def result(self, query: str, *, finish: bool = True, **variables: Any) -> ExecutionResult:
        """The whole answer, finished or completed the ordinary way."""
        context = Context(
            graph=cast("Graph", self), store=self.store, max_nodes=self.max_nodes, finish=finish
        )
        answer = await schema.execute(query, variable_values=variables, context_value=context)
        return cast("ExecutionResult", answer)

    async def both(self, query: str, **variables: Any) -> ExecutionResult:
        """The answer, which must be the same both ways, to the order of its keys."""
        finished = await self.result(query, **variables)
        ordinary = await self.result(query, finish=False, **variables)
        assert told(finished) == told(ordinary)
        return finished

    async def code(self, query: str, **variables: Any) -> str:
        """The code of the only error of an answer, before which the graph was asked nothing."""
        before = len(self.sent)
        result = await self.result(query, **variables)
        assert result.errors is not None
        assert len(self.sent) == before
        [error] = result.errors
        assert error.extensions is not None
        return error.extensions["code"]

    async def statement(self, query: str, **variables: Any) -> tuple[str, Mapping[str, Any]]:
        """The one statement that a query would send, which is not sent."""
        self.sending = False
        result = await self.result(query, **variables)
        self.sending = True
        assert [error.message for error in result.errors or []] == [NOT_SENT]
        return self.sent.pop()

    async def read(self, text: str, parameters: Mapping[str, Any]) -> list[list[Any]]:
        """Reads the graph, and keeps what was sent."""
        self.sent.append((text, parameters))
        if not self.sending:
            raise Unavailable(NOT_SENT)
        return await self.graph.read(text, parameters)

    rows = Graph.rows
    """By names of columns, as the graph itself gives them."""


def told(result: ExecutionResult) -> tuple[str, list[str]]:
    """An answer as text: its data, and where and why there are errors, but for incidents' ids."""
    errors = [
        f"{error.path} {(error.extensions or {}).get('code')}" for error in result.errors or []
    ]
    return repr(result.data), errors
