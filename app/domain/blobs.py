"""What the graph knows of bytes in the store."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredBlob:
    """Bytes that are in the store already: their digest, their length, and where they are."""

    sha256: str
    size: int
    key: str
