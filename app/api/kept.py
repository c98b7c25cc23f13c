"""What is kept from one request to the next, within a count and a size."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

from cachetools import LRUCache

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFacts:
    """How a store of kept things did since the process began, and what is in it now."""

    hits: int
    misses: int
    count: int
    size: int


class Kept(Generic[K, V]):
    """Values by key, those that were asked for last; sizes are in a unit of its owner's."""

    def __init__(self, *, most: int, size: int) -> None:
        self._most = most
        self._values = LRUCache[K, tuple[V, int]](maxsize=size, getsizeof=lambda kept: kept[1])
        self._hits = self._misses = 0

    def get(self, key: K) -> V | None:
        """The value with that key, when it is known."""
        kept = self._values.get(key)
        if kept is None:
            self._misses += 1
            return None
        self._hits += 1
        return kept[0]

    def keep(self, key: K, value: V, size: int) -> None:
        """Keeps a value, and forgets what was not asked for longest.

        A value that is larger than all that may be kept is not kept, and nothing is forgotten.
        """
        if key in self._values:
            return
        with suppress(ValueError):
            self._values[key] = (value, size)
        if len(self._values) > self._most:
            self._values.popitem()

    def facts(self) -> KeptFacts:
        """The counters, for who looks after the service."""
        return KeptFacts(
            hits=self._hits,
            misses=self._misses,
            count=len(self._values),
            size=int(self._values.currsize),
        )
