"""Which bytes of the store artifacts have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from app.domain.blobs import StoredBlob
from app.errors import Conflict, SizeMismatch
from app.graph.statements import writes
from app.graph.transaction import Transaction

_STATEMENTS = writes("blobs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """An artifact and its bytes. `key` is where these are, unless the graph knew them before."""

    artifact_id: str
    sha256: str
    size: int
    key: str | None

    @classmethod
    def of(cls, artifact_id: str, blob: StoredBlob) -> Binding:
        """An artifact with bytes that were stored for it."""
        return cls(artifact_id=artifact_id, sha256=blob.sha256, size=blob.size, key=blob.key)


async def bind(transaction: Transaction, bindings: Iterable[Binding]) -> dict[str, str]:
    """Ties new artifacts to their bytes; the key that the graph names for each digest.

    Bytes that the store had before stay where they are. Raises SizeMismatch for bytes of the same
    digest and another size, and Conflict when nobody knows the key of some.
    """
    rows = [asdict(one) for one in sorted(bindings, key=lambda one: one.sha256)]
    sizes = {row["sha256"]: row["size"] for row in rows}
    blobs = await transaction.rows(_STATEMENTS["bind"], rows=rows) if rows else []
    for blob in blobs:
        if blob["key"] is None:
            raise Conflict(f"the bytes of digest {blob['sha256']} were just deleted")
        if blob["size"] != sizes[blob["sha256"]]:
            raise SizeMismatch(f"the bytes of digest {blob['sha256']} are {blob['size']}")
    return {blob["sha256"]: blob["key"] for blob in blobs}
