"""Nodes, pages and their arguments, alike everywhere in the schema.

The pages follow the GraphQL Cursor Connections Specification (https://relay.dev/graphql/connections.htm).
"""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar

import strawberry
from strawberry.relay import PageInfo

from app.api.crossings import prop

T = TypeVar("T")

First = Annotated[int, strawberry.argument(description="Number of rows on the page, 1 to 100.")]
LineageFirst = Annotated[
    int, strawberry.argument(description="Number of rows on the page, 1 to 1,000.")
]
After = Annotated[
    str | None,
    strawberry.argument(
        description="Cursor of the row to start after, from `edges.cursor` or `pageInfo.endCursor`."
        " Default: start with the first row."
    ),
]

__all__ = ["After", "Connection", "Edge", "First", "LineageFirst", "Node", "PageInfo"]


@strawberry.interface(description="Object that `node` and `nodes` can look up by its id.")
class Node:
    """What `node` and `nodes` find."""

    id: strawberry.ID = prop("UUID, unique across all types.")


@strawberry.type(description="One row of a page, with its cursor.")
class Edge(Generic[T]):
    """A row with its cursor."""

    cursor: str = strawberry.field(
        description="Cursor of this row; pass it as `after` to get the rows after it."
    )
    node: T = strawberry.field(description="The object of this row.")


@strawberry.type(description="Page of a list, as in the GraphQL Cursor Connections Specification.")
class Connection(Generic[T]):
    """A page; the total costs a count, only when it is asked for."""

    nodes: list[T] = strawberry.field(description="The objects of this page.")
    edges: list[Edge[T]] = strawberry.field(
        description="The objects of this page, each with its cursor."
    )
    page_info: PageInfo = strawberry.field(
        description="Whether there are more pages, and the cursors of the first and last row."
    )
    total_count: int = strawberry.field(
        description="Number of rows on all pages together; counted only when this field is"
        " requested."
    )
