"""Ids that callers choose for what they create, so that they know them before it is created."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from app.errors import Conflict, IdTaken


def id_asked(entity_id: str | None) -> dict[str, str]:
    """The id as part of what a request asks, by which a retry is known."""
    return {} if entity_id is None else {"id": entity_id}


@contextmanager
def chosen(entity_id: str | None) -> Generator[None]:
    """Raises Conflict when the id is taken: unlike an id made here, another try does not help."""
    try:
        yield
    except IdTaken as taken:
        if entity_id is None:
            raise
        raise Conflict(f"id {entity_id} is taken by something else: choose another") from taken
