"""Ids that callers choose for what they create, so that they know them before it is created."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from app.errors import Conflict, IdTaken


@contextmanager
def chosen(entity_id: str | None) -> Generator[None]:
    """Raises Conflict when the id is taken: unlike an id made here, another try does not help."""
    try:
        yield
    except IdTaken as taken:
        if entity_id is None:
            raise
        raise Conflict(f"id {entity_id} is taken already: choose another") from taken
