"""What is kept from one request to the next, within a count and a size."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Generic, TypeVar

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
        self._most_size = size
        self._values: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._size = self._hits = self._misses = 0

    def get(self, key: K) -> V | None:
        """The value with that key, when it is known."""
        kept = self._values.get(key)
        if kept is None:
            self._misses += 1
            return None
        self._hits += 1
        self._values.move_to_end(key)
        return kept[0]

    def keep(self, key: K, value: V, size: int) -> None:
        """Keeps a value, and forgets what was not asked for longest."""
        if key in self._values:
            return
        self._values[key] = (value, size)
        self._size += size
        while len(self._values) > self._most or self._size > self._most_size:
            _, (_, freed) = self._values.popitem(last=False)
            self._size -= freed

    def facts(self) -> KeptFacts:
        """The counters, for who looks after the service."""
        return KeptFacts(
            hits=self._hits, misses=self._misses, count=len(self._values), size=self._size
        )
