"""Nodes, pages and their arguments, alike everywhere in the schema.

The pages follow the GraphQL Cursor Connections Specification (https://relay.dev/graphql/connections.htm).
"""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar

import strawberry
from strawberry.relay import PageInfo

from app.api.crossings import prop

T = TypeVar("T")

First = Annotated[int, strawberry.argument(description="How many rows: 1 to 100.")]
After = Annotated[
    str | None, strawberry.argument(description="The cursor of the row to start after.")
]

__all__ = ["After", "Connection", "Edge", "First", "Node", "PageInfo"]


@strawberry.interface(description="Anything that has an id of its own.")
class Node:
    """What `node` and `nodes` find."""

    id: strawberry.ID = prop("Its UUID.")


@strawberry.type(description="A row of a page, and where it stands.")
class Edge(Generic[T]):
    """A row with its cursor."""

    cursor: str = strawberry.field(description="Where the row stands, for `after`.")
    node: T = strawberry.field(description="The row itself.")


@strawberry.type(description="A page of rows.")
class Connection(Generic[T]):
    """A page; the total costs a count, only when it is asked for."""

    nodes: list[T] = strawberry.field(description="The rows.")
    edges: list[Edge[T]] = strawberry.field(description="The rows with their cursors.")
    page_info: PageInfo = strawberry.field(description="What is before and after this page.")
    total_count: int = strawberry.field(description="How many rows there are on all pages.")
