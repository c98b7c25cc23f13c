"""Artifacts: their creation, and what changes of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from app.domain.artifacts import Kind, State
from app.errors import NotFound
from app.graph.session import Graph
from app.graph.statements import writes
from app.graph.transaction import Transaction

_STATEMENTS = writes("artifacts")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldArtifact:
    """What an artifact is, which nobody else can change before the transaction ends."""

    rev: int
    kind: Kind
    state: State
    pruned: bool


async def create_artifacts(
    transaction: Transaction, rows: Sequence[Mapping[str, object]], *, rev: int = 1
) -> None:
    """Creates artifacts from their properties; those of an import begin at revision 0."""
    if rows:
        await transaction.write(_STATEMENTS["create"], rows=rows, rev=rev)
        await set_runs(transaction, [row["id"] for row in rows if row["step_id"] is not None])


async def set_runs(transaction: Transaction, artifact_ids: Collection[object]) -> None:
    """Relates artifacts to the runs in which they were made, as their steps and runs tell."""
    if artifact_ids:
        await transaction.write(_STATEMENTS["set_runs"], ids=list(artifact_ids))


async def hold_artifacts(
    transaction: Transaction, artifact_ids: Collection[str], *, raised: Collection[str] = ()
) -> dict[str, HeldArtifact]:
    """Holds artifacts, and raises the revisions of some of them; those that exist, by id."""
    by_one = set(raised)
    rows = [{"id": one, "by": int(one in by_one)} for one in sorted(artifact_ids)]
    found = await transaction.rows(_STATEMENTS["hold"], rows=rows) if rows else []
    return {
        row["id"]: HeldArtifact(
            rev=row["rev"],
            kind=Kind(row["kind"]),
            state=State(row["state"]),
            pruned=row["pruned"],
        )
        for row in found
    }


async def hold_artifact(transaction: Transaction, artifact_id: str) -> HeldArtifact:
    """Holds an artifact as it is. Raises NotFound."""
    return _only(await hold_artifacts(transaction, [artifact_id]), artifact_id)


async def raise_artifact(transaction: Transaction, artifact_id: str) -> HeldArtifact:
    """Holds an artifact, at its next revision. Raises NotFound."""
    held = await hold_artifacts(transaction, [artifact_id], raised=[artifact_id])
    return _only(held, artifact_id)


async def set_states(transaction: Transaction, states: Mapping[str, State]) -> None:
    """Sets the states of artifacts that are held, by their ids."""
    rows = [{"id": artifact_id, "state": state.value} for artifact_id, state in states.items()]
    await transaction.write(_STATEMENTS["set_state"], rows=rows)


async def missing(transaction: Transaction, artifact_ids: Sequence[str]) -> list[str]:
    """Those of the ids that no artifact has."""
    if not artifact_ids:
        return []
    return [row["id"] for row in await transaction.rows(_STATEMENTS["missing"], ids=artifact_ids)]


async def kind_of(source: Graph | Transaction, artifact_id: str) -> Kind:
    """The kind of an artifact, which never changes. Raises NotFound."""
    rows = await source.rows(_STATEMENTS["read_kind"], artifact_id=artifact_id)
    if not rows:
        raise _no_artifact(artifact_id)
    return Kind(rows[0]["kind"])


def _no_artifact(artifact_id: str) -> NotFound:
    return NotFound(f"there is no artifact {artifact_id}")


def _only(held: Mapping[str, HeldArtifact], artifact_id: str) -> HeldArtifact:
    if artifact_id not in held:
        raise _no_artifact(artifact_id)
    return held[artifact_id]
