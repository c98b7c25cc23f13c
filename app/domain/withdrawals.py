"""What a withdrawal takes with it, and what it leaves: worked out from what the graph holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson

from app.domain.artifacts import State
from app.domain.lineage import sources_first
from app.domain.values import checked_id, checked_sha256
from app.errors import BadInput

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Descendant:
    """What was made from the withdrawn artifact.

    It has an `alternative` when it reaches a root without passing the withdrawn one, and is
    `intact` when none of its direct sources is withdrawn or not intact.
    """

    id: str
    state: State
    depth: int
    alternative: bool
    intact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """A role of a story whose primary is withdrawn, and what takes its place."""

    story_id: str
    role: str
    primary_id: str
    position: int | None
    replacement_id: str | None
    replacement_position: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """All that is archived with an artifact, and what becomes of the stories that show it."""

    artifact_id: str
    state: State
    descendants: Sequence[Descendant]
    losses: Sequence[Loss]

    @property
    def states(self) -> Mapping[str, State]:
        """The state of everything that is withdrawn, by its id."""
        return {self.artifact_id: self.state} | {one.id: one.state for one in self.descendants}

    @property
    def token(self) -> str:
        """The artifact, and a digest of all that the plan says: another plan has another token."""
        below = [[one.id, one.state, one.alternative, one.intact] for one in self.descendants]
        losses = [
            [one.story_id, one.role, one.primary_id, one.replacement_id] for one in self.losses
        ]
        identity = orjson.dumps([self.state, below, losses])
        return f"{self.artifact_id}.{sha256(identity).hexdigest()}"


def checked_token(value: str) -> str:
    """The id of the artifact that a plan's token is of. Raises BadInput when it is no token."""
    artifact_id, _, digest = value.partition(".")
    try:
        checked_sha256(digest)
        return checked_id(artifact_id)
    except BadInput:
        raise BadInput("planToken must be the token of a withdrawalPlan") from None


def withdrawal(
    artifact: Mapping[str, Any],
    descendants: Rows,
    sources: Sequence[tuple[str, str]],
    primaries: Rows,
) -> Withdrawal:
    """What withdrawing the artifact comes to.

    `sources` are the descendants with each of their direct sources. The `replacements` of a primary
    are the artifacts that may take its place, the best first.
    """
    withdrawn = {artifact["id"], *(row["id"] for row in descendants)}
    alternative, intact = _kept(withdrawn, sources)
    return Withdrawal(
        artifact_id=artifact["id"],
        state=State(artifact["state"]),
        descendants=[
            Descendant(
                id=row["id"],
                state=State(row["state"]),
                depth=row["depth"],
                alternative=row["id"] in alternative,
                intact=row["id"] in intact,
            )
            for row in descendants
        ],
        losses=[_loss(row, withdrawn) for row in primaries],
    )


def _kept(withdrawn: set[str], sources: Sequence[tuple[str, str]]) -> tuple[set[str], set[str]]:
    """The descendants that have an alternative, and those that are intact."""
    above: dict[str, set[str]] = {}
    for newer, source in sources:
        above.setdefault(newer, set()).add(source)
    alternative: set[str] = set()
    intact: set[str] = set()
    for one in sources_first(sources):
        if one not in above:
            continue
        if any(source not in withdrawn or source in alternative for source in above[one]):
            alternative.add(one)
        if all(source not in withdrawn or source in intact for source in above[one]):
            intact.add(one)
    return alternative, intact


def _loss(row: Mapping[str, Any], withdrawn: set[str]) -> Loss:
    left = [
        replacement for replacement in row["replacements"] if replacement["id"] not in withdrawn
    ]
    replacement: Mapping[str, Any] = left[0] if left else {"id": None, "position": None}
    return Loss(
        story_id=row["story_id"],
        role=row["role"],
        primary_id=row["primary_id"],
        position=row["position"],
        replacement_id=replacement["id"],
        replacement_position=replacement["position"],
    )
